#pragma once

#include "views/drawing/network/network_picture.h"

#include <QString>

namespace waferscope {

/// "Input image", "encoder/3, open block": for screen readers.
[[nodiscard]] QString graphNodeName(const GraphNode& node);

/// What lies under a point of the scene: a layer with its counts, or a link within `reach` with its tensor; empty where
/// nothing is.
[[nodiscard]] QString graphToolTip(const NetworkScene& scene, QPointF place, double reach);

} // namespace waferscope
