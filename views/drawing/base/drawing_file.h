#pragma once

#include "core/base/result.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <filesystem>
#include <functional>

class QPainter;

namespace waferscope {

/// Anything that can be painted into a picture or a file. A short-lived value: `paint` may refer to what it paints.
struct Drawing {
    QSize size; ///< device pixels
    double pixelRatio = 1.0;
    QString title;
    std::function<void(QPainter&)> paint; ///< in logical pixels

    [[nodiscard]] QSizeF logicalSize() const { return QSizeF(size) / pixelRatio; }
};

[[nodiscard]] QImage renderImage(const Drawing& drawing);

/// Files appear whole or not at all. The answer is the number of bytes written.
Result<std::size_t> writePng(const Drawing& drawing, const std::filesystem::path& file);
Result<std::size_t> writeSvg(const Drawing& drawing, const std::filesystem::path& file);
Result<std::size_t> writePdf(const Drawing& drawing, const std::filesystem::path& file);

/// By the file's ending: .svg, .pdf or else PNG.
Result<std::size_t> writeByEnding(const Drawing& drawing, const std::filesystem::path& file);

} // namespace waferscope
