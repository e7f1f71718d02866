#include "mapping/placement/row/row_target.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kMostPrices = 20; ///< of a PE of a row
constexpr double kFirstPrice = 0.125; ///< of the wire
constexpr double kFree = 1e-9; ///< of a PE of length: less is nothing
constexpr double kTimeShare = 1e-4; ///< of the time, by the row: the first price where wires cost nothing

int lengthOf(const RowAnswer& answer)
{
    int length = 0;
    for (const RowShape& shape : answer.shapes)
        length += shape.length;
    return length;
}

void keepBetter(std::optional<StripSolution>& best, StripSolution solution)
{
    if (!best || solution.cost < best->cost)
        best = std::move(solution);
}

} // namespace

std::optional<RowTarget> RowTarget::of(const PlacementProblem& problem, FabricSide side)
{
    auto streams = RowStreams::of(problem);
    if (!streams)
        return std::nullopt;
    return RowTarget{problem, side, *std::move(streams)};
}

RowTarget::RowTarget(const PlacementProblem& problem, FabricSide side, RowStreams streams)
    : m_problem(&problem)
    , m_side(side)
    , m_room{runsSouth(side) ? problem.height : problem.width, runsSouth(side) ? problem.width : problem.height}
    , m_streams(std::move(streams))
    , m_grid(problem, std::max(problem.width, problem.height))
{
}

std::size_t RowTarget::joints() const
{
    return m_problem->size() * m_grid.size();
}

RowSlack RowTarget::slackOf(int kernelClass) const
{
    const PlacementWeights& weights = m_problem->weights;
    RowSlack slack;
    for (const RowStreams::Kernel& kernel : m_streams.kernels()) {
        if (m_problem->shapes->classOf(kernel.kernel) != kernelClass || kernel.streamWeight <= 0.0)
            continue;
        const double length = kernel.streamWeight / std::max(kernel.lengthPrice, kFree); // of a unit of cost, in PEs
        slack.all = std::max(slack.all, length * (3.0 * weights.adapter + 0.5 * weights.wire));
        slack.inputs = std::max(slack.inputs, length * weights.adapter);
    }
    return slack;
}

/// None when a kernel has no shape, or all together are too long.
std::optional<RowChoices> RowTarget::choicesAt(std::int64_t target) const
{
    const ShapeSource& source = *m_problem->shapes;
    std::vector<std::shared_ptr<const std::vector<RowShape>>> byClass(static_cast<std::size_t>(source.classCount()));
    RowChoices choices;
    int length = 0;
    for (const RowStreams::Kernel& kernel : m_streams.kernels()) {
        const int kernelClass = source.classOf(kernel.kernel);
        auto& shapes = byClass[static_cast<std::size_t>(kernelClass)];
        if (!shapes)
            shapes = std::make_shared<const std::vector<RowShape>>(
                rowShapes(source, m_grid, kernelClass, target, m_room, slackOf(kernelClass)));
        if (shapes->empty())
            return std::nullopt;
        length += std::min_element(shapes->begin(), shapes->end(), [](const RowShape& a, const RowShape& b) {
                      return a.length < b.length;
                  })->length;
        if (length > m_room.length)
            return std::nullopt;
        choices.shapes.push_back(shapes);
    }
    return choices;
}

/// Rows at rising prices of their length until one is not too long; then at the price at which the last that is too
/// long and the last that is not cost the same, as long as there is a better one between them.
RowTarget::Row RowTarget::at(std::int64_t target, double limit, const JobControl& job) const
{
    std::optional<RowChoices> choices = choicesAt(target);
    if (!choices)
        return {std::nullopt, RowGrid::kNever};
    Row best{std::nullopt, 0.0};
    std::optional<Measured> tooLong;
    std::optional<Measured> fitting;
    for (int price = 0; price < kMostPrices && !job.stopRequested(); ++price) {
        const RowBounds bounds{*m_problem, m_grid, m_streams, *choices};
        const double paid = choices->lengthPrice * m_room.length;
        best.bound = std::max(best.bound, bounds.least() - paid);
        if (best.bound >= limit)
            break;
        const RowAnswer answer = leastRow(*m_problem, m_grid, m_streams, *choices, bounds, limit + paid, job);
        best.bound = std::max(best.bound, answer.bound - paid);
        if (answer.shapes.empty())
            break;
        const Measured row{lengthOf(answer), costOf(answer.shapes)};
        if (row.length <= m_room.length)
            keepBetter(best.solution, solutionOf(target, answer));
        const bool isKnown = row == fitting || (fitting && row == tooLong);
        if (isKnown || (price == 0 && row.length <= m_room.length))
            break;
        (row.length <= m_room.length ? fitting : tooLong) = row;
        choices->lengthPrice = fitting ? (fitting->cost - tooLong->cost) / (tooLong->length - fitting->length)
                                       : std::max(firstPrice(), 2.0 * choices->lengthPrice);
    }
    return best;
}

/// Small beside what wires cost, and something where they cost nothing.
double RowTarget::firstPrice() const
{
    return kFirstPrice * m_problem->weights.wire + kTimeShare * m_problem->weights.time;
}

/// Kernels follow each other from one end of the row, in the middle of its room.
StripSolution RowTarget::solutionOf(std::int64_t target, const RowAnswer& answer) const
{
    const std::size_t count = m_problem->size();
    StripSolution solution;
    solution.layout.order = m_problem->order;
    solution.layout.isStacked.assign(count, 0);
    solution.layout.strips.assign(1, {static_cast<int>(count), m_side});
    solution.target = target;
    solution.boxes.resize(count);
    solution.shapes.resize(count);
    solution.arguments.resize(count);
    solution.runsSouth.assign(count, runsSouth(m_side) ? 1 : 0);
    int along = 0;
    for (std::size_t place = 0; place < count; ++place) {
        const RowShape& shape = answer.shapes[place];
        const std::size_t kernel = m_problem->order[place];
        const int kernelClass = m_problem->shapes->classOf(kernel);
        const int across = (m_room.thickness - shape.thickness) / 2;
        solution.boxes[kernel] = runsSouth(m_side) ? PeRect{{across, along}, shape.thickness, shape.length}
                                                   : PeRect{{along, across}, shape.length, shape.thickness};
        along += shape.length;
        solution.arguments[kernel] = argumentsOf(*m_problem->shapes, kernelClass, target, shape);
        solution.shapes[kernel].isTurned = shape.isTurned;
        solution.slowest =
            std::max(solution.slowest, m_problem->shapes->ticks(kernelClass, solution.arguments[kernel]));
    }
    solution.cost = m_problem->weights.time * static_cast<double>(solution.slowest) + costOf(answer.shapes);
    return solution;
}

/// Of wires and adapters.
double RowTarget::costOf(const std::vector<RowShape>& shapes) const
{
    double cost = 0.0;
    for (std::size_t place = 0; place < shapes.size(); ++place) {
        const RowStreams::Kernel& kernel = m_streams.kernels()[place];
        cost += kernel.lengthPrice * shapes[place].length;
        for (const std::size_t stream : kernel.sources) {
            const std::size_t source = m_streams.placeOf(m_problem->streams[stream].from);
            cost += m_problem->streams[stream].weight * m_grid.differing(shapes[source].last, shapes[place].first);
        }
    }
    return cost;
}

} // namespace waferscope
