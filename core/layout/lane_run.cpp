#include "core/layout/lane_run.h"

namespace waferscope {

namespace {

/// So many PEs from the first on.
PeRect stretch(const LaneRun& run, int pes)
{
    switch (run.direction) {
    case Direction::East: return {run.from, pes, 1};
    case Direction::West: return {{run.from.x - pes + 1, run.from.y}, pes, 1};
    case Direction::South: return {run.from, 1, pes};
    case Direction::North: break;
    }
    return {{run.from.x, run.from.y - pes + 1}, 1, pes};
}

} // namespace

PeRect linksOf(const LaneRun& run)
{
    return stretch(run, run.length);
}

PeRect routersOf(const LaneRun& run)
{
    return stretch(run, run.length + 1);
}

} // namespace waferscope
