#include "views/drawing/base/drawing.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace waferscope {

namespace {

constexpr int kPdfDotsPerInch = 96; ///< one logical pixel of the picture a dot

bool encodePng(const Drawing& drawing, QIODevice& device)
{
    return renderImage(drawing).save(&device, "PNG");
}

bool encodeSvg(const Drawing& drawing, QIODevice& device)
{
    QSvgGenerator generator;
    generator.setOutputDevice(&device);
    const QSize size = drawing.logicalSize().toSize();
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(drawing.title);
    QPainter painter;
    if (!painter.begin(&generator))
        return false;
    drawing.paint(painter);
    return painter.end();
}

bool encodePdf(const Drawing& drawing, QIODevice& device)
{
    QPdfWriter writer(&device);
    writer.setResolution(kPdfDotsPerInch);
    const QSizeF points = drawing.logicalSize() * 72.0 / kPdfDotsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer))
        return false;
    drawing.paint(painter);
    return painter.end();
}

} // namespace

QImage renderImage(const Drawing& drawing)
{
    QImage image(drawing.size, QImage::Format_RGB32);
    if (image.isNull())
        return image;
    image.setDevicePixelRatio(drawing.pixelRatio);
    QPainter painter(&image);
    drawing.paint(painter);
    painter.end();
    return image;
}

PictureFormat pictureFormatOf(const std::filesystem::path& file)
{
    const QString ending = QString::fromStdString(file.extension().string()).toLower();
    if (ending == QLatin1String(".svg"))
        return PictureFormat::Svg;
    return ending == QLatin1String(".pdf") ? PictureFormat::Pdf : PictureFormat::Png;
}

Result<std::string> encoded(const Drawing& drawing, PictureFormat format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const auto encode = format == PictureFormat::Svg ? encodeSvg : format == PictureFormat::Pdf ? encodePdf : encodePng;
    if (!encode(drawing, buffer))
        return Error{ErrorCode::DoesNotFit, "A picture of this size cannot be made."};
    return bytes.toStdString();
}

} // namespace waferscope
