#include "mapping/contest/place_contest.h"

#include "core/base/check.h"
#include "mapping/contest/contest_shapes.h"
#include "mapping/placement/placed_kernels.h"
#include "mapping/placement/strip_search.h"

#include <algorithm>

namespace waferscope {

namespace {

PlacementProblem placementOf(const ContestProblem& contest, const ContestShapes& shapes)
{
    PlacementProblem problem;
    problem.width = contest.width;
    problem.height = contest.height;
    for (const auto& [from, to] : contest.streams)
        problem.streams.push_back({from.index(), to.index()});
    problem.order = depthFirstOrder(contest.kernels.size(), problem.streams);
    problem.weights = {contest.timeWeight / static_cast<double>(shapes.ticksPerCycle()), contest.wireWeight,
                       contest.adapterWeight};
    problem.shapes = &shapes;
    return problem;
}

/// Without the rows that nobody's c needs.
PlacedContest placedOf(const ContestProblem& contest, const PlacementProblem& problem, const StripSolution& solution)
{
    PlacedContest placed;
    placed.kernels = placedKernels(problem, solution);
    for (std::size_t kernel = 0; kernel < contest.kernels.size(); ++kernel) {
        PlacedKernel& result = placed.kernels[kernel];
        const ContestKernelCost cost = contestCost(contest.kernels[kernel], result.arguments);
        const bool isTurned = result.rotation == Rotation::R90;
        const int width = isTurned ? cost.height : cost.width;
        const int height = isTurned ? cost.width : cost.height;
        result.rectangle.origin.x += (result.rectangle.width - width) / 2;
        result.rectangle.origin.y += (result.rectangle.height - height) / 2;
        result.rectangle.width = width;
        result.rectangle.height = height;
    }
    placed.score = contestScore(contest, placed.kernels);
    if (const auto ticks = areaBoundTicks(problem))
        placed.bound = problem.weights.time * static_cast<double>(*ticks);
    return placed;
}

} // namespace

Result<PlacedContest> placeContest(const ContestProblem& problem, const PlaceContestConfig& config,
                                   const JobControl& job)
{
    const ContestShapes shapes{problem};
    const PlacementProblem placement = placementOf(problem, shapes);
    JobControl inner = job;
    inner.publish = [&](const std::shared_ptr<const Partial>& partial) {
        auto published = std::make_shared<ContestPartial>();
        published->best = placedOf(problem, placement, static_cast<const StripPartial&>(*partial).best);
        job.publish(std::move(published));
    };
    auto found = searchStrips(placement, {config.seed, config.moves}, inner);
    if (!found.ok())
        return found.error();
    PlacedContest placed = placedOf(problem, placement, found.value());
    WAFERSCOPE_CHECK(placed.score.violations.empty());
    return placed;
}

} // namespace waferscope
