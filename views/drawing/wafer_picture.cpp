#include "views/drawing/wafer_picture.h"

#include "views/drawing/legend.h"
#include "views/drawing/overlay.h"
#include "views/drawing/wafer_scene.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace waferscope {

namespace {

constexpr int kPdfDotsPerInch = 96; ///< one logical pixel of the picture a dot

/// Raster and overlay on any device whose unit is the logical pixel.
void paintPicture(QPainter& painter, const WaferPicture& picture)
{
    WaferScene scene;
    scene.paint(painter, picture);
    paintOverlay(painter, picture);
}

Result<std::size_t> saved(const QByteArray& bytes, const std::filesystem::path& file)
{
    QSaveFile target(QString::fromStdString(file.string()));
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit())
        return Error{ErrorCode::Io,
                     "The picture " + file.string() + " cannot be written: " + target.errorString().toStdString()
                         + "."};
    return static_cast<std::size_t>(bytes.size());
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
    QImage image(picture.viewport.size, QImage::Format_RGB32);
    image.setDevicePixelRatio(picture.viewport.pixelRatio);
    QPainter painter(&image);
    paintPicture(painter, picture);
    painter.end();
    return image;
}

Result<std::size_t> writePng(const WaferPicture& picture, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!renderImage(picture).save(&buffer, "PNG"))
        return Error{ErrorCode::DoesNotFit, "A picture of this size cannot be made."};
    return saved(bytes, file);
}

Result<std::size_t> writeSvg(const WaferPicture& picture, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    const QSize size = picture.viewport.logicalSize().toSize();
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(QCoreApplication::translate("waferscope::WaferPicture", "Wafer"));
    QPainter painter;
    if (!painter.begin(&generator))
        return Error{ErrorCode::DoesNotFit, "A picture of this size cannot be made."};
    paintPicture(painter, picture);
    painter.end();
    return saved(bytes, file);
}

Result<std::size_t> writePdf(const WaferPicture& picture, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kPdfDotsPerInch);
    const QSizeF points = picture.viewport.logicalSize() * 72.0 / kPdfDotsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer))
        return Error{ErrorCode::DoesNotFit, "A picture of this size cannot be made."};
    paintPicture(painter, picture);
    painter.end();
    return saved(bytes, file);
}

} // namespace waferscope
