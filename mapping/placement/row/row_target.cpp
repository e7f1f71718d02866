#include "mapping/placement/row/row_target.h"

#include <algorithm>
#include <cstdlib>

namespace waferscope {

namespace {

constexpr int kMostPrices = 20; ///< of a PE of a row
constexpr double kFirstPrice = 0.125; ///< of the wire
constexpr double kNear = 1e-3; ///< of the cost: a row that may be better by less is not looked for
constexpr double kPriceGrowth = 4.0; ///< until the row is not too long
constexpr double kFree = 1e-9; ///< of a PE of length: less is nothing
constexpr double kTimeShare = 1e-4; ///< of the time, by the row: the first price where wires cost nothing

int lengthOf(const RowAnswer& answer)
{
    int length = 0;
    for (const RowShape& shape : answer.shapes)
        length += shape.length;
    return length;
}

} // namespace

std::optional<RowTarget> RowTarget::of(const PlacementProblem& problem, FabricSide side, int rows)
{
    auto streams = RowStreams::of(problem);
    if (!streams)
        return std::nullopt;
    return RowTarget{problem, side, rows, *std::move(streams)};
}

RowTarget::RowTarget(const PlacementProblem& problem, FabricSide side, int rows, RowStreams streams)
    : m_problem(&problem)
    , m_side(side)
    , m_rows(rows)
    , m_room{runsSouth(side) ? problem.height : problem.width,
             (runsSouth(side) ? problem.width : problem.height) / rows}
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
        choices.shapes.push_back(shapes);
    }
    if (length > m_rows * m_room.length)
        return std::nullopt;
    return choices;
}

/// Rows at rising prices of their length until one is not too long; then at the price at which the last that is too
/// long and the last that is not cost the same, as long as there is a better one between them.
RowTarget::Row RowTarget::at(std::int64_t target, double limit, const JobControl& job) const
{
    std::optional<RowChoices> choices = choicesAt(target);
    if (!choices)
        return {std::nullopt, RowGrid::kNever, true, 0};
    Row best;
    std::optional<Measured> tooLong;
    std::optional<Measured> fitting;
    for (int price = 0; price < kMostPrices && !job.stopRequested(); ++price) {
        const RowBounds bounds{*m_problem, m_grid, m_streams, *choices};
        const double paid = choices->lengthPrice * m_rows * m_room.length;
        best.bound = std::max(best.bound, bounds.least() - paid);
        if (best.bound >= limit)
            break;
        const RowAnswer answer = leastRow(*m_problem, m_grid, m_streams, *choices, bounds, limit + paid, job);
        best.bound = std::max(best.bound, answer.bound - paid);
        best.steps += answer.steps;
        if (answer.shapes.empty())
            break;
        const int length = lengthOf(answer);
        const Measured row{length, answer.cost - choices->lengthPrice * length};
        std::optional<StripSolution> solution = solutionOf(target, answer);
        best.isCrowded = best.isCrowded || !solution;
        const bool isKnown = (fitting && row.length == fitting->length) || (tooLong && row.length == tooLong->length);
        (solution ? fitting : tooLong) = row;
        if (solution && (!best.solution || solution->cost < best.solution->cost))
            best.solution = std::move(solution);
        const bool isNear = fitting && fitting->cost - best.bound <= kNear * limit;
        if (!tooLong || (fitting && (isKnown || isNear || tooLong->length <= fitting->length)))
            break;
        choices->lengthPrice = fitting ? (fitting->cost - tooLong->cost) / (tooLong->length - fitting->length)
                                       : std::max(firstPrice(), kPriceGrowth * choices->lengthPrice);
    }
    return best;
}

/// Small beside what wires cost, and something where they cost nothing.
double RowTarget::firstPrice() const
{
    return kFirstPrice * m_problem->weights.wire + kTimeShare * m_problem->weights.time;
}

