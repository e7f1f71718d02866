#include "views/drawing/wafer_scene.h"

#include "views/drawing/field_renderer.h"

#include <QPainter>

namespace waferscope {

namespace {

QRectF visiblePes(const Viewport& viewport)
{
    const QSizeF pes = QSizeF(viewport.size) * viewport.pesPerPixel;
    return {viewport.centre - QPointF(pes.width() / 2, pes.height() / 2), pes};
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

const QImage& WaferScene::draw(const WaferPicture& picture)
{
    Drawn wanted{picture.field, std::nullopt, picture.viewport, {}, picture.theme};
    if (picture.contents)
        wanted.fabric = picture.contents->fabric;
    if (picture.kind == PictureKind::Layers || !picture.contents)
        wanted.field = nullptr;
    if (wanted.field)
        wanted.colours = fieldColours(picture);
    if (m_drawn == wanted)
        return m_image;

    const int stride = picture.viewport.fieldStride();
    const bool another = !m_drawn || m_drawn->field != wanted.field || m_drawn->colours != wanted.colours;
    if (wanted.field && !m_renderer)
        openRenderer();
    if (wanted.field && (another || m_stride != stride)) {
        m_renderer->show(placed(*pooled(wanted.field, stride), *wanted.colours));
        m_stride = stride;
    }
    m_drawn = std::move(wanted);
    ++m_drawCount;
    m_drawn->field ? drawField(picture) : drawBare(picture);
    m_image.setDevicePixelRatio(picture.viewport.pixelRatio);
    return m_image;
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

void WaferScene::drawBare(const WaferPicture& picture)
{
    const Theme& theme = themeOf(picture.theme);
    m_image = QImage(picture.viewport.size, QImage::Format_RGB32);
    m_image.fill(theme.sunken);
    if (!picture.contents)
        return;
    QPainter painter(&m_image);
    painter.scale(picture.viewport.pixelRatio, picture.viewport.pixelRatio);
    painter.fillRect(picture.viewport.toLogical(picture.contents->fabric), theme.panel);
}

void WaferScene::drawField(const WaferPicture& picture)
{
    m_image = m_renderer->draw(visiblePes(picture.viewport), picture.viewport.size, themeOf(picture.theme).sunken);
}

} // namespace waferscope
