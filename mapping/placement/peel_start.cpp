#include "mapping/placement/peel_start.h"

#include "mapping/placement/peel_beam.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kLongestStrip = 128; ///< kernels
constexpr std::size_t kMostRows = 16'000; ///< rows of kernels in the table, for its memory's sake

} // namespace

std::vector<StripLayout> peeledLayouts(const PlacementProblem& problem, const PeelStart& start, std::size_t most,
                                       const JobControl& job)
{
    const ShapeTable shapes{problem, start.target, 1};
    const std::size_t longest = std::clamp<std::size_t>(kMostRows / problem.size(), 1, kLongestStrip);
    const PeelTable table{problem, shapes, start.order, start.mostStacked, longest};
    return PeelBeam{problem, shapes, table, start.order}.search(start.width, most, job);
}

} // namespace waferscope
