#include "mapping/contest/contest_shapes.h"

#include "core/base/rounding.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace waferscope {

namespace {

constexpr int kReplicas = 3; ///< forward, backward and weight update
constexpr std::int64_t kTooMany = ShapeSource::kNoColumns;
constexpr double kRounding = 1e-12; ///< of plain division

/// 1, and every number of parts at which the largest part of one of the extents shrinks.
std::vector<int> distinctSplits(const std::vector<std::int64_t>& extents, int most)
{
    std::vector<int> splits{1};
    for (int parts = 2; parts <= most; ++parts)
        if (std::any_of(extents.begin(), extents.end(), [parts](std::int64_t extent) {
                return ceilDivide(extent, parts) != ceilDivide(extent, parts - 1);
            }))
            splits.push_back(parts);
    return splits;
}

template <typename Member>
std::vector<std::int64_t> extentsOf(const std::vector<ConvShape>& convs, Member member)
{
    std::vector<std::int64_t> extents(convs.size());
    std::transform(convs.begin(), convs.end(), extents.begin(),
                   [member](const ConvShape& conv) { return conv.*member; });
    return extents;
}

/// The longest extent, but at most `most`.
int mostParts(const std::vector<std::int64_t>& extents, int most)
{
    return static_cast<int>(std::min<std::int64_t>(*std::max_element(extents.begin(), extents.end()), most));
}

} // namespace

ContestShapes::ContestShapes(const ContestProblem& problem)
    : m_side(std::max(problem.width, problem.height))
    , m_memoryLimit(problem.memoryLimit)
{
    for (const ContestKernel& kernel : problem.kernels) {
        const auto known = std::find_if(m_classes.begin(), m_classes.end(),
                                        [&kernel](const Class& other) { return other.convs == kernel.convs; });
        m_classOf.push_back(static_cast<int>(known - m_classes.begin()));
        if (known == m_classes.end())
            m_classes.push_back({kernel.convs, {}, {}});
        for (const ConvShape& conv : kernel.convs)
            m_ticksPerCycle = std::lcm(m_ticksPerCycle, conv.stride * conv.stride);
    }
    const int mostTiles = m_side / 2;
    for (Class& kernelClass : m_classes) {
        const std::vector<std::int64_t> heights = extentsOf(kernelClass.convs, &ConvShape::height);
        const std::vector<std::int64_t> widths = extentsOf(kernelClass.convs, &ConvShape::width);
        for (const int high : distinctSplits(heights, mostParts(heights, mostTiles)))
            for (const int wide : distinctSplits(widths, mostParts(widths, mostTiles / high)))
                addSplits(kernelClass, high, wide);
    }
}

void ContestShapes::addSplits(Class& kernelClass, int tilesHigh, int tilesWide) const
{
    const std::vector<std::int64_t> channels = extentsOf(kernelClass.convs, &ConvShape::inputChannels);
    const int most = mostParts(channels, m_side / (tilesHigh * tilesWide) - 1);
    if (most < 1)
        return;
    std::vector<SplitCost> last;
    for (int inputs = 1; inputs <= most; ++inputs) {
        std::vector<SplitCost> costs;
        for (const ConvShape& conv : kernelClass.convs)
            costs.push_back(costOf(conv, tilesHigh, tilesWide, std::min<std::int64_t>(inputs, conv.inputChannels)));
        if (costs == last)
            continue;
        kernelClass.splits.push_back({tilesHigh, tilesWide, inputs, kernelClass.costs.size()});
        kernelClass.costs.insert(kernelClass.costs.end(), costs.begin(), costs.end());
        last = std::move(costs);
    }
}

ContestShapes::SplitCost ContestShapes::costOf(const ConvShape& conv, int tilesHigh, int tilesWide,
                                               std::int64_t inputs) const
{
    SplitCost cost;
    cost.outputChannels = conv.outputChannels;
    cost.tileTicks = ceilDivide(conv.height, tilesHigh) * ceilDivide(conv.width, tilesWide)
        * ceilDivide(conv.inputChannels, inputs) * conv.filterHeight * conv.filterWidth
        * (m_ticksPerCycle / (conv.stride * conv.stride));
    const double words = static_cast<double>(conv.inputChannels) / static_cast<double>(inputs)
            * static_cast<double>(conv.filterHeight * conv.filterWidth)
        + static_cast<double>(conv.width + conv.filterWidth - 1) / tilesWide
            * static_cast<double>(conv.height + conv.filterHeight - 1) / tilesHigh;
    const double outputs = std::ceil(static_cast<double>(conv.outputChannels) * words / m_memoryLimit - kRounding);
    cost.leastOutputs = outputs > static_cast<double>(kTooMany)
        ? kTooMany
        : std::max<std::int64_t>(1, static_cast<std::int64_t>(outputs));
    return cost;
}

