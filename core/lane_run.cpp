#include "core/lane_run.h"

namespace waferscope {

PeRect routersOf(const LaneRun& run)
{
    const int back = run.length;
    switch (run.direction) {
    case Direction::East: return {run.from, run.length + 1, 1};
    case Direction::West: return {{run.from.x - back, run.from.y}, run.length + 1, 1};
    case Direction::South: return {run.from, 1, run.length + 1};
    case Direction::North: break;
    }
    return {{run.from.x, run.from.y - back}, 1, run.length + 1};
}

} // namespace waferscope
