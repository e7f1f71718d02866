#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <span>
#include <vector>

namespace waferscope {

struct RouterConfig {
    int lanes = 18; ///< of a bundle, at most: the assumption "stream_lanes"
    Precision precision = Precision::Fp16;
    Run run = Run::Train; ///< gradients travel back only in training
    int colors = 21; ///< that a router may give to kernels
    std::span<const PeRect> deadPes = {}; ///< of a system that outlives this: ways around them come first

    static RouterConfig of(const LayoutProblem& problem, const Assumptions& assumptions);
};

/// The straight runs of one edge's lanes, gradients included (MODEL section 3, Routing): min(lanes, facing side of the
/// producer, facing side of the consumer) lanes, evenly spaced on both sides (all moved by
/// the route's shift), each with an even share of the values.
[[nodiscard]] std::vector<LaneRun> lanesOf(const KernelGraph& graph, EdgeId edge, const PeRect& producer,
                                           const PeRect& consumer, const Route& route, const RouterConfig& config);

/// The same, added to `runs`.
void addLanes(std::vector<LaneRun>& runs, const KernelGraph& graph, EdgeId edge, const PeRect& producer,
              const PeRect& consumer, const Route& route, const RouterConfig& config);

/// Likewise for any stream of `elements` values a sample.
void addLanes(std::vector<LaneRun>& runs, EdgeId edge, std::int64_t elements, const PeRect& producer,
              const PeRect& consumer, const Route& route, const RouterConfig& config);

/// Wavelets a sample of the fullest lane if every stream had all lanes that a bundle may have and shared no link: no
/// layout carries less.
[[nodiscard]] Wavelets leastTransmission(const KernelGraph& graph, const RouterConfig& config);

/// Hops that the first wavelet travels on the longest lane of one edge.
[[nodiscard]] Hops longestLane(std::span<const LaneRun> lanesOfEdge);

/// The runs of one edge among lanes that are sorted by edge.
[[nodiscard]] std::span<const LaneRun> lanesOfEdge(std::span<const LaneRun> lanes, EdgeId edge);

} // namespace waferscope
