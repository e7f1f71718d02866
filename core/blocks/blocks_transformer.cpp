#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

/// One part of a layer, with its norm and sum.
template <typename Part>
void addPart(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes, bool isFirst,
             Part part)
{
    const Flow skip = flow;
    if ((sizes.place == NormPlace::Before || sizes.place == NormPlace::Around) && !isFirst)
        addNorm(graph, flow, path + "/norm", sizes.norm);
    part(flow);
    if (sizes.place == NormPlace::Around)
        addNorm(graph, flow, path + "/result_norm", sizes.norm);
    if (sizes.place == NormPlace::Result)
        addNorm(graph, flow, path + "/norm", sizes.norm);
    if (sizes.hasLayerScale) {
        graph.beginLayer(path + "/scale", LayerKind::Pointwise);
        flow.tensor = graph.add("Mul", {flow.tensor, graph.parameter(path + "/scale/weight", {flow.features})});
    }
    addResidual(graph, flow, skip, path + "/add");
    if (sizes.place == NormPlace::After)
        addNorm(graph, flow, path + "/norm", sizes.norm);
}

enum class FeedForward { Dense, Experts };

void addFeedForwardOf(FeedForward kind, GraphBuilder& graph, Flow& flow, const std::string& path,
                      const TransformerSizes& sizes)
{
    if (kind == FeedForward::Experts)
        addExperts(graph, flow, path, sizes);
    else
        addFeedForward(graph, flow, path, sizes);
}

/// Attention and feed-forward part on the same input, both added to it.
void addParallelLayer(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes,
                      FeedForward kind)
{
    const Flow skip = flow;
    addNorm(graph, flow, path + "/attention/norm", sizes.norm);
    Flow side = sizes.parallel == Parallel::TwoNorms ? skip : flow;
    if (sizes.parallel == Parallel::TwoNorms)
        addNorm(graph, side, path + "/feed-forward/norm", sizes.norm);
    addAttention(graph, flow, flow, path + "/attention", sizes);
    addFeedForwardOf(kind, graph, side, path + "/feed-forward", sizes);
    addResidual(graph, flow, side, path + "/join");
    addResidual(graph, flow, skip, path + "/add");
}

/// What comes out of the encoder, for attention from a decoder.
Flow memoryOf(const Flow& flow)
{
    Flow memory = flow;
    memory.tensor = *flow.memory;
    memory.features = flow.memoryFeatures;
    return memory;
}

/// Every position of the encoder is seen, and none by its distance.
void addCrossAttention(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes)
{
    TransformerSizes open = sizes;
    open.mask.reset();
    open.relative.reset();
    open.distances.reset();
    open.isRotary = false;
    open.window = 0;
    open.hasGlobalPosition = false;
    addPart(graph, flow, path, open, false, [&](Flow& part) { addAttention(graph, part, memoryOf(part), path, open); });
}

/// A layer of the stack, from 0.
void addLayer(BlockScope& scope, std::int64_t layer, TransformerSizes sizes, FeedForward kind)
{
    GraphBuilder& graph = scope.graph();
    Flow& flow = scope.flow();
    const std::string path = scope.name() + "/" + std::to_string(layer);
    if (namesLayer(scope, "full_layers", layer))
        sizes.window = 0;
    if (sizes.window == 0)
        sizes.hasGlobalPosition = false;
    if (sizes.parallel != Parallel::No)
        return addParallelLayer(graph, flow, path, sizes, kind);
    const bool isBare = layer == 0 && !scope.says("first_norm");
    addPart(graph, flow, path + "/attention", sizes, isBare,
            [&](Flow& part) { addAttention(graph, part, part, path + "/attention", sizes); });
    if (scope.says("cross"))
        addCrossAttention(graph, flow, path + "/cross-attention", sizes);
    addPart(graph, flow, path + "/feed-forward", sizes, false,
            [&](Flow& part) { addFeedForwardOf(kind, graph, part, path + "/feed-forward", sizes); });
}

/// Experts stand in every layer, or, from the second on, in one of every few, or in those that are not named.
FeedForward feedForwardOf(const BlockScope& scope, std::int64_t layer)
{
    const std::int64_t every = scope.count("sparse_every");
    const bool isSparse =
        scope.count("experts") > 0 && (every == 1 || layer % every == 1) && !namesLayer(scope, "dense_layers", layer);
    return isSparse ? FeedForward::Experts : FeedForward::Dense;
}

/// What all layers share besides their sizes: masks and tables of distances.
void addSharedTables(BlockScope& scope, TransformerSizes& sizes)
{
    GraphBuilder& graph = scope.graph();
    const TensorId sequence = scope.flow().tensor;
    if (sizes.isCausal && (sizes.window == 0 || scope.isGiven("full_layers") || sizes.hasGlobalPosition))
        sizes.mask = causalMask(graph, sequence, scope.name() + "/mask");
    if (const std::int64_t buckets = scope.count("relative"); buckets > 0)
        sizes.relative = relativePositions(graph, sequence, scope.name() + "/relative-positions", buckets, sizes.heads);
    if (const std::int64_t buckets = scope.count("distances"); buckets > 0) {
        const std::string path = scope.name() + "/distances";
        sizes.buckets = distanceBuckets(graph, sequence, path, buckets);
        Flow table = scope.flow();
        table.tensor = graph.parameter(path + "/weight", {2 * buckets, sizes.hidden});
        addNorm(graph, table, path + "/norm", sizes.norm);
        sizes.distances = table.tensor;
    }
}

std::optional<BlockTrouble> transformer(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return BlockTrouble{"", "this block wants a sequence [batch, sequence, features] from the block before it"};
    if (scope.says("cross") && !scope.flow().memory)
        return BlockTrouble{"cross", "needs a decoder-embedding block before it"};
    TransformerSizes sizes;
    if (std::optional<BlockTrouble> trouble = readSizes(scope, scope.flow().features, sizes))
        return trouble;
    addSharedTables(scope, sizes);
    RepeatWatch watch{scope.graph(), "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        if (scope.says("shared_layers") && layer > 0)
            scope.graph().shareParameters(scope.name() + "/" + std::to_string(layer) + "/", scope.name() + "/0/");
        addLayer(scope, layer, sizes, feedForwardOf(scope, layer));
    }
    scope.graph().shareParameters({}, {});
    const std::string_view last = scope.choice("last_norm");
    if (last == "yes" || (last == "as-placed" && sizes.place != NormPlace::After))
        addNorm(scope.graph(), scope.flow(), scope.name() + "/norm", sizes.norm);
    return std::nullopt;
}

} // namespace

std::span<const BlockType> transformerBlockTypes()
{
    static const BlockType types[] = {
        {"transformer", "a stack of attention and feed-forward layers", transformerSettings(), transformer},
    };
    return types;
}

} // namespace waferscope
