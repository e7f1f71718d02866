#include "model/pipelined/shapes.h"

#include "core/base/check.h"
#include "core/base/rounding.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace waferscope {

namespace {

/// The numbers of parts that divide an extent differently: 1, and every one at which the ceil share shrinks.
std::vector<int> distinctSplits(std::int64_t extent, int most)
{
    std::vector<int> splits;
    for (std::int64_t parts = 1; parts <= std::min<std::int64_t>(extent, most);) {
        splits.push_back(static_cast<int>(parts));
        const std::int64_t share = ceilDivide(extent, parts);
        if (share == 1)
            break;
        parts = ceilDivide(extent, share - 1); // the least number of parts with a smaller share
    }
    return splits;
}

/// Splits of an image into h x w tiles, one a product: the least tile, and only where more tiles make it smaller.
std::vector<std::pair<int, int>> distinctTilings(const ConvShape& conv, int mostTiles)
{
    struct Tiling {
        std::int64_t tile;
        std::pair<int, int> split;
    };
    std::map<int, Tiling> best;
    for (const int high : distinctSplits(conv.height, mostTiles))
        for (const int wide : distinctSplits(conv.width, mostTiles / high)) {
            const std::int64_t tile = ceilDivide(conv.height, high) * ceilDivide(conv.width, wide);
            const auto [place, isNew] = best.try_emplace(high * wide, Tiling{tile, {high, wide}});
            if (!isNew && tile < place->second.tile)
                place->second = {tile, {high, wide}};
        }
    std::vector<std::pair<int, int>> tilings;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const auto& [tiles, tiling] : best)
        if (tiling.tile < least) {
            least = tiling.tile;
            tilings.push_back(tiling.split);
        }
    return tilings;
}

/// Keeps, by growing height, only shapes narrower than all lower ones.
std::vector<KernelShape> paretoOf(std::vector<KernelShape> shapes)
{
    std::stable_sort(shapes.begin(), shapes.end(), [](const KernelShape& a, const KernelShape& b) {
        return std::pair(a.height, a.width) < std::pair(b.height, b.width);
    });
    std::vector<KernelShape> kept;
    for (KernelShape& shape : shapes)
        if (kept.empty() || shape.width < kept.back().width)
            kept.push_back(std::move(shape));
    return kept;
}

} // namespace

ShapeFamily::ShapeFamily(const KernelGraph& graph, KernelId id, const CostModel& model, int longestSide)
    : m_graph(&graph)
    , m_id(id)
    , m_model(model)
    , m_longestSide(longestSide)
    , m_leastCycles(std::numeric_limits<std::int64_t>::max())
{
    WAFERSCOPE_CHECK(kernel().convs.size() == 1);
    for (const auto& [high, wide] : distinctTilings(kernel().convs.front(), longestSide / 2))
        addCandidates(high, wide);
    for (const Candidate& candidate : m_candidates) {
        ExecutionArguments fastest = candidate.arguments;
        m_mostCycles = std::max(m_mostCycles, cyclesPerSample(kernel(), fastest, m_model));
        fastest.splits.front().outputs = candidate.mostOutputs;
        m_leastCycles = std::min(m_leastCycles, cyclesPerSample(kernel(), fastest, m_model));
    }
}

void ShapeFamily::addCandidates(int tilesHigh, int tilesWide)
{
    const int mostInputs = m_longestSide / (tilesHigh * tilesWide) - 1;
    for (const int inputs : distinctSplits(kernel().convs.front().inputChannels, mostInputs))
        if (auto found = candidate(tilesHigh, tilesWide, inputs))
            m_candidates.push_back(std::move(*found));
}

/// Memory shrinks as k grows: the least k that fits is found by halving.
std::optional<ShapeFamily::Candidate> ShapeFamily::candidate(int tilesHigh, int tilesWide, int inputs) const
{
    const std::int64_t columns = m_longestSide / columnGroups(m_model.run);
    Candidate found{{tilesHigh, tilesWide, {{inputs, 1}}}, 0};
    found.mostOutputs = static_cast<int>(std::min(mostOutputSplits(kernel()), columns));
    const auto fits = [&](int outputs) {
        found.arguments.splits.front().outputs = outputs;
        return worstMemory(*m_graph, m_id, found.arguments, m_model) <= m_model.usableSram;
    };
    if (found.mostOutputs < 1 || !fits(found.mostOutputs))
        return std::nullopt;
    int least = 1;
    for (int most = found.mostOutputs; least < most;) {
        const int middle = least + (most - least) / 2;
        if (fits(middle))
            most = middle;
        else
            least = middle + 1;
    }
    found.arguments.splits.front().outputs = least;
    return found;
}

/// With the least k that reaches the target; none when no k does.
std::optional<KernelShape> ShapeFamily::shapeOf(const Candidate& candidate, Cycles target) const
{
    const std::optional<int> outputs = leastOutputSplits(kernel(), candidate.arguments, target, m_model);
    if (!outputs || *outputs > candidate.mostOutputs)
        return std::nullopt;
    KernelShape shape{candidate.arguments, Rotation::R0, 0, 0};
    ChannelSplit& split = shape.arguments.splits.front();
    split.outputs = std::max(split.outputs, *outputs);
    const Footprint size = footprint(kernel(), shape.arguments, m_model.run);
    shape.width = size.width;
    shape.height = size.height;
    return shape;
}

