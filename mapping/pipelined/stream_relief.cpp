#include "mapping/pipelined/stream_relief.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::uint64_t kAnywhere = 4; ///< one change in so many is not about a crowded kernel
constexpr std::uint64_t kFarthest = 4; ///< places by which a kernel moves in the order

/// A kernel moves a few places in the order, or onto the one before it, or off it.
void changeAround(StripLayout& layout, std::size_t kernel, Random& random)
{
    const auto begin = layout.order.begin();
    const auto at = std::find(begin, layout.order.end(), kernel);
    if (random.below(3) == 0) {
        std::uint8_t& stacked = layout.isStacked[static_cast<std::size_t>(at - begin)];
        stacked = stacked == 0 ? 1 : 0;
        return;
    }
    const auto far = static_cast<std::ptrdiff_t>(1 + random.below(kFarthest));
    if (random.below(2) == 0)
        std::rotate(at - std::min(far, at - begin), at, at + 1);
    else
        std::rotate(at, at + 1, at + 1 + std::min(far, layout.order.end() - at - 1));
}

} // namespace

void relieveStreams(const PlacementProblem& problem, const StripSolution& start, std::int64_t trials,
                    std::uint64_t seed, const CrowdingOf& judge, const JobControl& job)
{
    ShapeTable shapes{problem, start.target, 1};
    StripDecoder decoder{problem, shapes};
    Random random{seed};
    StripLayout layout = start.layout;
    Crowding least{std::numeric_limits<double>::infinity(), {}};
    for (std::int64_t trial = 0; trial < trials && least.cycles > 0.0 && !job.stopRequested(); ++trial) {
        StripLayout changed = layout;
        if (trial > 0 && random.below(kAnywhere) != 0 && !least.kernels.empty())
            changeAround(changed, least.kernels[random.below(least.kernels.size())], random);
        else if (trial > 0) // the first is the start itself
            change(changed, random);
        if (decoder.decode(changed, std::numeric_limits<double>::infinity()) != StripDecoder::Outcome::Fits)
            continue;
        Crowding crowding = judge({changed,
                                   start.target,
                                   decoder.slowest(),
                                   decoder.cost(),
                                   decoder.boxes(),
                                   decoder.shapes(),
                                   decoder.runsSouth(),
                                   {}});
        if (crowding.cycles > least.cycles)
            continue;
        least = std::move(crowding);
        layout = std::move(changed);
    }
}

} // namespace waferscope
