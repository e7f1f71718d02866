#pragma once

#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>

namespace waferscope {

/// Lane bundles: all of them thin and muted when picture.routes shows them; those into and out of the selection in the
/// accent colour with an arrow at the consumer.
void paintRoutes(QPainter& painter, const WaferPicture& picture);

} // namespace waferscope
