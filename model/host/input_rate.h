#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "model/derivation/derivation.h"

namespace waferscope {

/// Bytes of one sample from the host: every input once, however many kernels it feeds.
[[nodiscard]] Bytes sampleBytes(const KernelGraph& graph);

/// Cycles between two samples that the host and the system's I/O can deliver at best (MODEL section 5). At least 1.
/// Derived: the same with its formula.
[[nodiscard]] Cycles inputCycles(const LayoutProblem& problem, const Assumptions& assumptions);
[[nodiscard]] Term derivedInputCycles(const LayoutProblem& problem, const Assumptions& assumptions);

} // namespace waferscope
