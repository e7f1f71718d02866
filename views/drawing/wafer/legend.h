#pragma once

#include "views/drawing/wafer/field_colours.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>
#include <QRectF>

#include <vector>

namespace waferscope {

/// Round values (1-2-5 steps of a unit, or decades) and the range's end, ascending, inside the range; 2 to 8.
[[nodiscard]] std::vector<double> legendTicks(const LegendRange& range, double unit = 1.0);

/// "Compute busy", "SRAM used" ...
[[nodiscard]] QString titleOf(FieldKind kind);

/// "Convolution" ...
[[nodiscard]] QString titleOf(LayerKind kind);

/// "Input", "Reduce" ...: of a stall cause or role.
[[nodiscard]] QString categoryText(FieldKind kind, int category);

/// A value of a field as a person reads it: "62 %", "37.4 KiB", "input".
[[nodiscard]] QString valueText(FieldKind kind, double value);

/// Box of the legend in logical pixels; null when there is none to show or no room for it.
[[nodiscard]] QRectF legendBox(const WaferPicture& picture);

/// Range or kinds, clip marks, the pointed at value.
void paintLegend(QPainter& painter, const WaferPicture& picture);

/// Margins that fit the whole wafer beside the legend, where that costs little.
[[nodiscard]] FitMargins marginsFor(const WaferPicture& picture);

} // namespace waferscope
