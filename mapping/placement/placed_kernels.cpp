#include "mapping/placement/placed_kernels.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

/// c of a kernel's first and last convolution; none while nothing has been decided.
struct Ends {
    std::optional<int> first;
    std::optional<int> last;
};

/// Gives both ends of every stream the same c where their shapes allow it, stream after stream.
std::vector<Ends> chooseEnds(const PlacementProblem& problem, const std::vector<StripShape>& shapes)
{
    std::vector<Ends> ends(shapes.size());
    for (const auto& [from, to, weight] : problem.streams) {
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

std::vector<ExecutionArguments> argumentsOfShapes(const PlacementProblem& problem, const StripSolution& solution)
{
    const std::vector<Ends> ends = chooseEnds(problem, solution.shapes);
    const ShapeTable table{problem, solution.target, 1};
    std::vector<ExecutionArguments> arguments;
    for (std::size_t kernel = 0; kernel < problem.size(); ++kernel) {
        const int kernelClass = problem.shapes->classOf(kernel);
        const auto option = static_cast<std::size_t>(solution.shapes[kernel].option);
        arguments.push_back(problem.shapes->arguments(kernelClass, solution.target, table.options(kernelClass)[option],
                                                      *ends[kernel].first, *ends[kernel].last));
    }
    return arguments;
}

} // namespace

std::vector<PlacedKernel> placedKernels(const PlacementProblem& problem, const StripSolution& solution)
{
    const std::vector<ExecutionArguments> arguments =
        solution.arguments.empty() ? argumentsOfShapes(problem, solution) : solution.arguments;
    std::vector<PlacedKernel> placed;
    for (std::size_t kernel = 0; kernel < problem.size(); ++kernel) {
        PlacedKernel result;
        result.arguments = arguments[kernel];
        const bool isUpright = !solution.shapes[kernel].isTurned; // its height lies across the strip
        result.rotation = isUpright == (solution.runsSouth[kernel] == 0) ? Rotation::R0 : Rotation::R90;
        result.rectangle = solution.boxes[kernel];
        placed.push_back(std::move(result));
    }
    return placed;
}

} // namespace waferscope
