#pragma once

#include "views/drawing/base/label_layout.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>

namespace waferscope {

/// Side of a square handle to resize with, logical pixels.
inline constexpr double kHandleSize = 8.0;

/// Dead PEs, over all regions: each is seen from however far.
void paintDeadPes(QPainter& painter, const WaferPicture& picture);

/// Regions: filled by kind with a pattern (Layers), or as 2 px outlines (HeatMap); broken rules hatched, locks marked.
void paintRegions(QPainter& painter, const WaferPicture& picture);

/// Names, as placed.
void paintLabels(QPainter& painter, const WaferPicture& picture, const std::vector<RegionLabel>& labels);

/// The pointed at and the selected ones, with handles on a single one.
void paintSelection(QPainter& painter, const WaferPicture& picture);

/// Where the handles of a region are: corners and middles of its sides; empty when it is too small for them or locked.
[[nodiscard]] std::vector<QRectF> handleBoxes(const Viewport& viewport, const WaferRegion& region);

} // namespace waferscope
