#include "core/block_scope.h"

#include <cmath>

namespace waferscope {

namespace {

enum class Norm { Layer, Rms };
enum class NormPlace { Before, After };

/// What the layers of a stack have in common.
struct TransformerSizes {
    std::int64_t hidden = 0;
    std::int64_t heads = 1;
    std::int64_t keyHeads = 1; ///< heads of keys and values; divides `heads`
    std::int64_t feedForward = 0;
    Bias bias = Bias::Yes;
    Norm norm = Norm::Layer;
    NormPlace place = NormPlace::Before;
    Pointwise activation = Pointwise::Gelu;
    bool isGated = false; ///< a second product whose outputs multiply the first's
    bool isRotary = false; ///< positions are told by rotating queries and keys
    std::optional<TensorId> mask; ///< true where a query must not look

    [[nodiscard]] std::int64_t headSize() const { return hidden / heads; }
};

void addNorm(GraphBuilder& graph, Flow& flow, const std::string& path, Norm norm)
{
    if (norm == Norm::Layer)
        addLayerNorm(graph, flow, path);
    else
        addRmsNorm(graph, flow, path);
}

/// [sequence, sequence], true above the diagonal.
TensorId causalMask(GraphBuilder& graph, TensorId sequence, const std::string& path)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {sequence});
    const TensorId square = graph.add("Gather", {shape, graph.integers(path + "/axes", {1, 1})});
    const TensorId all = graph.add("ConstantOfShape", {square}, {{"value", std::int64_t{1}}});
    const TensorId above = graph.add("Trilu", {all, graph.number(path + "/diagonal", std::int64_t{1})});
    graph.setType(shape, DataType::Int64);
    graph.setType(square, DataType::Int64);
    graph.setType(all, DataType::Bool);
    graph.setType(above, DataType::Bool);
    return above;
}

/// Features as heads, in the order of axes that a product wants. With shared keys the heads fall into groups:
/// [batch, key heads, group, sequence, head size].
TensorId splitHeads(GraphBuilder& graph, TensorId tensor, const std::string& path, std::vector<std::int64_t> heads,
                    std::vector<std::int64_t> order)
{
    std::vector<std::int64_t> shape{0, 0}; // batch and sequence stay
    shape.insert(shape.end(), heads.begin(), heads.end());
    const TensorId split = graph.add("Reshape", {tensor, graph.integers(path, std::move(shape))});
    return graph.add("Transpose", {split}, {{"perm", std::move(order)}});
}

struct Projections {
    Flow query;
    Flow key;
    Flow value;
};

Projections addProjections(GraphBuilder& graph, const Flow& flow, const std::string& path,
                           const TransformerSizes& sizes)
{
    Projections all{flow, flow, flow};
    addLinear(graph, all.query, path + "/query", sizes.hidden, sizes.bias);
    addLinear(graph, all.key, path + "/key", sizes.keyHeads * sizes.headSize(), sizes.bias);
    addLinear(graph, all.value, path + "/value", sizes.keyHeads * sizes.headSize(), sizes.bias);
    return all;
}

/// softmax(query key^T / sqrt(head size)), [batch, (key heads, group | heads), sequence, sequence].
TensorId addScores(GraphBuilder& graph, const Projections& from, const std::string& path, const TransformerSizes& sizes)
{
    const bool isShared = sizes.keyHeads != sizes.heads;
    const std::int64_t size = sizes.headSize();
    graph.beginLayer(path, LayerKind::Attention);
    TensorId query = isShared
        ? splitHeads(graph, from.query.tensor, path + "/query_heads",
                     {sizes.keyHeads, sizes.heads / sizes.keyHeads, size}, {0, 2, 3, 1, 4})
        : splitHeads(graph, from.query.tensor, path + "/query_heads", {sizes.heads, size}, {0, 2, 1, 3});
    TensorId key = from.key.tensor;
    if (sizes.isRotary) {
        query = graph.add("RotaryEmbedding", {query});
        key = graph.add("RotaryEmbedding", {key});
    }
    key = isShared ? splitHeads(graph, key, path + "/key_heads", {sizes.keyHeads, 1, size}, {0, 2, 3, 4, 1})
                   : splitHeads(graph, key, path + "/key_heads", {sizes.heads, size}, {0, 2, 3, 1});
    const double scale = 1.0 / std::sqrt(static_cast<double>(size));
    query = graph.add("Mul", {query, graph.number(path + "/scale", scale)});
    TensorId scores = graph.add("MatMul", {query, key});
    if (sizes.mask)
        scores = graph.add("Where", {sizes.mask, graph.number(path + "/hidden", -1e4), scores});
    return graph.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
}

void addValues(GraphBuilder& graph, Flow& flow, TensorId scores, TensorId value, const std::string& path,
               const TransformerSizes& sizes)
{
    const bool isShared = sizes.keyHeads != sizes.heads;
    graph.beginLayer(path, LayerKind::Attention);
    const TensorId heads = isShared
        ? splitHeads(graph, value, path + "/value_heads", {sizes.keyHeads, 1, sizes.headSize()}, {0, 2, 3, 1, 4})
        : splitHeads(graph, value, path + "/value_heads", {sizes.heads, sizes.headSize()}, {0, 2, 1, 3});
    const TensorId mixed = graph.add("MatMul", {scores, heads});
    const std::vector<std::int64_t> back =
        isShared ? std::vector<std::int64_t>{0, 3, 1, 2, 4} : std::vector<std::int64_t>{0, 2, 1, 3};
    const TensorId rows = graph.add("Transpose", {mixed}, {{"perm", back}});
    flow.tensor = graph.add("Reshape", {rows, graph.integers(path + "/joined", {0, 0, sizes.hidden})});
    flow.features = sizes.hidden;
}

