#include "views/wafer/wafer_view.h"

#include "views/canvas/canvas_accessible.h"
#include "views/drawing/wafer/legend.h"
#include "views/drawing/wafer/overlay.h"
#include "views/drawing/wafer/wafer_scene.h"
#include "views/wafer/wafer_accessible.h"
#include "views/wafer/wafer_camera.h"
#include "views/wafer/wafer_mouse.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <utility>

namespace waferscope {

namespace {

constexpr double kKeyPan = 48.0; ///< logical pixels
constexpr double kClickReach = 6.0; ///< logical pixels: the nearest thing within them is what is meant

/// Sets a part of the picture; true when that changed something.
template <typename T>
bool replace(T& part, T value)
{
    if (part == value)
        return false;
    part = std::move(value);
    return true;
}

} // namespace

/// What a WaferView consists of.
class WaferView::Parts {
public:
    explicit Parts(WaferView& view)
        : mouse(view, camera)
    {
    }

    WaferPicture picture;
    WaferScene scene;
    WaferCamera camera;
    WaferMouse mouse;
    bool fitsWafer = true; ///< nobody has moved the camera since it fitted: it follows the pane's size
    bool silent = false; ///< the camera moves because a linked view has moved
};

WaferView::WaferView(QWidget* parent)
    : Canvas(parent)
    , m_parts(std::make_unique<Parts>(*this))
{
    installWaferAccessibility();
    setObjectName(QStringLiteral("waferView"));
    setAccessibleName(tr("Wafer"));
    adoptSize();
    connect(&m_parts->camera, &WaferCamera::moved, this, &WaferView::showCamera);
}

WaferView::~WaferView() = default;

const WaferPicture& WaferView::picture() const
{
    return m_parts->picture;
}

const Viewport& WaferView::viewport() const
{
    return m_parts->picture.viewport;
}

FieldRequest WaferView::fieldRequest(FieldKind kind, Reduction reduction) const
{
    FieldRequest request{kind, {}, viewport().fieldStride(), reduction};
    if (!picture().contents)
        return request;
    // Whole blocks from the fabric's corner on: what stands for a PE stays the same while the camera moves.
    const PeRect seen = viewport().visiblePart(picture().contents->fabric);
    const int left = seen.origin.x / request.stride * request.stride;
    const int top = seen.origin.y / request.stride * request.stride;
    request.area = {{left, top}, seen.right() - left, seen.bottom() - top};
    return request;
}

bool WaferView::acceleratedScene() const
{
    return m_parts->scene.backend() == SceneBackend::OpenGl;
}

void WaferView::setContents(std::shared_ptr<const WaferContents> contents)
{
    const auto fabricOf = [](const auto& shown) { return shown ? shown->fabric : PeRect{}; };
    const bool anotherFabric = fabricOf(contents) != fabricOf(picture().contents);
    if (!replace(m_parts->picture.contents, std::move(contents)))
        return;
    if (!picture().contents)
        cancelDrag();
    if (picture().hovered && (!picture().contents || !picture().contents->find(*picture().hovered)))
        m_parts->picture.hovered = std::nullopt;
    tellItemsChanged(*this);
    if (anotherFabric) {
        m_parts->fitsWafer = true;
        fitNow();
    }
    update();
}

void WaferView::setPictureKind(PictureKind kind)
{
    if (replace(m_parts->picture.kind, kind))
        update();
}

void WaferView::setField(std::shared_ptr<const Field> field)
{
    if (replace(m_parts->picture.field, std::move(field)))
        update();
}

void WaferView::setLegend(const LegendSettings& legend)
{
    if (replace(m_parts->picture.legend, legend))
        update();
}

void WaferView::setTheme(ThemeKind theme)
{
    if (replace(m_parts->picture.theme, theme))
        update();
}

void WaferView::setMotion(Motion motion)
{
    m_parts->camera.setMotion(motion);
}

void WaferView::setLabels(Visibility labels)
{
    if (replace(m_parts->picture.labels, labels))
        update();
}

void WaferView::setRoutes(Visibility routes)
{
    if (replace(m_parts->picture.routes, routes))
        update();
}

void WaferView::setSelection(const std::vector<KernelId>& selection)
{
    if (replace(m_parts->picture.selection, selection))
        update();
}

void WaferView::setFound(const std::vector<KernelId>& kernels)
{
    if (replace(m_parts->picture.found, kernels))
        update();
}

void WaferView::setMarked(std::optional<PeCoord> pe)
{
    if (replace(m_parts->picture.marked, pe))
        update();
}

void WaferView::setGhost(const std::optional<DragGhost>& ghost)
{
    if (replace(m_parts->picture.ghost, ghost))
        update();
}

void WaferView::setStreaming(const std::optional<StreamingMoment>& moment)
{
    const bool fits = moment.has_value() != picture().streaming.has_value() && m_parts->fitsWafer;
    if (!replace(m_parts->picture.streaming, moment))
        return;
    if (fits) // the queue needs room above the wafer
        fitNow();
    update();
}

void WaferView::setNotice(const QString& notice)
{
    if (replace(m_parts->picture.notice, notice))
        update();
}

QSize WaferView::sizeHint() const
{
    return {800, 640};
}

QSize WaferView::minimumSizeHint() const
{
    return {320, 240};
}

void WaferView::fit()
{
    m_parts->fitsWafer = true;
    if (picture().contents)
        m_parts->camera.glideTo(fitted(viewport(), picture().contents->fabric, marginsFor(picture())));
}

void WaferView::fitNow()
{
    if (picture().contents)
        m_parts->camera.jumpTo(fitted(m_parts->camera.target(), picture().contents->fabric, marginsFor(picture())));
}

void WaferView::fitTo(const PeRect& rectangle)
{
    constexpr double kAround = 64.0; // logical pixels: it is seen in its neighbourhood
    m_parts->fitsWafer = false;
    m_parts->camera.glideTo(fitted(viewport(), rectangle, {kAround, kAround, kAround, kAround}));
}

void WaferView::centreOn(PeCoord pe)
{
    m_parts->fitsWafer = false;
    Viewport next = viewport();
    next.centre = QPointF(pe.x + 0.5, pe.y + 0.5);
    m_parts->camera.glideTo(next);
}

void WaferView::zoomBy(double factor, QPointF at)
{
    if (!picture().contents)
        return;
    m_parts->fitsWafer = false;
    m_parts->camera.glideTo(zoomed(m_parts->camera.target(), factor, at, picture().contents->fabric));
}

void WaferView::pinchBy(double factor, QPointF at)
{
    if (!picture().contents)
        return;
    m_parts->fitsWafer = false;
    m_parts->camera.jumpTo(zoomed(viewport(), factor, at, picture().contents->fabric));
}

void WaferView::panBy(QPointF offset)
{
    if (!picture().contents)
        return;
    m_parts->fitsWafer = false;
    m_parts->camera.jumpTo(panned(viewport(), offset, picture().contents->fabric));
}

void WaferView::setViewport(const Viewport& other)
{
    Viewport next = viewport();
    next.centre = other.centre;
    next.pesPerPixel = other.pesPerLogicalPixel() / next.pixelRatio;
    m_parts->fitsWafer = false;
    m_parts->silent = true;
    m_parts->camera.jumpTo(next);
    m_parts->silent = false;
}

void WaferView::showCamera()
{
    if (!replace(m_parts->picture.viewport, m_parts->camera.viewport()))
        return;
    update();
    if (!m_parts->silent)
        Q_EMIT viewportChanged(viewport());
}

/// The pane's size and pixel ratio, which change with the window and its screen.
void WaferView::adoptSize()
{
    Viewport next = m_parts->camera.target();
    const double logicalScale = next.pesPerLogicalPixel();
    next.pixelRatio = devicePixelRatioF();
    next.size = (QSizeF(size()) * next.pixelRatio).toSize();
    next.pesPerPixel = logicalScale / next.pixelRatio;
    m_parts->camera.jumpTo(next);
    if (m_parts->fitsWafer)
        fitNow();
}

void WaferView::cancelDrag()
{
    m_parts->mouse.cancel();
}

std::optional<KernelId> WaferView::kernelAt(QPointF at, double reach) const
{
    if (!picture().contents)
        return std::nullopt;
    return picture().contents->nearest(viewport().toPes(at), reach * viewport().pesPerLogicalPixel());
}

void WaferView::pointAt(std::optional<QPointF> at)
{
    std::optional<PeCoord> pe;
    if (at && picture().contents)
        pe = viewport().peAt(*at);
    if (pe && !picture().contents->fabric.contains(*pe))
        pe = std::nullopt;
    const std::optional<KernelId> kernel = at ? kernelAt(*at, 0.0) : std::nullopt;
    if (replace(m_parts->picture.pointer, pe)) {
        update();
        Q_EMIT peHovered(pe);
    }
    if (replace(m_parts->picture.hovered, kernel)) {
        update();
        Q_EMIT kernelHovered(kernel);
    }
}

void WaferView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    m_parts->scene.paint(painter, picture());
    paintOverlay(painter, picture());
    paintFocusRing(painter, picture().theme);
}

