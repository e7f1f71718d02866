#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <optional>

namespace waferscope {

/// Everything that follows from a layout (MODEL sections 3 to 5): legality, the five numbers, memory, routes' loads.
[[nodiscard]] Evaluation evaluate(const Layout& layout, const Assumptions& assumptions);

/// Tokens a second at a rate of samples: positions of the first look-up in an embedding; none where nothing is looked
/// up.
[[nodiscard]] std::optional<double> tokensPerSecond(const KernelGraph& graph, SamplesPerSecond samples);

} // namespace waferscope
