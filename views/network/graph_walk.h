#pragma once

#include "views/drawing/network/network_picture.h"

#include <cstddef>
#include <optional>

namespace waferscope {

/// Where an arrow key leads from a node: up and down along the streams and into and out of open blocks, left and right
/// along the row; none at an end.
[[nodiscard]] std::optional<std::size_t> neighbourInGraph(const NetworkScene& scene, std::size_t node, Qt::Key key);

} // namespace waferscope
