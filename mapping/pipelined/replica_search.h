#pragma once

#include "mapping/map_network.h"

namespace waferscope {

/// A cut of the fabric into equal tiles, one for each replica of the network, row by row; the last row may have free
/// ones.
struct Tiling {
    int columns = 1;
    int rows = 1;

    friend bool operator==(const Tiling&, const Tiling&) = default;
};

/// The cuts that hold so many replicas and would not with a row or a column less, the squarest tiles first.
[[nodiscard]] std::vector<Tiling> tilingsOf(int replicas, const System& system);

/// The replicas that the problem's execution asks for, side by side (MODEL section 3, Replicas): one is placed on a
/// tile by searchReplica(), and its placement is repeated on all. The search costs the same for any number of replicas;
/// its moves are shared out among the squarest cuts that hold a replica, and the fastest wins. The problem's graph is
/// of one replica. Errors as for mapNetwork().
[[nodiscard]] Result<MappedLayout> searchReplicas(const LayoutProblem& problem, const PlacingConfig& config,
                                                  const Assumptions& assumptions, const JobControl& job);

} // namespace waferscope
