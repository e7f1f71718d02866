#pragma once

#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>

namespace waferscope {

/// Everything over the raster: regions, routes, labels, selection, ghost, legend, scale bar. The painter's unit is the
/// logical pixel of picture.viewport.
void paintOverlay(QPainter& painter, const WaferPicture& picture);

} // namespace waferscope
