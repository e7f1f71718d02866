#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/contest_problem.h"

#include <cstdint>

namespace waferscope {

struct PlaceContestConfig {
    std::uint64_t seed = 1;
    std::int64_t moves = 2'000'000; ///< layouts tried in all
};

struct PlacedContest {
    std::vector<PlacedKernel> kernels; ///< in the problem's order
    ContestScore score;
    double bound = 0.0; ///< no placement scores less: the least time at which the kernels' areas fit, without any wires
};

/// The best placement so far, published while the search goes on.
struct ContestPartial : Partial {
    PlacedContest best;
};

/// Solves a problem of the ISPD 2020 contest with the engine that places networks. Fails with DoesNotFit when no legal
/// placement was found, with Stopped when asked to stop before one was.
[[nodiscard]] Result<PlacedContest> placeContest(const ContestProblem& problem, const PlaceContestConfig& config,
                                                 const JobControl& job);

} // namespace waferscope
