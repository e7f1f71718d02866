#pragma once

#include "core/project.h"

namespace waferscope {

// What an edit by hand makes of a pipelined layout. Values in, values out; the result may be illegal, never malformed.

/// One kernel elsewhere; its streams find new ways, all others keep theirs.
[[nodiscard]] Layout movedKernel(const Layout& layout, KernelId id, PeCoord origin, const Assumptions& assumptions);

/// One kernel in the fastest shape that fits a rectangle of that size and whose PEs hold its memory, its north-west
/// corner at `origin`. Fails with DoesNotFit when there is none.
[[nodiscard]] Result<Layout> resizedKernel(const Layout& layout, KernelId id, const PeRect& rectangle,
                                           const Assumptions& assumptions);

/// One kernel turned by a quarter about its north-west corner.
[[nodiscard]] Layout turnedKernel(const Layout& layout, KernelId id, const Assumptions& assumptions);

} // namespace waferscope
