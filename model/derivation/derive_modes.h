#pragma once

#include "model/derivation/derive.h"

namespace waferscope {

// derive() by mode.

/// What a PE holds, as the sum of its parts.
[[nodiscard]] Term derivedTotal(const PeMemory& memory);

[[nodiscard]] Term derivePipelined(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                   const Assumptions& assumptions, std::optional<KernelId> kernel);
[[nodiscard]] Term deriveStreaming(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                   const Assumptions& assumptions, std::optional<KernelId> kernel);

} // namespace waferscope
