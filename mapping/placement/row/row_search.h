#pragma once

#include "mapping/placement/strip_search.h"

namespace waferscope {

/// All kernels on one row along a side of the fabric, in the problem's order: the best at any target from `bound` to
/// the slowest shapes that there are, by branch and bound over targets. Slower kernels are smaller and stand closer,
/// so that between two targets nothing costs less than the faster one's time and the slower one's row. Best first, of
/// each time of the slowest kernel one; none that costs more than `limit`. None as well where obstacles or what stays
/// are in the way, or where the kernels are too many for a row. The same for any number of threads.
[[nodiscard]] std::vector<StripSolution> searchRows(const PlacementProblem& problem, FabricSide side,
                                                    std::int64_t bound, double limit, const JobControl& job);

} // namespace waferscope
