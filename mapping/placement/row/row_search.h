#pragma once

#include "mapping/placement/strip_search.h"

namespace waferscope {

/// All kernels on one row along a side of the fabric, in the problem's order: the best at any target from `bound` to
/// the slowest shapes that there are, by branch and bound over targets. Slower kernels are smaller and stand closer,
/// so that between two targets nothing costs less than the faster one's time and the slower one's row. Where rows that
/// would be better are too long, also on two and more rows of equal thickness, to and fro. Of each time of the slowest
/// kernel and number of rows one solution at most, none that costs more than `limit`. None where obstacles or what
/// stays are in the way, or where the kernels are too many. The same for any number of threads.
[[nodiscard]] std::vector<StripSolution> searchRows(const PlacementProblem& problem, FabricSide side,
                                                    std::int64_t bound, double limit, const JobControl& job);

} // namespace waferscope
