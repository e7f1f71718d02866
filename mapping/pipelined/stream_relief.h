#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/strip_search.h"

#include <functional>

namespace waferscope {

/// How much of their time streams lose on links that they share.
struct Crowding {
    double cycles = 0.0; ///< over all streams; 0 when no layout would do better
    std::vector<std::size_t> kernels; ///< ends of those that lose some
};
using CrowdingOf = std::function<Crowding(const StripSolution&)>;

/// Changes a solution's layout a little at its target time, mostly around kernels whose streams are crowded, as often
/// as `trials` says, and goes on from what is not more crowded: many forks may each have to change before the fullest
/// link does. The judge sees every layout that fits. Ends at a crowding of 0 or when asked to stop. Deterministic.
void relieveStreams(const PlacementProblem& problem, const StripSolution& start, std::int64_t trials,
                    std::uint64_t seed, const CrowdingOf& judge, const JobControl& job);

} // namespace waferscope
