#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// Chooses the micro-batch, and what becomes of activations, that make a step shortest among those whose activations
/// fit; where none fits, the one that overflows least, with a warning (MODEL section 4).
[[nodiscard]] Result<MappedLayout> scheduleStreaming(const LayoutProblem& problem, double sparsity,
                                                     const Assumptions& assumptions, const JobControl& job);

} // namespace waferscope
