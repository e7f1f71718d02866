#pragma once

#include "views/drawing/base/palette.h"

#include <QFont>
#include <QPalette>
#include <QString>

class QWidget;

namespace waferscope {

/// The theme that a widget is shown in.
[[nodiscard]] const Theme& themeOf(const QWidget& widget);

/// Qt's colour roles from a theme's tokens.
[[nodiscard]] QPalette paletteOf(const Theme& theme);

/// What Qt's own style does not know: radii, heights, the lines between panes.
[[nodiscard]] QString styleSheetOf(const Theme& theme);

/// Sizes of text, in logical pixels.
enum class FontSize { Label = 11, Base = 13, Heading = 15, Verdict = 18, Title = 24 };

/// The system's sans where its ten digits have one advance, else DejaVu Sans.
[[nodiscard]] QFont interfaceFont(FontSize size = FontSize::Base);

/// Spacing between things, in logical pixels.
inline constexpr int kSpace1 = 4;
inline constexpr int kSpace2 = 8;
inline constexpr int kSpace3 = 12;
inline constexpr int kSpace4 = 16;
inline constexpr int kSpace5 = 24;

} // namespace waferscope
