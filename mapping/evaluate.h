#pragma once

#include "core/evaluation.h"

#include <optional>

namespace waferscope {

/// Everything that follows from a layout (MODEL sections 3 to 5): legality, the five numbers, memory, routes' loads.
[[nodiscard]] Evaluation evaluate(const Layout& layout, const Assumptions& assumptions);

/// Cycles between two samples that the host and the system's I/O can deliver at best (MODEL section 5). At least 1.
[[nodiscard]] Cycles inputCycles(const Layout& layout, const Assumptions& assumptions);

/// Tokens a second at a rate of samples: positions of the first look-up in an embedding; none where nothing is looked
/// up.
[[nodiscard]] std::optional<double> tokensPerSecond(const KernelGraph& graph, SamplesPerSecond samples);

/// Bytes of one sample from the host: every input once, however many kernels it feeds.
[[nodiscard]] Bytes sampleBytes(const KernelGraph& graph);

} // namespace waferscope
