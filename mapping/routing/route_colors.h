#pragma once

#include "core/layout/lane_bundle.h"
#include "model/pipelined/lanes.h"

#include <vector>

namespace waferscope {

/// Gives every edge's bundle one colour a direction, so that no router sees a colour from two bundles. An edge that
/// finds no colour left keeps none. `bundles` by EdgeId; the same bundles, the same colours.
void assignColors(const std::vector<LaneBundle>& bundles, const RouterConfig& config, std::vector<Route>& routes);

/// Colours for one edge's bundle alone, beside those that the others have. False, and none, when too few are left.
bool colorOne(const std::vector<LaneBundle>& bundles, EdgeId edge, const RouterConfig& config,
              std::vector<Route>& routes);

} // namespace waferscope
