#pragma once

#include "core/layout/kernel.h"
#include "core/machine/execution.h"

namespace waferscope {

/// The kernels that work for a network's layers and the streams between them (MODEL section 2). Sizes are of one
/// sample. Pointwise operators (bias, activation, normalisation, addition) join the kernel that produces their input
/// when that has one consumer and comes last among their producers; views pass through. An operator that no rule knows
/// has a kernel of its own, whose work is an assumption. Fails when nothing is computed.
[[nodiscard]] Result<KernelGraph> kernelsOf(const Network& network, Precision precision);

} // namespace waferscope
