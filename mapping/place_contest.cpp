#include "mapping/place_contest.h"

#include "core/check.h"
#include "mapping/contest_shapes.h"
#include "mapping/placement/strip_search.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

PlacementProblem placementOf(const ContestProblem& contest, const ContestShapes& shapes)
{
    PlacementProblem problem;
    problem.width = contest.width;
    problem.height = contest.height;
    for (const auto& [from, to] : contest.streams)
        problem.streams.emplace_back(from.index(), to.index());
    problem.order = depthFirstOrder(contest.kernels.size(), problem.streams);
    problem.weights = {contest.timeWeight / static_cast<double>(shapes.ticksPerCycle()), contest.wireWeight,
                       contest.adapterWeight};
    problem.shapes = &shapes;
    return problem;
}

/// c of a kernel's first and last convolution; none while nothing has been decided.
struct Ends {
    std::optional<int> first;
    std::optional<int> last;
};

/// Gives both ends of every stream the same c where their shapes allow it, stream after stream.
std::vector<Ends> chooseEnds(const PlacementProblem& problem, const std::vector<StripShape>& shapes)
{
    std::vector<Ends> ends(shapes.size());
    for (const auto& [from, to] : problem.streams) {
        const StripShape& source = shapes[from];
        const StripShape& target = shapes[to];
        const int least = std::max(source.leastLast, target.leastFirst);
        const int most = std::min(source.mostInputs, target.mostInputs);
        const int wanted = ends[from].last ? *ends[from].last : ends[to].first ? *ends[to].first : least;
        if (wanted < least || wanted > most)
            continue;
        if (!ends[from].last)
            ends[from].last = wanted;
        if (!ends[to].first)
            ends[to].first = wanted;
        if (source.hasOneSplit)
            ends[from].first = ends[from].last;
        if (target.hasOneSplit)
            ends[to].last = ends[to].first;
    }
    for (std::size_t kernel = 0; kernel < shapes.size(); ++kernel) {
        const StripShape& shape = shapes[kernel];
        if (!ends[kernel].first)
            ends[kernel].first = shape.hasOneSplit && ends[kernel].last ? *ends[kernel].last : shape.leastFirst;
        if (!ends[kernel].last)
            ends[kernel].last = shape.hasOneSplit ? *ends[kernel].first : shape.leastLast;
    }
    return ends;
}

PlacedContest placedOf(const ContestProblem& contest, const PlacementProblem& problem, const StripSolution& solution)
{
    const std::vector<Ends> ends = chooseEnds(problem, solution.shapes);
    const ShapeTable table{problem, solution.target, 1};
    PlacedContest placed;
    for (std::size_t kernel = 0; kernel < contest.kernels.size(); ++kernel) {
        const StripShape& shape = solution.shapes[kernel];
        const int kernelClass = problem.shapes->classOf(kernel);
        PlacedKernel result;
        result.arguments = problem.shapes->arguments(kernelClass, solution.target,
                                                     table.options(kernelClass)[static_cast<std::size_t>(shape.option)],
                                                     *ends[kernel].first, *ends[kernel].last);
        const bool isUpright = !shape.isTurned; // its height lies across the strip
        result.rotation = isUpright == (solution.runsSouth[kernel] == 0) ? Rotation::R0 : Rotation::R90;
        result.rectangle = solution.boxes[kernel];
        placed.kernels.push_back(std::move(result));
    }
    for (std::size_t kernel = 0; kernel < contest.kernels.size(); ++kernel) { // rows that nobody's c needs
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
