#pragma once

#include "views/drawing/base/palette.h"

#include <QFont>
#include <QPainter>
#include <QRectF>
#include <QString>

namespace waferscope {

enum class TextSize { Label, Base, Verdict }; ///< 11, 13 and 18 px
enum class TextWeight { Normal, Strong };

inline constexpr double kRadius = 4.0;

/// The system's sans if its ten digits have one advance (Qt 6.4 cannot ask for tabular figures), else DejaVu Sans.
[[nodiscard]] QFont pictureFont(TextSize size, TextWeight weight = TextWeight::Normal);

/// Size of one line of text with the tag's padding around it.
[[nodiscard]] QSizeF tagSize(const QString& text, const QFont& font);

/// A panel-coloured box with a line of text, so that it reads over anything.
void paintTag(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const Theme& theme);

/// A rounded panel without text.
void paintPanel(QPainter& painter, const QRectF& box, const Theme& theme);

/// Pixels that lines and rectangles should start on to be sharp, at a device pixel ratio.
[[nodiscard]] double crisp(double logical, double pixelRatio);
[[nodiscard]] QRectF crisp(const QRectF& logical, double pixelRatio);

} // namespace waferscope
