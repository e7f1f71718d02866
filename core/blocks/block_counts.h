#pragma once

#include "core/base/job_control.h"
#include "core/blocks/blocks.h"
#include "core/network/network.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace waferscope {

/// What one block of a network, or all of them, come to. Activations and multiply-adds are of one sample.
struct BlockCounts {
    std::size_t layers = 0;
    std::int64_t parameters = 0;
    std::int64_t macs = 0;
    std::int64_t activations = 0;
    Shape output; ///< of what flows on, with the batch axis
};

/// A list of blocks as far as it can be built.
struct SpecCounts {
    std::optional<BlockCounts> total; ///< of the whole network; none when there is trouble
    std::vector<std::optional<BlockCounts>> blocks; ///< parallel to the network's; none from the first in trouble on
    std::vector<SpecTrouble> troubles; ///< every wrong setting, or the first thing that does not go together
};

/// Fails only when it is stopped. The network itself is let go here, on the caller's thread: a large one takes long.
[[nodiscard]] Result<SpecCounts> countBlocks(const NetworkSpec& spec, const JobControl& job);

} // namespace waferscope
