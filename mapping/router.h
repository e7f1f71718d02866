#pragma once

#include "core/evaluation.h"

#include <vector>

namespace waferscope {

struct RouterConfig {
    int lanes = 18; ///< of a bundle, at most: the assumption "stream_lanes"
    Precision precision = Precision::Fp16;
    Run run = Run::Train; ///< gradients travel back only in training
    int colors = 21; ///< that a router may give to kernels

    static RouterConfig of(const Layout& layout, const Assumptions& assumptions);
};

/// The straight runs of one edge's lanes, gradients included (MODEL section 3, Routing): min(lanes, facing side of the
/// producer, facing side of the consumer) lanes, evenly spaced on both sides (all moved by
/// the route's shift), each with an even share of the values.
[[nodiscard]] std::vector<LaneRun> lanesOf(const KernelGraph& graph, EdgeId edge, const PeRect& producer,
                                           const PeRect& consumer, const Route& route, const RouterConfig& config);

/// The PEs whose routers a run passes, ends included: one row or one column.
[[nodiscard]] PeRect routersOf(const LaneRun& run);

/// Adds (sign 1) or takes away (sign -1) what the runs load their links with. Links outside the fabric are left out.
void addLoads(LinkLoads& loads, const std::vector<LaneRun>& runs, int sign);

/// The largest load of any link on the runs.
[[nodiscard]] std::uint32_t worstLoad(const LinkLoads& loads, const std::vector<LaneRun>& runs);

/// An order and a shift for every edge, widest streams first, each the way that loads its worst link least; then
/// colours.
[[nodiscard]] std::vector<Route> chooseRoutes(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels,
                                              const System& system, const RouterConfig& config);

/// The same for the streams of one kernel that was moved, all others as they are; then colours for all.
void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const System& system,
                   const RouterConfig& config);

} // namespace waferscope
