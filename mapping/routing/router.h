#pragma once

#include "model/pipelined/lanes.h"

#include <vector>

namespace waferscope {

/// An order and a shift for every edge, widest streams first, each the way that loads its worst link least among those
/// that meet no dead PE, or among all where every way does; then colours.
[[nodiscard]] std::vector<Route> chooseRoutes(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels,
                                              const System& system, const RouterConfig& config);

/// The same for the streams of one kernel that has just been moved in `mapping`, all others as they are; then colours
/// for all. `before` is what its numbers were made of before the move.
void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const RouterConfig& config,
                   const PipelinedFigures& before);

} // namespace waferscope
