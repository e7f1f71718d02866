#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

/// 0, 1, 2 ... as far as the second axis of `tensor` reaches.
TensorId countedPositions(GraphBuilder& graph, TensorId tensor, const std::string& path)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {tensor});
    const TensorId length = graph.add("Gather", {shape, graph.number(path + "/axis", std::int64_t{1})});
    graph.setType(shape, DataType::Int64);
    graph.setType(length, DataType::Int64);
    const TensorId range = graph.add(
        "Range",
        {graph.number(path + "/first", std::int64_t{0}), length, graph.number(path + "/step", std::int64_t{1})});
    graph.setType(range, DataType::Int64);
    return range;
}

std::optional<BlockTrouble> addTypeTable(BlockScope& scope, TensorId& sum, std::int64_t size)
{
    const std::optional<TensorId> types = scope.graph().findTensor("token_type_ids");
    if (!types)
        return BlockTrouble{"types", "needs a second input of the network named token_type_ids"};
    const std::string path = scope.path("types");
    scope.graph().beginLayer(path, LayerKind::Embedding);
    const TensorId table = scope.graph().parameter(path + "/weight", {scope.count("types"), size});
    const TensorId found = scope.graph().add("Gather", {table, types});
    sum = scope.graph().add("Add", {sum, found});
    return std::nullopt;
}

/// Adds trained positions, where the block has them.
void addPositions(BlockScope& scope, TensorId tokens, std::int64_t size)
{
    const std::int64_t positions = scope.count("positions");
    if (positions == 0)
        return;
    GraphBuilder& graph = scope.graph();
    const std::string path = scope.path("positions");
    const TensorId range = countedPositions(graph, tokens, path);
    graph.beginLayer(path, LayerKind::Embedding);
    const TensorId table = graph.parameter(path + "/weight", {positions, size});
    scope.flow().tensor = graph.add("Add", {scope.flow().tensor, graph.add("Gather", {table, range})});
}

std::optional<BlockTrouble> embedding(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Tokens)
        return wants("tokens [batch, sequence] of whole numbers");
    GraphBuilder& graph = scope.graph();
    const std::int64_t size = scope.count("size");
    const TensorId tokens = flow.tensor;
    graph.beginLayer(scope.path("tokens"), LayerKind::Embedding);
    flow.table = graph.parameter(scope.path("tokens/weight"), {scope.count("vocabulary"), size});
    flow.tensor = graph.add("Gather", {flow.table, tokens});
    addPositions(scope, tokens, size);
    if (scope.count("types") > 0)
        if (std::optional<BlockTrouble> trouble = addTypeTable(scope, flow.tensor, size))
            return trouble;
    flow.kind = FlowKind::Sequence;
    flow.features = size;
    if (const std::optional<Norm> norm = scope.norm())
        addNorm(graph, flow, scope.path("norm"), *norm);
    return std::nullopt;
}

/// A trained table of places, for what comes without one.
std::optional<BlockTrouble> positions(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return wants("a sequence");
    addPositions(scope, scope.flow().tensor, scope.flow().features);
    return std::nullopt;
}

/// Keeps what came so far as the memory of a decoder and begins again with the decoder's tokens.
std::optional<BlockTrouble> decoderEmbedding(BlockScope& scope)
{
    Flow& flow = scope.flow();
    GraphBuilder& graph = scope.graph();
    const std::optional<TensorId> tokens = graph.findTensor("decoder_input_ids");
    if (flow.kind != FlowKind::Sequence)
        return wants("a sequence");
    if (!tokens)
        return BlockTrouble{"", "this block needs an input of the network named decoder_input_ids"};
    const std::int64_t vocabulary = scope.count("vocabulary");
    if (vocabulary == 0 && !flow.table)
        return BlockTrouble{"vocabulary", "can be that of the encoder only behind an embedding block"};
    flow.memory = flow.tensor;
    flow.memoryFeatures = flow.features;
    graph.beginLayer(scope.path("tokens"), LayerKind::Embedding);
    if (vocabulary > 0)
        flow.table = graph.parameter(scope.path("tokens/weight"), {vocabulary, flow.features});
    flow.tensor = graph.add("Gather", {flow.table, tokens});
    addPositions(scope, *tokens, flow.features);
    if (const std::optional<Norm> norm = scope.norm())
        addNorm(graph, flow, scope.path("norm"), *norm);
    return std::nullopt;
}

constexpr BlockSettingType kEmbeddingSettings[] = {
    {"vocabulary", SettingKind::Count, "", "", "different tokens"},
    {"size", SettingKind::Count, "", "", "features of every token"},
    {"positions", SettingKind::CountOrZero, "0", "", "longest sequence with trained positions; 0 for none"},
    {"types", SettingKind::CountOrZero, "0", "", "kinds of segments, from the input token_type_ids; 0 for none"},
    {"norm", SettingKind::Choice, "none", kNormsOrNone, "normalisation of the sum"}};
constexpr BlockSettingType kDecoderSettings[] = {
    {"vocabulary", SettingKind::CountOrZero, "0", "", "different tokens; 0 to share the encoder's table"},
    {"positions", SettingKind::CountOrZero, "0", "", "longest sequence with trained positions; 0 for none"},
    {"norm", SettingKind::Choice, "none", kNormsOrNone, "normalisation of the sum"}};

constexpr BlockSettingType kPositionsSettings[] = {{"positions", SettingKind::Count, "", "", "longest sequence"}};

constexpr BlockType kTextBlocks[] = {
    {"decoder-embedding", "a decoder's tokens, behind an encoder whose result it keeps", kDecoderSettings,
     decoderEmbedding},
    {"embedding", "tables of tokens, positions and segment types", kEmbeddingSettings, embedding},
    {"positions", "a trained table of places, added to a sequence", kPositionsSettings, positions},
};

} // namespace

std::span<const BlockType> textBlockTypes()
{
    return kTextBlocks;
}

} // namespace waferscope
