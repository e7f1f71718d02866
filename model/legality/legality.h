#pragma once

#include "core/layout/lane_run.h"
#include "core/layout/violation.h"
#include "core/machine/system.h"
#include "model/pipelined/kernel_cost.h"

#include <span>

namespace waferscope {

/// All broken rules of a pipelined mapping: outside the fabric, on dead PEs, overlaps, memory of a PE, colours. Empty
/// means legal. The single judge: placers, the editor and the tests ask it. `lanes` are the mapping's, sorted by edge;
/// `model` is of the layout.
[[nodiscard]] std::vector<Violation> violationsOf(const KernelGraph& graph, const Mapping& mapping,
                                                  std::span<const LaneRun> lanes, const System& system,
                                                  const CostModel& model);

} // namespace waferscope
