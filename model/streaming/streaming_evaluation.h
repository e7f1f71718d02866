#pragma once

#include "core/layout/evaluation.h"

namespace waferscope {

/// MODEL section 4 for a layout whose arrangement is a StreamingSchedule.
[[nodiscard]] Evaluation evaluateStreaming(const Layout& layout, const Assumptions& assumptions);

} // namespace waferscope
