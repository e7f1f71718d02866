#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "mapping/placement/strip_decoder.h"

#include <cstdint>

namespace waferscope {

struct StripSearchConfig {
    std::uint64_t seed = 1;
    std::int64_t moves = 2'000'000; ///< layouts tried in all
    std::int64_t leastTicks = 1; ///< kernels need not be faster
};

/// The best layout that a search found, and what it comes to.
struct StripSolution {
    StripLayout layout;
    std::int64_t target = 0; ///< ticks: of the shapes it was made with
    std::int64_t slowest = 0; ///< ticks
    double cost = 0.0; ///< by the problem's weights
    std::vector<PeRect> boxes; ///< by kernel
    std::vector<StripShape> shapes; ///< by kernel
    std::vector<std::uint8_t> runsSouth; ///< by kernel: on a strip from north to south
    std::vector<ExecutionArguments> arguments; ///< by kernel, where they are known; else they follow from its shape
};

struct StripPartial : Partial {
    StripSolution best;
};

/// Shapes and places for all kernels, by annealing of strip layouts at falling target times: many runs, from exact
/// rows, from layouts that are built stack by stack, from random ones, and from the best so far. Runs are shared out in
/// rounds that do not depend on the number of threads: the same seed and moves give the same answer. Publishes what is
/// best so far. Fails with DoesNotFit when no layout was found, and with Stopped when asked to stop before one was.
[[nodiscard]] Result<StripSolution> searchStrips(const PlacementProblem& problem, const StripSearchConfig& config,
                                                 const JobControl& job);

/// The kernels on exact rows (or columns) in the problem's order, at one target; none when they do not fit.
[[nodiscard]] std::optional<StripSolution> rowsAt(const PlacementProblem& problem, std::int64_t target,
                                                  FabricSide side);

/// The least ticks at which the kernels' areas sum to no more than the fabric's. None when they never do.
[[nodiscard]] std::optional<std::int64_t> areaBoundTicks(const PlacementProblem& problem);

} // namespace waferscope
