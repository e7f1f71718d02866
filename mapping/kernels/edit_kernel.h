#pragma once

#include "core/layout/evaluation.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"

#include <memory>

namespace waferscope {

/// What an edit by hand starts from. None is null.
struct EditStart {
    std::shared_ptr<const Layout> layout; ///< pipelined
    std::shared_ptr<const Evaluation> evaluation; ///< of the layout
    std::shared_ptr<const Assumptions> assumptions;
};

// What an edit by hand makes of a layout. Values in, values out; the result may be illegal, never malformed.

/// One kernel elsewhere; its streams find new ways, all others keep theirs.
[[nodiscard]] Layout movedKernel(const EditStart& start, KernelId id, PeCoord origin);

/// One kernel in the fastest shape that fits a rectangle of that size and whose PEs hold its memory, its north-west
/// corner at `origin`. Fails with DoesNotFit when there is none.
[[nodiscard]] Result<Layout> resizedKernel(const EditStart& start, KernelId id, const PeRect& rectangle);

/// One kernel turned by a quarter about its north-west corner.
[[nodiscard]] Layout turnedKernel(const EditStart& start, KernelId id);

} // namespace waferscope
