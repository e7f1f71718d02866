#pragma once

#include "core/evaluation.h"

namespace waferscope {

/// All broken rules of a pipelined mapping: outside the fabric, overlaps, memory of a PE, colours. Empty means legal.
/// The single judge: placers, the editor and the tests ask it. Kernels' sides follow from `system`; `model` from the
/// layout.
[[nodiscard]] std::vector<Finding> violationsOf(const KernelGraph& graph, const Mapping& mapping, const System& system,
                                                const CostModel& model);

/// The broken rules of one kernel alone and against all others: what an edit of that kernel can change.
[[nodiscard]] std::vector<Finding> violationsOfKernel(const KernelGraph& graph, const Mapping& mapping, KernelId id,
                                                      const System& system, const CostModel& model);

} // namespace waferscope
