#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// By KernelId: how and where it stays; none for those that are to be placed. Empty: nothing is locked.
using LockedKernels = std::vector<std::optional<PlacedKernel>>;

/// Finds shapes and places for the layout's kernels (MODEL section 3, Placing) with the placement engine: first as fast
/// as they go, then at slower targets where streams or the input bind. Locked kernels and dead PEs are what it places
/// around. What the engine finds is routed and judged as a whole. Same moves and seed, same answer.
[[nodiscard]] Result<MappedLayout> searchPipelined(const Layout& layout, const PlacingConfig& config,
                                                   const Assumptions& assumptions, const JobControl& job,
                                                   LockedKernels locked = {});

} // namespace waferscope
