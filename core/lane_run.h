#pragma once

#include "core/geometry.h"
#include "core/strong_id.h"

#include <cstdint>
#include <string_view>

namespace waferscope {

/// The assumption that says how many lanes a stream has at most: all loads of links rest on it.
inline constexpr std::string_view kStreamLanes = "stream_lanes";

/// A straight run of one lane: every link from `from` on, `length` hops in one direction, carries `wavelets` a sample.
struct LaneRun {
    EdgeId edge{0};
    bool backward = false; ///< gradients
    Direction direction = Direction::East;
    PeCoord from; ///< the PE whose outgoing link is the first
    int length = 0; ///< hops
    std::int64_t wavelets = 0; ///< a sample
    int lane = 0; ///< of the edge's bundle

    friend bool operator==(const LaneRun&, const LaneRun&) = default;
};

/// The PEs that the run's links leave.
[[nodiscard]] PeRect linksOf(const LaneRun& run);

/// The PEs whose routers a run passes, ends included: one row or one column.
[[nodiscard]] PeRect routersOf(const LaneRun& run);

} // namespace waferscope
