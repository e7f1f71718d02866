#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// Finds shapes and places for the layout's kernels that make max(delta T, transmission, input) least (MODEL section 3,
/// Placing): a search on the target time over rows and columns, then a scan above it where streams bind.
[[nodiscard]] Result<MappedLayout> searchPipelined(const Layout& layout, const Assumptions& assumptions,
                                                   const JobControl& job);

} // namespace waferscope
