#include "views/drawing/renderer/field_renderer.h"

#include <QPainter>

namespace waferscope {

namespace {

class PainterRenderer final : public FieldRenderer {
public:
    void show(const PlacedImage& image) override { m_image = image; }

    QImage draw(const QRectF& visible, QSize size, const QColor& background) override
    {
        QImage picture(size, QImage::Format_RGB32);
        picture.fill(background);
        if (m_image.image.isNull())
            return picture;
        QPainter painter(&picture);
        const double across = size.width() / visible.width();
        const double down = size.height() / visible.height();
        const QRectF place((m_image.place.left() - visible.left()) * across,
                           (m_image.place.top() - visible.top()) * down, m_image.place.width() * across,
                           m_image.place.height() * down);
        painter.drawImage(place, m_image.image, m_image.part);
        return picture;
    }

private:
    PlacedImage m_image;
};

} // namespace

std::unique_ptr<FieldRenderer> createPainterRenderer()
{
    return std::make_unique<PainterRenderer>();
}

} // namespace waferscope
