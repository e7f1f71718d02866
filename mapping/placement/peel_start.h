#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/placement_problem.h"
#include "mapping/placement/strip_layout.h"

#include <vector>

namespace waferscope {

/// How layouts are built from nothing.
struct PeelStart {
    std::vector<std::size_t> order; ///< all kernels
    std::int64_t target = 0; ///< ticks
    std::size_t mostStacked = kMostStacked; ///< kernels of one stack
    std::size_t width = 0; ///< of the beam
};

/// Layouts that fit at the target, those with the shortest wires first, at most so many. None when no layout with the
/// kernels in this order fits, or when asked to stop.
[[nodiscard]] std::vector<StripLayout> peeledLayouts(const PlacementProblem& problem, const PeelStart& start,
                                                     std::size_t most, const JobControl& job);

} // namespace waferscope
