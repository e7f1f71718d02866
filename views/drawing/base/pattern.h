#pragma once

#include "views/drawing/base/palette.h"

#include <QPainter>
#include <QRectF>

namespace waferscope {

/// The second cue of a layer's kind, beside its colour; and how broken rules look.
enum class Pattern { Plain, Rising, Falling, Crossed, Horizontal, Vertical, Grid, Dots, Dashes };

[[nodiscard]] Pattern patternOf(LayerKind kind);

/// Fills a rectangle with a pattern, clipped to what is seen. `spacing` between lines in logical pixels. Patterns are
/// anchored to the rectangle's corner, so that they move with it.
void paintPattern(QPainter& painter, const QRectF& rectangle, const QRectF& seen, Pattern pattern, const QColor& colour,
                  double spacing, double penWidth = 1.0);

} // namespace waferscope
