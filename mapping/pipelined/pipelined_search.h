#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// By KernelId: how and where it stays; none for those that are to be placed. Empty: nothing is locked.
using LockedKernels = std::vector<std::optional<PlacedKernel>>;

/// A mapping of one replica of a network, and what it is worth.
struct FoundMapping {
    Mapping mapping;
    std::shared_ptr<const Evaluation> evaluation; ///< with the area bound
};

/// The best mapping so far, published while searchReplica() goes on.
struct FoundPartial : Partial {
    FoundMapping best;
};

/// Finds shapes and places for the problem's kernels (MODEL section 3, Placing) with the placement engine: first as
/// fast as they go, then at slower targets where streams or the input bind. Locked kernels and dead PEs are what it
/// places around. What the engine finds is routed and judged as a whole. Same moves and seed, same answer. The problem
/// is of one replica of the network, which shares the input with as many as the execution says. Errors as for
/// mapNetwork().
[[nodiscard]] Result<FoundMapping> searchReplica(const LayoutProblem& problem, const PlacingConfig& config,
                                                 const Assumptions& assumptions, const JobControl& job,
                                                 LockedKernels locked = {});

/// The same for an execution of one replica, as a layout.
[[nodiscard]] Result<MappedLayout> searchPipelined(const LayoutProblem& problem, const PlacingConfig& config,
                                                   const Assumptions& assumptions, const JobControl& job,
                                                   LockedKernels locked = {});

} // namespace waferscope