void WaferView::resizeEvent(QResizeEvent* /*event*/)
{
    adoptSize();
}

bool WaferView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ScreenChangeInternal:
    case QEvent::Show: adoptSize(); break;
    case QEvent::WindowDeactivate: cancelDrag(); break;
    default: break;
    }
    return Canvas::event(event);
}

void WaferView::mousePressEvent(QMouseEvent* event)
{
    m_parts->mouse.press(event->position(), event->button());
}

void WaferView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_parts->mouse.move(event->position(), event->modifiers()) == MouseEffect::CameraMoved)
        m_parts->fitsWafer = false;
    setCursor(m_parts->mouse.cursorAt(event->position()));
    pointAt(event->position());
}

void WaferView::mouseReleaseEvent(QMouseEvent* event)
{
    m_parts->mouse.release(event->position(), event->button(), event->modifiers());
    setCursor(m_parts->mouse.cursorAt(event->position()));
}

void WaferView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto kernel = kernelAt(event->position(), kClickReach))
        Q_EMIT kernelActivated(*kernel);
    else
        fit();
}

void WaferView::leaveEvent(QEvent* event)
{
    pointAt(std::nullopt);
    Canvas::leaveEvent(event);
}

void WaferView::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_parts->mouse.busy() || !picture().contents)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard && !picture().selection.empty();
    const auto kernel = byKey ? std::optional(picture().selection.front()) : kernelAt(event->pos(), kClickReach);
    Q_EMIT contextMenuWanted(kernel, viewport().peAt(event->pos()), event->globalPos());
}

void WaferView::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Left: stepBy(-step, 0); break;
    case Qt::Key_Right: stepBy(step, 0); break;
    case Qt::Key_Up: stepBy(0, -step); break;
    case Qt::Key_Down: stepBy(0, step); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!picture().selection.empty())
            Q_EMIT kernelActivated(picture().selection.front());
        break;
    case Qt::Key_Escape:
        if (!m_parts->mouse.cancel())
            Q_EMIT kernelClicked(std::nullopt, event->modifiers());
        break;
    default:
        if (!moveByKey(event->key()))
            return Canvas::keyPressEvent(event);
    }
    event->accept();
}

/// Arrow keys: the selection by PEs, else the camera.
void WaferView::stepBy(int columns, int rows)
{
    if (!picture().selection.empty())
        Q_EMIT nudged(columns, rows);
    else
        panBy(QPointF(-columns, -rows) * kKeyPan);
}

} // namespace waferscope
