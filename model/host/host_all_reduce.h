#pragma once

#include "core/layout/layout.h"

namespace waferscope {

/// Time in which several systems sum their gradients once all have updated: each sends 4 B a parameter to the host and
/// takes 4 B back, at the slower of its own link and the host's crossbar (MODEL section 3, several systems). 0 on one
/// system and for inference. The layout must have a graph; of replicas on one system one alone crosses.
[[nodiscard]] Seconds hostAllReduce(const LayoutProblem& problem);

} // namespace waferscope
