#pragma once

#include <cstddef>
#include <vector>

namespace waferscope {

/// Points in rows, joined only from a row to the next.
struct RowGraph {
    std::vector<std::vector<std::size_t>> rows; ///< points from left to right
    std::vector<std::vector<std::size_t>> above; ///< by point: its neighbours in the row above
    std::vector<std::vector<std::size_t>> below;
};

/// Crossings of straight lines between neighbouring rows, counted as inversions (Barth, Juenger, Mutzel, "Simple and
/// Efficient Bilayer Cross Counting", 2002).
[[nodiscard]] std::size_t crossingsOf(const RowGraph& graph);

/// Orders the rows for few crossings, never more than there were: sweeps by mean places (barycentres; Sugiyama, Tagawa,
/// Toda, IEEE Trans. SMC 11, 1981), then swaps of neighbours.
void untangle(RowGraph& graph, int sweeps);

} // namespace waferscope
