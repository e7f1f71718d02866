#pragma once

#include "core/network/network.h"

#include <QColor>
#include <QRgb>

#include <array>

namespace waferscope {

enum class ThemeKind { Light, Dark };

/// The tokens of a theme. Everything that is painted takes its colours from here, and text reaches 4.5 : 1 on every
/// surface.
struct Theme {
    ThemeKind kind = ThemeKind::Light;
    QColor window;
    QColor panel;
    QColor sunken; ///< the wafer pane
    QColor line; ///< 1 px, only between panes
    QColor text;
    QColor muted;
    QColor accent; ///< selection, focus ring, playhead
    QColor good;
    QColor warn;
    QColor bad;
};

[[nodiscard]] const Theme& themeOf(ThemeKind kind);

/// Light or dark, whichever a window colour belongs to (Qt 6.4 cannot tell).
[[nodiscard]] ThemeKind themeKindOf(const QColor& window);

/// The fill of a layer's region; the same in both themes.
[[nodiscard]] QColor colourOf(LayerKind kind);

/// WCAG 2 relative luminance, 0 .. 1, and contrast, 1 .. 21.
[[nodiscard]] double relativeLuminance(const QColor& colour);
[[nodiscard]] double contrastRatio(const QColor& one, const QColor& other);

/// Black or white, whichever contrasts more.
[[nodiscard]] QColor textOn(const QColor& surface);

/// What is seen when a colour covers a share (0 .. 1) of an opaque surface.
[[nodiscard]] QColor blended(const QColor& colour, double share, const QColor& surface);

/// Colours for magnitudes (Cividis, Viridis: dark = low in both themes) and for signed values (blue to orange through
/// the panel's colour).
enum class Ramp { Cividis, Viridis, Signed };

inline constexpr int kRampSize = 256;
using RampTable = std::array<QRgb, kRampSize>;

[[nodiscard]] const RampTable& tableOf(Ramp ramp, const Theme& theme);

} // namespace waferscope