void addAttention(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes)
{
    const Flow skip = flow;
    if (sizes.place == NormPlace::Before)
        addNorm(graph, flow, path + "/norm", sizes.norm);
    const Projections projections = addProjections(graph, flow, path, sizes);
    const TensorId scores = addScores(graph, projections, path + "/scores", sizes);
    addValues(graph, flow, scores, projections.value.tensor, path + "/values", sizes);
    addLinear(graph, flow, path + "/output", sizes.hidden, sizes.bias);
    addResidual(graph, flow, skip, path + "/add");
    if (sizes.place == NormPlace::After)
        addNorm(graph, flow, path + "/norm", sizes.norm);
}

void addFeedForward(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes)
{
    const Flow skip = flow;
    if (sizes.place == NormPlace::Before)
        addNorm(graph, flow, path + "/norm", sizes.norm);
    Flow gate = flow;
    addLinear(graph, flow, path + "/expand", sizes.feedForward, sizes.bias);
    if (sizes.isGated) {
        addLinear(graph, gate, path + "/gate", sizes.feedForward, sizes.bias);
        addPointwise(graph, gate, path + "/activation", sizes.activation);
        graph.beginLayer(path + "/multiply", LayerKind::Pointwise);
        flow.tensor = graph.add("Mul", {flow.tensor, gate.tensor});
    } else {
        addPointwise(graph, flow, path + "/activation", sizes.activation);
    }
    addLinear(graph, flow, path + "/contract", sizes.hidden, sizes.bias);
    addResidual(graph, flow, skip, path + "/add");
    if (sizes.place == NormPlace::After)
        addNorm(graph, flow, path + "/norm", sizes.norm);
}

std::optional<BlockTrouble> readSizes(BlockScope& scope, TransformerSizes& sizes)
{
    sizes.hidden = scope.flow().features;
    sizes.heads = scope.count("heads");
    sizes.keyHeads = scope.isGiven("key_heads") ? scope.count("key_heads") : sizes.heads;
    sizes.feedForward = scope.count("feed_forward");
    sizes.bias = scope.says("bias") ? Bias::Yes : Bias::No;
    sizes.norm = scope.choice("norm") == "rms" ? Norm::Rms : Norm::Layer;
    sizes.place = scope.choice("norm_place") == "before" ? NormPlace::Before : NormPlace::After;
    sizes.activation = scope.activation();
    sizes.isGated = scope.says("gated");
    sizes.isRotary = scope.says("rotary");
    if (sizes.hidden % sizes.heads != 0)
        return BlockTrouble{"heads", "must divide the " + std::to_string(sizes.hidden) + " features that come in"};
    if (sizes.heads % sizes.keyHeads != 0)
        return BlockTrouble{"key_heads", "must divide the " + std::to_string(sizes.heads) + " heads"};
    return std::nullopt;
}

std::optional<BlockTrouble> transformer(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return BlockTrouble{"", "this block wants a sequence [batch, sequence, features] from the block before it"};
    TransformerSizes sizes;
    if (std::optional<BlockTrouble> trouble = readSizes(scope, sizes))
        return trouble;
    if (scope.says("causal"))
        sizes.mask = causalMask(scope.graph(), scope.flow().tensor, scope.name() + "/mask");
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (scope.graph().operatorCount() > kMostOperators)
            return BlockTrouble{"layers", "makes a network of more than 200,000 operators"};
        const std::string path = scope.name() + "/" + std::to_string(layer);
        addAttention(scope.graph(), scope.flow(), path + "/attention", sizes);
        addFeedForward(scope.graph(), scope.flow(), path + "/feed-forward", sizes);
    }
    if (sizes.place == NormPlace::Before)
        addNorm(scope.graph(), scope.flow(), scope.name() + "/norm", sizes.norm);
    return std::nullopt;
}

constexpr BlockSettingType kSettings[] = {
    {"layers", SettingKind::Count, "", "", "attention and feed-forward in turn"},
    {"heads", SettingKind::Count, "", "", "of attention"},
    {"key_heads", SettingKind::Count, "1", "", "heads of keys and values; as many as heads when not given"},
    {"feed_forward", SettingKind::Count, "", "", "features between the two products of a feed-forward part"},
    {"activation", SettingKind::Choice, "gelu", "relu gelu silu tanh", "function between those products"},
    {"gated", SettingKind::Choice, "no", "yes no", "whether a second product multiplies the activated one"},
    {"causal", SettingKind::Choice, "no", "yes no", "whether a position sees only those before it"},
    {"rotary", SettingKind::Choice, "no", "yes no", "whether queries and keys are rotated by their position"},
    {"norm", SettingKind::Choice, "layer", "layer rms", "kind of normalisation"},
    {"norm_place", SettingKind::Choice, "before", "before after",
     "before each part, with one more at the end, or after each part's addition"},
    {"bias", SettingKind::Choice, "yes", "yes no", "whether linear layers add a bias"}};

constexpr BlockType kTypes[] = {
    {"transformer", "a stack of attention and feed-forward layers", kSettings, transformer},
};

} // namespace

std::span<const BlockType> transformerBlockTypes()
{
    return kTypes;
}

} // namespace waferscope
