#include "core/blocks/block_counts.h"

#include "core/base/names.h"
#include "core/blocks/block_scope.h"

#include <algorithm>

namespace waferscope {

namespace {

Error stopped()
{
    return {ErrorCode::Stopped, "Stopped."};
}

NetworkSpec beginningOf(const NetworkSpec& spec, std::size_t blocks)
{
    NetworkSpec beginning = spec;
    beginning.blocks.resize(blocks);
    return beginning;
}

Result<Network> networkOf(NetworkSource source)
{
    return Network::create(std::make_shared<const NetworkSource>(std::move(source)));
}

/// Every block whose settings alone are wrong.
std::vector<SpecTrouble> settingTroubles(const NetworkSpec& spec)
{
    std::vector<SpecTrouble> troubles;
    for (std::size_t at = 0; at < spec.blocks.size(); ++at) {
        const BlockType* type = findBlockType(spec.blocks[at].type);
        if (type == nullptr)
            troubles.push_back({at, {"", "there is no block " + inQuotes(spec.blocks[at].type)}});
        else if (std::optional<BlockTrouble> trouble = checkSettings(*type, spec.blocks[at]))
            troubles.push_back({at, *std::move(trouble)});
    }
    return troubles;
}

/// Shapes that contradict each other are found only in the whole network: the shortest beginning that has them is
/// looked for. The one of `fails` blocks has.
Result<std::size_t> firstContradiction(const NetworkSpec& spec, std::size_t fails, const JobControl& job)
{
    std::size_t holds = 0;
    while (fails - holds > 1) {
        if (job.stopRequested())
            return stopped();
        const std::size_t middle = holds + (fails - holds) / 2;
        (networkOf(buildBlocks(beginningOf(spec, middle)).source).ok() ? holds : fails) = middle;
    }
    return fails - 1;
}

BlockCounts countsOf(const BuiltBlock& block, const Network& network)
{
    BlockCounts counts;
    counts.layers = block.endLayer - block.firstLayer;
    for (std::size_t at = block.firstLayer; at < block.endLayer; ++at) {
        const Layer& layer = network.layers()[at];
        counts.parameters += layer.parameters;
        counts.macs += layer.macs;
        counts.activations += layer.activations;
    }
    counts.output = network.shapeOf(block.output);
    return counts;
}

BlockCounts totalOf(const Network& network)
{
    return {network.layers().size(), network.parameters(), network.macs(), network.activations(),
            network.shapeOf(network.source().outputs.front())};
}

void addTrouble(SpecCounts& counts, SpecTrouble trouble)
{
    const auto isSame = [&trouble](const SpecTrouble& known) { return known.block == trouble.block; };
    if (std::none_of(counts.troubles.begin(), counts.troubles.end(), isSame))
        counts.troubles.insert(counts.troubles.begin(), std::move(trouble));
}

} // namespace

Result<SpecCounts> countBlocks(const NetworkSpec& spec, const JobControl& job)
{
    SpecCounts counts;
    counts.blocks.resize(spec.blocks.size());
    counts.troubles = settingTroubles(spec);
    BuiltNetwork built = buildBlocks(spec);
    if (built.trouble)
        addTrouble(counts, *std::move(built.trouble));
    if (built.blocks.empty())
        return counts;
    Result<Network> network = networkOf(std::move(built.source));
    if (!network.ok()) {
        WAFERSCOPE_TRY(const std::size_t failing, firstContradiction(spec, built.blocks.size(), job));
        addTrouble(counts, {failing, {"", network.error().message}});
        if (failing == 0)
            return counts;
        network = networkOf(buildBlocks(beginningOf(spec, failing)).source);
        built.blocks.erase(built.blocks.begin() + static_cast<std::ptrdiff_t>(failing), built.blocks.end());
    }
    for (std::size_t at = 0; at < built.blocks.size(); ++at)
        counts.blocks[at] = countsOf(built.blocks[at], network.value());
    if (job.stopRequested())
        return stopped();
    if (counts.troubles.empty())
        counts.total = totalOf(network.value());
    return counts;
}

} // namespace waferscope
