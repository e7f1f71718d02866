#pragma once

#include "core/layout/lane_run.h"
#include "core/layout/mapping.h"
#include "core/machine/system.h"

#include <span>

namespace waferscope {

/// PEs of a fabric that work for a pipelined network, by what they do.
struct ActivePes {
    std::int64_t inKernels = 0;
    std::int64_t passing = 0; ///< outside any kernel, with a router that carries a bundle of samples
};
/// Each PE once, whatever overlaps on it; PEs outside the fabric do not count. `lanes` are the mapping's.
[[nodiscard]] ActivePes activePesOf(const Mapping& mapping, std::span<const LaneRun> lanes, const System& system);

} // namespace waferscope
