#include "model/pipelined/shapes.h"

#include "core/base/rounding.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
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

} // namespace

ShapeFamily::ShapeFamily(const KernelGraph& graph, KernelId id, const CostModel& model, int longestSide)
    : m_kernel(&graph[id])
    , m_model(model)
    , m_cycles(graph[id], model)
    , m_longestSide(longestSide)
    , m_leastCycles(std::numeric_limits<std::int64_t>::max())
{
    const HeldSamples held = heldBy(graph, id, model);
    for (const auto& [high, wide] : distinctTilings(kernel().convs.front(), longestSide / 2))
        addCandidates(held, high, wide);
    for (const Candidate& candidate : m_candidates) {
        m_mostCycles = std::max(m_mostCycles, cyclesOf(candidate, candidate.split.outputs));
        m_leastCycles = std::min(m_leastCycles, candidate.leastCycles);
    }
}

/// The more splits of the inputs, the less memory a PE needs, and the fewer outputs are enough.
void ShapeFamily::addCandidates(const HeldSamples& held, int tilesHigh, int tilesWide)
{
    const int mostInputs = m_longestSide / (tilesHigh * tilesWide) - 1;
    const std::int64_t columns = m_longestSide / columnGroups(m_model.run);
    const auto most = static_cast<int>(std::min(mostOutputSplits(kernel()), columns));
    int enough = most;
    for (const int inputs : distinctSplits(kernel().convs.front().inputChannels, mostInputs)) {
        const std::optional<int> least = leastOutputs(held, {tilesHigh, tilesWide, {{inputs, 1}}}, enough);
        if (!least)
            continue;
        enough = *least;
        m_candidates.push_back(candidate(tilesHigh, tilesWide, {inputs, *least}, most));
    }
}

/// Whose PEs hold their memory; none when not even `enough` do. Memory shrinks as k grows.
std::optional<int> ShapeFamily::leastOutputs(const HeldSamples& held, ExecutionArguments arguments, int enough) const
{
    const auto fits = [&](int outputs) {
        arguments.splits.front().outputs = outputs;
        return worstMemory(kernel(), held, arguments, m_model) <= m_model.usableSram;
    };
    if (enough < 1 || !fits(enough))
        return std::nullopt;
    if (fits(1))
        return 1;
    for (int tooFew = 1; enough - tooFew > 1;) {
        const int middle = tooFew + (enough - tooFew) / 2;
        (fits(middle) ? enough : tooFew) = middle;
    }
    return enough;
}

ShapeFamily::Candidate ShapeFamily::candidate(int tilesHigh, int tilesWide, ChannelSplit split, int mostOutputs) const
{
    Candidate made{tilesHigh, tilesWide, split, mostOutputs, m_cycles.tile(tilesHigh, tilesWide), Cycles{0}, 0, 0.0};
    made.leastCycles = cyclesOf(made, mostOutputs);
    const Footprint size = sizeOf(made, split.outputs);
    made.leastPes = std::int64_t{size.width} * size.height;
    made.work = m_cycles.leastWork(made.tile, split.inputs) * columnGroups(m_model.run) * size.height;
    return made;
}

/// The least k that reaches the target and holds its memory; none when no k does.
std::optional<int> ShapeFamily::outputsOf(const Candidate& candidate, Cycles target) const
{
    if (candidate.leastCycles > target)
        return std::nullopt;
    const std::optional<int> outputs = m_cycles.leastOutputs(candidate.tile, candidate.split.inputs, target);
    if (!outputs || *outputs > candidate.mostOutputs)
        return std::nullopt;
    return std::max(candidate.split.outputs, *outputs);
}

std::optional<ShapeFamily::Option> ShapeFamily::optionOf(const Candidate& candidate, Cycles target) const
{
    const std::optional<int> outputs = outputsOf(candidate, target);
    if (!outputs)
        return std::nullopt;
    const Footprint size = sizeOf(candidate, *outputs);
    return Option{&candidate, *outputs, Rotation::R0, size.width, size.height};
}

ShapeFamily::Option ShapeFamily::turned(const Option& option)
{
    return {option.candidate, option.outputs, Rotation::R90, option.height, option.width};
}

/// Of fewer PEs; of as many it is the lower one, of two alike the one that is not turned, then the first.
bool ShapeFamily::isSmaller(const Option& option, const std::optional<Option>& than)
{
    return !than
        || std::tuple(option.area(), option.height, option.rotation, option.candidate)
        < std::tuple(than->area(), than->height, than->rotation, than->candidate);
}

/// Keeps, by growing height, only options narrower than all lower ones.
std::vector<ShapeFamily::Option> ShapeFamily::paretoOf(std::vector<Option> options)
{
    std::stable_sort(options.begin(), options.end(), [](const Option& a, const Option& b) {
        return std::pair(a.height, a.width) < std::pair(b.height, b.width);
    });
    std::vector<Option> kept;
    for (const Option& option : options)
        if (kept.empty() || option.width < kept.back().width)
            kept.push_back(option);
    return kept;
}

KernelShape ShapeFamily::shapeOf(const Option& option)
{
    const Candidate& candidate = *option.candidate;
    const ExecutionArguments arguments{
        candidate.tilesHigh, candidate.tilesWide, {{candidate.split.inputs, option.outputs}}};
    return {arguments, option.rotation, option.width, option.height};
}

