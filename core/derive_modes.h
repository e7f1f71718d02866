#pragma once

#include "core/derive.h"

namespace waferscope {

// derive() by mode.

[[nodiscard]] Term derivePipelined(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                   const Assumptions& assumptions, std::optional<KernelId> kernel);
[[nodiscard]] Term deriveStreaming(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                   const Assumptions& assumptions, std::optional<KernelId> kernel);

} // namespace waferscope
