#pragma once

#include "core/evaluation.h"

namespace waferscope {

/// MODEL section 3 for a layout whose arrangement is a Mapping; all but the area bound, which no mapping changes.
[[nodiscard]] Evaluation evaluatePipelined(const Layout& layout, const Assumptions& assumptions);

} // namespace waferscope
