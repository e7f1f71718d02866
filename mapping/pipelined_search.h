#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// Finds shapes and places for the layout's kernels (MODEL section 3, Placing) with the placement engine: first as fast
/// as they go, then at slower targets where streams or the input bind. What the engine finds is routed and judged as a
/// whole. Same moves and seed, same answer.
[[nodiscard]] Result<MappedLayout> searchPipelined(const Layout& layout, const PlacingConfig& config,
                                                   const Assumptions& assumptions, const JobControl& job);

} // namespace waferscope