/// Candidates of one h and w follow each other by growing height.
std::vector<TimedShape> ShapeFamily::shapesByTiling(Cycles target) const
{
    std::vector<TimedShape> shapes;
    std::pair<int, int> tiling{0, 0};
    int narrowest = 0;
    for (const Candidate& candidate : m_candidates) {
        if (std::exchange(tiling, {candidate.tilesHigh, candidate.tilesWide}) != tiling)
            narrowest = m_longestSide + 1;
        if (sizeOf(candidate, candidate.split.outputs).width >= narrowest)
            continue;
        const std::optional<Option> option = optionOf(candidate, target);
        if (!option || option->width >= narrowest)
            continue;
        narrowest = option->width;
        shapes.push_back({shapeOf(*option), cyclesOf(candidate, option->outputs)});
    }
    return shapes;
}

std::vector<ExecutionArguments> ShapeFamily::inputSplits() const
{
    std::vector<ExecutionArguments> splits;
    splits.reserve(m_candidates.size());
    for (const Candidate& candidate : m_candidates)
        splits.push_back({candidate.tilesHigh, candidate.tilesWide, {candidate.split}});
    return splits;
}

/// There is one h and w for every product, and candidates follow each other by it, then by c.
std::optional<int> ShapeFamily::leastOutputs(const ExecutionArguments& split, Cycles target) const
{
    const auto above = std::upper_bound(
        m_candidates.begin(), m_candidates.end(), std::pair(split.height * split.width, split.splits.front().inputs),
        [](const std::pair<int, int>& asked, const Candidate& candidate) {
            return asked < std::pair(candidate.tilesHigh * candidate.tilesWide, candidate.split.inputs);
        });
    if (above == m_candidates.begin())
        return std::nullopt;
    const Candidate& candidate = *(above - 1);
    if (candidate.tilesHigh != split.height || candidate.tilesWide != split.width)
        return std::nullopt;
    return outputsOf(candidate, target);
}

bool ShapeFamily::isLike(const ShapeFamily& other) const
{
    return kernel().convs == other.kernel().convs && m_leastCycles == other.m_leastCycles
        && m_mostCycles == other.m_mostCycles && m_candidates == other.m_candidates
        && std::all_of(m_candidates.begin(), m_candidates.end(), [&](const Candidate& candidate) {
               return cyclesOf(candidate, candidate.split.outputs)
                   == other.cyclesOf(candidate, candidate.split.outputs);
           });
}

std::vector<KernelShape> ShapeFamily::paretoShapes(Cycles target) const
{
    std::vector<Option> options;
    for (const Candidate& candidate : m_candidates)
        if (const auto option = optionOf(candidate, target))
            options.push_back(*option);
    options = paretoOf(std::move(options));
    const std::size_t unrotated = options.size();
    for (std::size_t i = 0; i < unrotated; ++i)
        options.push_back(turned(options[i]));
    std::vector<KernelShape> shapes;
    for (const Option& option : paretoOf(std::move(options)))
        shapes.push_back(shapeOf(option));
    return shapes;
}

/// Few can be the smallest: all others have a bound above the one that is likely to be.
std::optional<ShapeFamily::Option> ShapeFamily::smallestOption(Cycles target) const
{
    constexpr double kRounding = 1.0 - 1e-9; // of bounds
    const auto likely =
        std::min_element(m_candidates.begin(), m_candidates.end(), [target](const Candidate& a, const Candidate& b) {
            return boundOf(a, target) < boundOf(b, target);
        });
    std::optional<Option> smallest;
    if (likely != m_candidates.end())
        smallest = optionOf(*likely, target);
    for (const Candidate& candidate : m_candidates) {
        if (smallest && kRounding * boundOf(candidate, target) > static_cast<double>(smallest->area()))
            continue;
        if (const auto option = optionOf(candidate, target); option && isSmaller(*option, smallest))
            smallest = option;
    }
    return smallest;
}

std::optional<KernelShape> ShapeFamily::smallest(Cycles target) const
{
    const std::optional<Option> option = smallestOption(target);
    return option ? std::optional(shapeOf(*option)) : std::nullopt;
}

std::optional<std::int64_t> ShapeFamily::leastArea(Cycles target) const
{
    const std::optional<Option> option = smallestOption(target);
    return option ? std::optional(option->area()) : std::nullopt;
}

std::optional<KernelShape> ShapeFamily::leastWithin(int width, int height, Cycles target) const
{
    std::optional<Option> smallest;
    for (const Candidate& candidate : m_candidates)
        if (const auto option = optionOf(candidate, target))
            for (const Option& way : {*option, turned(*option)})
                if (way.width <= width && way.height <= height && isSmaller(way, smallest))
                    smallest = way;
    return smallest ? std::optional(shapeOf(*smallest)) : std::nullopt;
}

/// With as many columns as an unrotated box takes; none when it takes too few.
std::optional<Cycles> ShapeFamily::fewestCycles(const Candidate& candidate, int width, int height) const
{
    const int outputs = std::min(candidate.mostOutputs, width / columnGroups(m_model.run));
    if (outputs < candidate.split.outputs || sizeOf(candidate, outputs).height > height)
        return std::nullopt;
    return cyclesOf(candidate, outputs);
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
