#include "views/drawing/wafer/wafer_picture.h"

#include "views/drawing/base/drawing.h"
#include "views/drawing/wafer/legend.h"
#include "views/drawing/wafer/overlay.h"
#include "views/drawing/wafer/wafer_scene.h"

#include <QCoreApplication>
#include <QPainter>

namespace waferscope {

namespace {

/// Raster and overlay on any device whose unit is the logical pixel.
Drawing drawingOf(const WaferPicture& picture)
{
    return {picture.viewport.size, picture.viewport.pixelRatio,
            QCoreApplication::translate("waferscope::WaferPicture", "Wafer"), [&picture](QPainter& painter) {
                WaferScene scene;
                scene.paint(painter, picture);
                paintOverlay(painter, picture);
            }};
}

} // namespace

WaferPicture fittedPicture(WaferPicture picture, QSize logicalSize, double pixelRatio)
{
    picture.viewport.pixelRatio = pixelRatio;
    picture.viewport.size = (QSizeF(logicalSize) * pixelRatio).toSize();
    if (picture.contents)
        picture.viewport = fitted(picture.viewport, picture.contents->fabric, marginsFor(picture));
    return picture;
}

QImage renderImage(const WaferPicture& picture)
{
    return renderImage(drawingOf(picture));
}

Result<std::string> encoded(const WaferPicture& picture, PictureFormat format)
{
    return encoded(drawingOf(picture), format);
}

} // namespace waferscope
