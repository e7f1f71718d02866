#pragma once

#include "mapping/placement/strip_search.h"

namespace waferscope {

/// What a solution makes of every kernel: arguments, with the same c at both ends of a stream where the shapes allow
/// it, a way round and the box that its strip gave it.
[[nodiscard]] std::vector<PlacedKernel> placedKernels(const PlacementProblem& problem, const StripSolution& solution);

} // namespace waferscope