std::vector<KernelShape> ShapeFamily::unrotatedShapes(Cycles target) const
{
    std::vector<KernelShape> shapes;
    for (const Candidate& candidate : m_candidates)
        if (auto shape = shapeOf(candidate, target))
            shapes.push_back(*std::move(shape));
    return paretoOf(std::move(shapes));
}

/// Candidates of one h and w follow each other by growing height.
std::vector<TimedShape> ShapeFamily::shapesByTiling(Cycles target) const
{
    std::vector<TimedShape> shapes;
    std::pair<int, int> tiling{0, 0};
    int narrowest = 0;
    for (const Candidate& candidate : m_candidates) {
        if (std::exchange(tiling, {candidate.arguments.height, candidate.arguments.width}) != tiling)
            narrowest = m_longestSide + 1;
        if (columnGroups(m_model.run) * candidate.arguments.splits.front().outputs >= narrowest)
            continue;
        auto shape = shapeOf(candidate, target);
        if (!shape || shape->width >= narrowest)
            continue;
        narrowest = shape->width;
        const Cycles cycles = cyclesPerSample(kernel(), shape->arguments, m_model);
        shapes.push_back({*std::move(shape), cycles});
    }
    return shapes;
}

std::vector<ExecutionArguments> ShapeFamily::inputSplits() const
{
    std::vector<ExecutionArguments> splits(m_candidates.size());
    std::transform(m_candidates.begin(), m_candidates.end(), splits.begin(),
                   [](const Candidate& candidate) { return candidate.arguments; });
    return splits;
}

/// There is one h and w for every product, and candidates follow each other by it, then by c.
std::optional<int> ShapeFamily::leastOutputs(const ExecutionArguments& split, Cycles target) const
{
    const auto key = [](const ExecutionArguments& arguments) {
        return std::pair(arguments.height * arguments.width, arguments.splits.front().inputs);
    };
    const auto above = std::upper_bound(
        m_candidates.begin(), m_candidates.end(), key(split),
        [&key](const auto& asked, const Candidate& candidate) { return asked < key(candidate.arguments); });
    if (above == m_candidates.begin())
        return std::nullopt;
    const Candidate& candidate = *(above - 1);
    if (candidate.arguments.height != split.height || candidate.arguments.width != split.width)
        return std::nullopt;
    const auto shape = shapeOf(candidate, target);
    return shape ? std::optional(shape->arguments.splits.front().outputs) : std::nullopt;
}

bool ShapeFamily::isLike(const ShapeFamily& other) const
{
    return kernel().convs == other.kernel().convs && m_leastCycles == other.m_leastCycles
        && m_mostCycles == other.m_mostCycles && m_candidates == other.m_candidates
        && std::all_of(m_candidates.begin(), m_candidates.end(), [&](const Candidate& candidate) {
               return cyclesPerSample(kernel(), candidate.arguments, m_model)
                   == cyclesPerSample(other.kernel(), candidate.arguments, m_model);
           });
}

std::vector<KernelShape> ShapeFamily::paretoShapes(Cycles target) const
{
    std::vector<KernelShape> shapes = unrotatedShapes(target);
    const std::size_t unrotated = shapes.size();
    for (std::size_t i = 0; i < unrotated; ++i) {
        KernelShape turned = shapes[i];
        turned.rotation = Rotation::R90;
        std::swap(turned.width, turned.height);
        shapes.push_back(std::move(turned));
    }
    return paretoOf(std::move(shapes));
}

std::optional<KernelShape> ShapeFamily::smallest(Cycles target) const
{
    std::optional<KernelShape> smallest;
    for (KernelShape& shape : unrotatedShapes(target))
        if (!smallest || shape.area() < smallest->area())
            smallest = std::move(shape);
    return smallest;
}

std::optional<std::int64_t> ShapeFamily::leastArea(Cycles target) const
{
    const std::optional<KernelShape> shape = smallest(target);
    return shape ? std::optional(shape->area()) : std::nullopt;
}

std::optional<KernelShape> ShapeFamily::leastWithin(int width, int height, Cycles target) const
{
    std::optional<KernelShape> smallest;
    for (KernelShape& shape : paretoShapes(target))
        if (shape.width <= width && shape.height <= height && (!smallest || shape.area() < smallest->area()))
            smallest = std::move(shape);
    return smallest;
}

/// With as many columns as an unrotated box takes; none when it takes too few.
std::optional<Cycles> ShapeFamily::fewestCycles(const Candidate& candidate, int width, int height) const
{
    ExecutionArguments arguments = candidate.arguments;
    int& outputs = arguments.splits.front().outputs;
    const int least = outputs;
    outputs = std::min(candidate.mostOutputs, width / columnGroups(m_model.run));
    if (outputs < least || footprint(kernel(), arguments, m_model.run).height > height)
        return std::nullopt;
    return cyclesPerSample(kernel(), arguments, m_model);
}

std::optional<KernelShape> ShapeFamily::fastestWithin(int width, int height) const
{
    std::optional<Cycles> fewest;
    for (const Candidate& candidate : m_candidates)
        for (const auto& [wide, high] : {std::pair(width, height), std::pair(height, width)})
            if (const std::optional<Cycles> cycles = fewestCycles(candidate, wide, high))
                fewest = std::min(fewest.value_or(*cycles), *cycles);
    return fewest ? leastWithin(width, height, *fewest) : std::nullopt;
}

} // namespace waferscope
