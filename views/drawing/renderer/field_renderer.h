#pragma once

#include "views/drawing/renderer/gl_context.h"

#include <QColor>
#include <QImage>
#include <QRectF>

#include <memory>

namespace waferscope {

/// A coloured field, one pixel a value, and where it lies.
struct PlacedImage {
    QImage image; ///< RGB32; null: nothing
    QRectF place; ///< in PEs
    QRectF part; ///< of the image that fills the place: all of it but what hangs over the fabric's edge
};

/// Draws one image through a camera, nearest value, on a plain background.
class FieldRenderer {
public:
    virtual ~FieldRenderer() = default;
    virtual void show(const PlacedImage& image) = 0;
    /// `visible` in PEs fills the whole picture of `size` device pixels. RGB32.
    virtual QImage draw(const QRectF& visible, QSize size, const QColor& background) = 0;
};

/// VTK in a context of its own.
[[nodiscard]] std::unique_ptr<FieldRenderer> createVtkRenderer(std::unique_ptr<GlContext> context);

/// QPainter, where there is no context.
[[nodiscard]] std::unique_ptr<FieldRenderer> createPainterRenderer();

} // namespace waferscope
