#include "views/drawing/wafer/wafer_scene.h"

#include "core/layout/footprint.h"
#include "views/drawing/renderer/field_renderer.h"

namespace waferscope {

namespace {

/// Device pixels of the pane that a rectangle touches.
QRect touchedPixels(const Viewport& viewport, const PeRect& rectangle)
{
    const QRectF logical = viewport.toLogical(rectangle);
    const QRectF pixels(logical.topLeft() * viewport.pixelRatio, logical.size() * viewport.pixelRatio);
    return pixels.toAlignedRect() & QRect(QPoint(0, 0), viewport.size);
}

QRectF pesOf(const Viewport& viewport, const QRect& pixels)
{
    const QPointF corner = viewport.toPes(QPointF(pixels.topLeft()) / viewport.pixelRatio);
    return {corner, QSizeF(pixels.size()) * viewport.pesPerPixel};
}

QRectF rectangleOf(const PeRect& pes)
{
    return QRectF(pes.origin.x, pes.origin.y, pes.width, pes.height);
}

/// The area lies on the field's cells; its last ones may hang over.
PlacedImage placed(const Field& field, const FieldColours& colours)
{
    return {colouredField(field, colours), rectangleOf(field.area),
            QRectF(0, 0, double(field.area.width) / field.stride, double(field.area.height) / field.stride)};
}

} // namespace

WaferScene::WaferScene(SceneBackend wish)
    : m_backend(wish)
{
}

WaferScene::~WaferScene() = default;

void WaferScene::paint(QPainter& painter, const WaferPicture& picture)
{
    const Theme& theme = themeOf(picture.theme);
    painter.fillRect(QRectF(QPointF(0, 0), picture.viewport.logicalSize()), theme.sunken);
    if (!picture.contents)
        return;
    painter.fillRect(picture.viewport.toLogical(picture.contents->fabric), theme.panel);
    if (picture.kind == PictureKind::Layers || !picture.field)
        return;
    drawField(picture);
    if (!m_image.isNull())
        painter.drawImage(QPointF(m_place.topLeft()) / picture.viewport.pixelRatio, m_image);
}

void WaferScene::drawField(const WaferPicture& picture)
{
    Drawn wanted{picture.field, fieldColours(picture), picture.viewport, picture.theme};
    if (m_drawn == wanted)
        return;
    const int stride = picture.viewport.fieldStride();
    const bool another = !m_drawn || m_drawn->field != wanted.field || m_drawn->colours != wanted.colours;
    m_drawn = std::move(wanted);
    m_image = {};
    m_place = touchedPixels(picture.viewport, picture.field->area);
    if (!m_renderer)
        openRenderer();
    if (another || m_stride != stride) {
        m_renderer->show(placed(*pooled(picture.field, stride), m_drawn->colours));
        m_stride = stride;
    }
    if (m_place.isEmpty())
        return;
    ++m_drawCount;
    m_image = m_renderer->draw(pesOf(picture.viewport, m_place), m_place.size(), themeOf(picture.theme).panel);
    m_image.setDevicePixelRatio(picture.viewport.pixelRatio);
}

void WaferScene::openRenderer()
{
    if (m_backend == SceneBackend::OpenGl)
        if (auto context = GlContext::create())
            m_renderer = createVtkRenderer(std::move(context));
    if (!m_renderer) {
        m_backend = SceneBackend::Painter;
        m_renderer = createPainterRenderer();
    }
}

} // namespace waferscope
