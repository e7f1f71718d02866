#include "core/network/repeats.h"

#include "core/base/fingerprint.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::size_t kLongestPart = 1024;

/// How often the `length` items at the start stand there in turn.
std::size_t timesAtStart(std::span<const std::uint64_t> items, std::size_t length)
{
    std::size_t same = 0;
    while (same + length < items.size() && items[same] == items[same + length])
        ++same;
    return 1 + same / length;
}

bool isWorthFolding(const Repeat& repeat)
{
    return repeat.times >= 3 || (repeat.times == 2 && repeat.length >= 3);
}

/// The repeat that begins at `first` and covers most, the shortest part among equals; one time when there is none.
Repeat longestAt(std::span<const std::uint64_t> items, std::size_t first)
{
    const std::span<const std::uint64_t> rest = items.subspan(first);
    Repeat best{first, 1, 1};
    for (std::size_t length = 1; length <= std::min(kLongestPart, rest.size() / 2); ++length) {
        const Repeat repeat{first, length, timesAtStart(rest, length)};
        if (isWorthFolding(repeat) && repeat.end() > best.end())
            best = repeat;
    }
    return best;
}

/// Where the repeat begins best: it may move on as long as what follows it goes on in the same way.
std::size_t bestStart(std::span<const std::uint64_t> items, std::span<const std::int64_t> crossings,
                      const Repeat& repeat)
{
    std::size_t best = repeat.first;
    for (std::size_t start = best; start < crossings.size(); ++start) {
        if (crossings[start] <= crossings[best])
            best = start;
        const std::size_t next = start + repeat.length * repeat.times;
        if (next >= items.size() || items[next] != items[start])
            break;
    }
    return best;
}

} // namespace

std::vector<Repeat> repeatsIn(std::span<const std::uint64_t> items, std::span<const std::int64_t> crossings)
{
    std::vector<Repeat> repeats;
    for (std::size_t at = 0; at < items.size();) {
        Repeat repeat = longestAt(items, at);
        if (repeat.times > 1) {
            repeat.first = bestStart(items, crossings, repeat);
            repeats.push_back(repeat);
        }
        at = repeat.end();
    }
    return repeats;
}

std::vector<std::int64_t> layerCrossings(const Network& network)
{
    const std::size_t layers = network.layers().size();
    std::map<TensorId, std::size_t> lastReader;
    for (std::size_t layer = 0; layer < layers; ++layer)
        for (const OperatorId id : network.layers()[layer].operators)
            for (const std::optional<TensorId>& input : network[id].inputs)
                if (input)
                    lastReader[*input] = layer;
    std::vector<std::int64_t> steps(layers + 1, 0); // from layer to layer
    for (const auto& [tensor, reader] : lastReader) {
        const std::optional<OperatorId> producer = network.producerOf(tensor);
        const std::optional<LayerId> writer = producer ? network.layerOf(*producer) : std::nullopt;
        if (!writer || writer->index() >= reader)
            continue;
        ++steps[writer->index() + 1];
        --steps[reader + 1];
    }
    std::inclusive_scan(steps.begin(), steps.end(), steps.begin());
    steps.pop_back();
    return steps;
}

std::vector<Repeat> layerRepeats(const Network& network)
{
    std::vector<std::uint64_t> structures;
    for (const Layer& layer : network.layers())
        structures.push_back(structureOf(network, layer));
    return repeatsIn(structures, layerCrossings(network));
}

std::uint64_t structureOf(const Network& network, const Layer& layer)
{
    Fingerprint print;
    print.add(static_cast<std::int64_t>(layer.kind));
    for (const std::int64_t count : {layer.parameters, layer.statistics, layer.macs, layer.activations})
        print.add(count);
    for (const std::int64_t extent : layer.outputShape)
        print.add(extent);
    for (const OperatorId id : layer.operators)
        print.add(std::string_view{network[id].type});
    return print.value();
}

} // namespace waferscope
