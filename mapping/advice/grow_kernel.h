#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace waferscope {

// Changes by which a pipelined layout may get better without a search over all kernels. None overlaps another kernel,
// leaves the fabric, covers a dead PE or touches a locked kernel.

/// The kernel with most cycles a sample.
[[nodiscard]] KernelId slowestKernel(const Layout& layout, const Assumptions& assumptions);

/// The layout with one kernel in a faster shape that also uses free space beside it; none when there is none.
[[nodiscard]] std::optional<Layout> grownKernel(const Layout& layout, KernelId id, const Assumptions& assumptions,
                                                const std::stop_token& stop = {});

/// The layout with one kernel at every free place along the sides of another.
[[nodiscard]] std::vector<Layout> movedBeside(const Layout& layout, KernelId mover, KernelId anchor,
                                              const Assumptions& assumptions);

} // namespace waferscope