/// How many kernels stand on each row, each as full as it gets; empty when there are not enough rows.
std::vector<int> RowTarget::fold(const std::vector<RowShape>& shapes) const
{
    std::vector<int> kernels;

    int length = m_room.length;
    for (const RowShape& shape : shapes) {
        if (length + shape.length > m_room.length) {
            kernels.push_back(0);
            length = 0;
        }
        ++kernels.back();
        length += shape.length;
    }
    return static_cast<int>(kernels.size()) > m_rows ? std::vector<int>{} : kernels;
}

/// Rows to and fro, as thick as their thickest kernel, from the side on; none when there are not enough.
std::optional<StripSolution> RowTarget::solutionOf(std::int64_t target, const RowAnswer& answer) const
{
    const std::vector<int> kernels = fold(answer.shapes);
    if (kernels.empty())
        return std::nullopt;
    const std::size_t count = m_problem->size();
    StripSolution solution;
    solution.layout.order = m_problem->order;
    solution.layout.isStacked.assign(count, 0);
    solution.target = target;
    solution.boxes.resize(count);
    solution.shapes.resize(count);
    solution.arguments.resize(count);
    solution.runsSouth.assign(count, runsSouth(m_side) ? 1 : 0);
    std::size_t first = 0;
    int across = 0;
    for (std::size_t row = 0; row < kernels.size(); ++row) {
        const bool isReversed = row % 2 == 1;
        solution.layout.strips.push_back({kernels[row], m_side, isReversed});
        const std::size_t end = first + static_cast<std::size_t>(kernels[row]);
        across += layRow(answer.shapes, first, end, across, isReversed, solution);
        first = end;
    }
    for (std::size_t place = 0; place < count; ++place) {
        const std::size_t kernel = m_problem->order[place];
        const int kernelClass = m_problem->shapes->classOf(kernel);
        solution.arguments[kernel] = argumentsOf(*m_problem->shapes, kernelClass, target, answer.shapes[place]);
        solution.shapes[kernel].isTurned = answer.shapes[place].isTurned;
        solution.slowest =
            std::max(solution.slowest, m_problem->shapes->ticks(kernelClass, solution.arguments[kernel]));
    }
    solution.cost = costOf(solution);
    return solution;
}

/// Centre lines on each other. Returns the row's thickness.
int RowTarget::layRow(const std::vector<RowShape>& shapes, std::size_t first, std::size_t end, int across,
                      bool isReversed, StripSolution& solution) const
{
    int thickness = 0;
    for (std::size_t place = first; place < end; ++place)
        thickness = std::max(thickness, shapes[place].thickness);
    int along = 0;
    for (std::size_t place = first; place < end; ++place) {
        const RowShape& shape = shapes[place];
        const int from = isReversed ? m_room.length - along - shape.length : along;
        const int side = across + (thickness - shape.thickness) / 2;
        solution.boxes[m_problem->order[place]] = runsSouth(m_side)
            ? PeRect{{side, from}, shape.thickness, shape.length}
            : PeRect{{from, side}, shape.length, shape.thickness};
        along += shape.length;
    }
    return thickness;
}

double RowTarget::costOf(const StripSolution& solution) const
{
    const PlacementWeights& weights = m_problem->weights;
    double cost = weights.time * static_cast<double>(solution.slowest);
    for (const auto& [from, to, weight] : m_problem->streams) {
        const HalfPes a = centreOf(solution.boxes[from]);
        const HalfPes b = centreOf(solution.boxes[to]);
        const ExecutionArguments& source = solution.arguments[from];
        const ExecutionArguments& target = solution.arguments[to];
        const int adapters = static_cast<int>(source.height != target.height)
            + static_cast<int>(source.width != target.width)
            + static_cast<int>(source.splits.back().inputs != target.splits.front().inputs);
        cost +=
            weight * (0.5 * weights.wire * (std::abs(a.x - b.x) + std::abs(a.y - b.y)) + weights.adapter * adapters);
    }
    return cost;
}

} // namespace waferscope
