#pragma once

#include "core/blocks/network_spec.h"

#include <vector>

namespace waferscope {

/// The lines beside one row of a block list. What an input or block gives runs down a lane of its own, from its row to
/// the last one that reads it.
struct RailRow {
    int lane = 0; ///< of this row's own dot
    std::vector<int> through; ///< lanes that pass by
    std::vector<int> into; ///< lanes that lead into the dot from above
    bool goesOn = false; ///< somebody below reads this row
    friend bool operator==(const RailRow&, const RailRow&) = default;
};

/// Rows are the network's inputs, then its blocks.
[[nodiscard]] std::vector<RailRow> railsOf(const NetworkSpec& spec);

} // namespace waferscope