/// The least k that meets the target and whose PEs hold their memory; kTooMany when there is none.
std::int64_t ContestShapes::leastOutputs(const SplitCost& cost, std::int64_t target)
{
    const std::int64_t channels = target / cost.tileTicks; // that a PE has the time for
    return channels < 1 ? kTooMany : std::max(ceilDivide(cost.outputChannels, channels), cost.leastOutputs);
}

std::vector<ShapeOption> ContestShapes::shapes(int kernelClass, std::int64_t target) const
{
    const Class& found = at(kernelClass);
    std::vector<ShapeOption> shapes;
    ShapeOption shape;
    std::int64_t narrowest = kTooMany;
    std::int64_t firstOutputs = -1;
    std::int64_t lastOutputs = -1;
    for (const Split& split : found.splits) {
        if (split.inputs == 1) { // the first c of another h and w
            narrowest = kTooMany;
            firstOutputs = -1;
            lastOutputs = -1;
        }
        const SplitCost* const costs = &found.costs[split.firstCost];
        std::int64_t outputs = 0;
        std::int64_t time = 0;
        for (std::size_t conv = 0; conv < found.convs.size(); ++conv) {
            const std::int64_t columns = leastOutputs(costs[conv], target);
            outputs += columns;
            time = std::max(time, costs[conv].tileTicks * ceilDivide(costs[conv].outputChannels, columns));
            if (conv == 0 && std::exchange(firstOutputs, columns) != columns)
                shape.leastFirst = split.inputs;
            if (conv + 1 == found.convs.size() && std::exchange(lastOutputs, columns) != columns)
                shape.leastLast = split.inputs;
        }
        if (outputs >= narrowest || kReplicas * outputs > m_side)
            continue;
        narrowest = outputs;
        shape.width = static_cast<int>(kReplicas * outputs);
        shape.height = split.tilesHigh * split.tilesWide * (split.inputs + 1);
        shape.time = time;
        shape.tilesHigh = split.tilesHigh;
        shape.tilesWide = split.tilesWide;
        shape.inputs = split.inputs;
        shapes.push_back(shape);
    }
    return shapes;
}

ExecutionArguments ContestShapes::arguments(int kernelClass, std::int64_t target, const ShapeOption& option, int first,
                                            int last) const
{
    ExecutionArguments arguments{option.tilesHigh, option.tilesWide, {}};
    for (const ConvShape& conv : at(kernelClass).convs) {
        const std::int64_t share = std::min<std::int64_t>(option.inputs, conv.inputChannels);
        const SplitCost cost = costOf(conv, option.tilesHigh, option.tilesWide, share);
        arguments.splits.push_back({static_cast<int>(share), static_cast<int>(leastOutputs(cost, target))});
    }
    arguments.splits.back().inputs = last;
    arguments.splits.front().inputs = first;
    return arguments;
}

SplitChoices ContestShapes::splitChoices() const
{
    std::set<int> tilesHigh;
    std::set<int> tilesWide;
    std::set<int> inputs;
    const auto add = [this](std::set<int>& choices, std::int64_t extent, int most) {
        for (const int parts : distinctSplits({extent}, mostParts({extent}, most)))
            choices.insert(parts);
    };
    for (const Class& kernelClass : m_classes)
        for (const ConvShape& conv : kernelClass.convs) {
            add(tilesHigh, conv.height, m_side / 2);
            add(tilesWide, conv.width, m_side / 2);
            add(inputs, conv.inputChannels, m_side - 1);
        }
    return {{tilesHigh.begin(), tilesHigh.end()}, {tilesWide.begin(), tilesWide.end()}, {inputs.begin(), inputs.end()}};
}

std::int64_t ContestShapes::leastColumns(int kernelClass, std::size_t convolution, const InputSplit& split,
                                         std::int64_t target) const
{
    return leastOutputs(costOf(at(kernelClass).convs[convolution], split.tilesHigh, split.tilesWide, split.inputs),
                        target);
}

int ContestShapes::columnWidth() const
{
    return kReplicas;
}

std::int64_t ContestShapes::ticks(int kernelClass, const ExecutionArguments& arguments) const
{
    const Class& found = at(kernelClass);
    std::int64_t slowest = 0;
    for (std::size_t conv = 0; conv < found.convs.size(); ++conv) {
        const ChannelSplit& split = arguments.splits[conv];
        const SplitCost cost = costOf(found.convs[conv], arguments.height, arguments.width, split.inputs);
        slowest = std::max(slowest, cost.tileTicks * ceilDivide(cost.outputChannels, split.outputs));
    }
    return slowest;
}

} // namespace waferscope
