#include "mapping/placement/row/row_target.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr int kMostPrices = 14; ///< of a PE of a row, until one that is too long is short enough and hardly shorter
constexpr double kFirstPrice = 0.125; ///< of the wire
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

/// PEs by which a longer shape of a kernel may pay: it spares its own streams all that ends may cost, at most.
double RowTarget::slackOf(int kernelClass) const
{
    const double ends = 3.0 * m_problem->weights.adapter + 0.5 * m_problem->weights.wire;
    double slack = 0.0;
    for (const RowStreams::Kernel& kernel : m_streams.kernels())
        if (m_problem->shapes->classOf(kernel.kernel) == kernelClass && kernel.streamWeight > 0.0)
            slack = std::max(slack, kernel.streamWeight * ends / std::max(kernel.lengthPrice, 1e-9));
    return std::min<double>(slack, m_room.length);
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

/// What a PE of the row costs next: nothing at first, then twice as much until it is not too long, then half-way.
double RowTarget::nextPrice(double tooLow, double enough) const
{
    if (std::isfinite(enough))
        return 0.5 * (tooLow + enough);
    const double first = kFirstPrice * m_problem->weights.wire + kTimeShare * m_problem->weights.time;
    return std::max(first, 2.0 * tooLow);
}

RowTarget::Row RowTarget::at(std::int64_t target, double limit, const JobControl& job) const
{
    std::optional<RowChoices> choices = choicesAt(target);
    if (!choices)
        return {std::nullopt, RowGrid::kNever};
    Row best{std::nullopt, 0.0};
    double tooLow = 0.0;
    double enough = RowGrid::kNever;
    for (int price = 0; price < kMostPrices && !job.stopRequested(); ++price) {
        const RowBounds bounds{*m_problem, m_grid, m_streams, *choices};
        const double paid = choices->lengthPrice * m_room.length;
        const RowAnswer answer = leastRow(*m_problem, m_grid, m_streams, *choices, bounds, limit + paid, job);
        best.bound = std::max(best.bound, answer.bound - paid);
        if (answer.shapes.empty())
            break;
        const bool fits = lengthOf(answer) <= m_room.length;
        if (fits)
            keepBetter(best.solution, solutionOf(target, answer));
        (fits ? enough : tooLow) = choices->lengthPrice;
        if (enough == 0.0)
            break;
        choices->lengthPrice = nextPrice(tooLow, enough);
    }
    return best;
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
