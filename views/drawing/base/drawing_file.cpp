#include "views/drawing/base/drawing_file.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace waferscope {

namespace {

constexpr int kPdfDotsPerInch = 96; ///< one logical pixel of the picture a dot

Result<std::size_t> saved(const QByteArray& bytes, const std::filesystem::path& file)
{
    QSaveFile target(QString::fromStdString(file.string()));
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit())
        return Error{ErrorCode::Io,
                     "The picture " + file.string() + " cannot be written: " + target.errorString().toStdString()
                         + "."};
    return static_cast<std::size_t>(bytes.size());
}

Error cannotBeMade()
{
    return {ErrorCode::DoesNotFit, "A picture of this size cannot be made."};
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

Result<std::size_t> writePng(const Drawing& drawing, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!renderImage(drawing).save(&buffer, "PNG"))
        return cannotBeMade();
    return saved(bytes, file);
}

Result<std::size_t> writeSvg(const Drawing& drawing, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    const QSize size = drawing.logicalSize().toSize();
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(drawing.title);
    QPainter painter;
    if (!painter.begin(&generator))
        return cannotBeMade();
    drawing.paint(painter);
    painter.end();
    return saved(bytes, file);
}

Result<std::size_t> writePdf(const Drawing& drawing, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kPdfDotsPerInch);
    const QSizeF points = drawing.logicalSize() * 72.0 / kPdfDotsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer))
        return cannotBeMade();
    drawing.paint(painter);
    painter.end();
    return saved(bytes, file);
}

Result<std::size_t> writeByEnding(const Drawing& drawing, const std::filesystem::path& file)
{
    const QString ending = QString::fromStdString(file.extension().string()).toLower();
    if (ending == QLatin1String(".svg"))
        return writeSvg(drawing, file);
    if (ending == QLatin1String(".pdf"))
        return writePdf(drawing, file);
    return writePng(drawing, file);
}

} // namespace waferscope
