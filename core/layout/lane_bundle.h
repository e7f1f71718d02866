#pragma once

#include "core/layout/lane_run.h"

#include <optional>
#include <span>
#include <vector>

namespace waferscope {

/// The routers that the lanes of one edge pass; gradients pass the same ones back.
class LaneBundle {
public:
    LaneBundle() = default; ///< of an edge without lanes
    explicit LaneBundle(std::span<const LaneRun> lanes);

    /// A router that carries both, the first on the way of this one; none when there is none.
    [[nodiscard]] std::optional<PeCoord> meeting(const LaneBundle& other) const;
    [[nodiscard]] bool passes(PeCoord router) const;

private:
    std::vector<PeRect> m_runs; ///< rows and columns of routers
    PeRect m_around;
};

/// By EdgeId, of lanes that are sorted by edge.
[[nodiscard]] std::vector<LaneBundle> bundlesOf(std::span<const LaneRun> lanes, std::size_t edges);

} // namespace waferscope
