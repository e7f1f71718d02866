#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

namespace waferscope {

/// MODEL section 4 for a schedule of the problem's kernels.
[[nodiscard]] Evaluation evaluateStreaming(const LayoutProblem& problem, const StreamingSchedule& schedule,
                                           const Assumptions& assumptions);

} // namespace waferscope
