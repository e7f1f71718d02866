#pragma once

#include "core/base/result.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <filesystem>
#include <functional>
#include <string>

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

enum class PictureFormat { Png, Svg, Pdf };
[[nodiscard]] PictureFormat
pictureFormatOf(const std::filesystem::path& file); ///< by its ending: .svg, .pdf or else PNG

/// The bytes of a file of the format. Fails with DoesNotFit when no such picture can be made.
[[nodiscard]] Result<std::string> encoded(const Drawing& drawing, PictureFormat format);

} // namespace waferscope
