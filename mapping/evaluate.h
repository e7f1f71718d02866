#pragma once

#include "core/evaluation.h"

namespace waferscope {

/// Everything that follows from a layout (MODEL sections 3 to 5): legality, the five numbers, memory, routes' loads.
[[nodiscard]] Evaluation evaluate(const Layout& layout, const Assumptions& assumptions);

/// Cycles between two samples that the host and the system's I/O can deliver at best (MODEL section 5). At least 1.
[[nodiscard]] Cycles inputCycles(const Layout& layout, const Assumptions& assumptions);

/// Bytes of one sample from the host: every input once, however many kernels it feeds.
[[nodiscard]] Bytes sampleBytes(const KernelGraph& graph);

} // namespace waferscope
