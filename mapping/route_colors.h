#pragma once

#include "mapping/router.h"

#include <vector>

namespace waferscope {

/// Gives every edge's bundle one colour a direction, so that no router sees a colour from two bundles. An edge that
/// finds no colour left keeps none. `lanes` by EdgeId; the same lanes, the same colours.
void assignColors(const std::vector<std::vector<LaneRun>>& lanes, const RouterConfig& config,
                  std::vector<Route>& routes);

} // namespace waferscope
