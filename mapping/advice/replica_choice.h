#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <stop_token>
#include <vector>

namespace waferscope {

/// Numbers of replicas, more than there are, that could take more samples a second than a pipelined layout does now, by
/// `leastGain` of them at least: by what the host delivers and by the least area of their kernels on a replica's share
/// of the fabric. They share the samples of a step evenly. The most promising first, then the most promising of at most
/// half as many, and so on; `most` at most. Fewer when asked to stop.
[[nodiscard]] std::vector<int> promisingReplicas(const Layout& layout, const Evaluation& now,
                                                 const Assumptions& assumptions, double leastGain, int most,
                                                 const std::stop_token& stop);

} // namespace waferscope
