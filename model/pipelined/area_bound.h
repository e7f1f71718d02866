#pragma once

#include "core/layout/layout.h"
#include "model/pipelined/shapes.h"

namespace waferscope {

/// The shape families of all kernels of one replica of the network, made in parallel.
[[nodiscard]] std::vector<ShapeFamily> shapeFamiliesOf(const KernelGraph& graph, const CostModel& model,
                                                       const System& system);

/// The least time at which the kernels' smallest areas sum to so many PEs, the live ones of the fabric or of a
/// replica's share of it: no placement is faster. `mostCycles` of the slowest kernel when even that does not fit.
[[nodiscard]] Cycles areaBound(const std::vector<ShapeFamily>& families, std::int64_t pes);
/// Of a graph's kernels on a system's live PEs, a replica's share of them where it is of several, and of kernels that
/// keep as few samples as can be: how many they have to keep hangs on how fast all are.
[[nodiscard]] Cycles areaBound(const KernelGraph& graph, const System& system, const CostModel& model);

/// Samples/s of so many replicas on each of a problem's systems when no sample takes less.
[[nodiscard]] SamplesPerSecond boundOf(const LayoutProblem& problem, int replicas, Cycles bound);

} // namespace waferscope
