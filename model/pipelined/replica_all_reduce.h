#pragma once

#include "model/pipelined/lanes.h"

#include <vector>

namespace waferscope {

/// How long the replicas of a network take to sum their gradients, once a step.
struct ReplicaAllReduce {
    std::vector<Cycles> kernels; ///< by KernelId: there and back
    Wavelets fullest; ///< that one link carries each way
};

/// The all-reduce of the gradients between the replicas of a pipelined layout: two phases, reduce then broadcast. Every
/// kernel's gradients, 4 bytes each, run from its replica farthest along a row of replicas to the first of the row,
/// each replica adding its own, and so up the first column; the sum takes the same ways back. Between two replicas a
/// kernel has lanes as any stream has, shifted by as many PEs as its number, and all kernels use their links at once:
///
///     cycles = 2 (wavelets of the fullest link on its way + hops) + (2 T_R + 1) (replicas on the longest way + 1)
///
/// by the formulas of a chain reduce, B + (2 T_R + 2) (P - 1), and of a broadcast, B + P + 2 T_R, with the hops that
/// lie between two replicas here. No kernels where there is a single replica, and 0 for inference.
[[nodiscard]] ReplicaAllReduce allReduceOf(const LayoutProblem& problem, const Mapping& mapping,
                                           const RouterConfig& config);

} // namespace waferscope
