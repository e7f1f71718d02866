#include "core/block_scope.h"

namespace waferscope {

namespace {

BlockTrouble wants(std::string_view what)
{
    return {"", "this block wants " + std::string{what} + " from the block before it"};
}

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
    if (const std::int64_t positions = scope.count("positions"); positions > 0) {
        const std::string path = scope.path("positions");
        const TensorId range = countedPositions(graph, tokens, path);
        graph.beginLayer(path, LayerKind::Embedding);
        const TensorId table = graph.parameter(path + "/weight", {positions, size});
        flow.tensor = graph.add("Add", {flow.tensor, graph.add("Gather", {table, range})});
    }
    if (scope.count("types") > 0)
        if (std::optional<BlockTrouble> trouble = addTypeTable(scope, flow.tensor, size))
            return trouble;
    flow.kind = FlowKind::Sequence;
    flow.features = size;
    if (scope.choice("norm") == "layer")
        addLayerNorm(graph, flow, scope.path("norm"));
    return std::nullopt;
}

/// The first position's features.
void takeFirst(GraphBuilder& graph, Flow& flow, const std::string& path)
{
    graph.beginLayer(path, LayerKind::Other);
    flow.tensor = graph.add("Gather", {flow.tensor, graph.number(path + "/position", std::int64_t{0})},
                            {{"axis", std::int64_t{1}}});
    flow.kind = FlowKind::Vector;
}

std::optional<BlockTrouble> pooler(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return wants("a sequence");
    takeFirst(scope.graph(), scope.flow(), scope.name() + "/first");
    addLinear(scope.graph(), scope.flow(), scope.name() + "/linear", scope.flow().features, Bias::Yes);
    addPointwise(scope.graph(), scope.flow(), scope.name() + "/activation", Pointwise::Tanh);
    return std::nullopt;
}

/// Scores of every word: a product with the token table, transposed.
void addTiedScores(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t vocabulary, Bias bias)
{
    graph.beginLayer(path, LayerKind::Linear);
    const TensorId table = graph.add("Transpose", {flow.table}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    flow.tensor = graph.add("MatMul", {flow.tensor, table});
    if (bias == Bias::Yes)
        flow.tensor = graph.add("Add", {flow.tensor, graph.parameter(path + "/bias", {vocabulary})});
    flow.features = vocabulary;
}

std::optional<BlockTrouble> languageHead(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Sequence)
        return wants("a sequence");
    const std::int64_t vocabulary = scope.count("vocabulary");
    if (scope.choice("tied") == "no")
        addLinear(scope.graph(), flow, scope.name(), vocabulary, Bias::No);
    else if (!flow.table)
        return BlockTrouble{"tied", "needs an embedding block before it"};
    else
        addTiedScores(scope.graph(), flow, scope.name(), vocabulary, Bias::No);
    return std::nullopt;
}

/// BERT's two heads: the masked words, through a transform and the tied table, and whether one sentence follows the
/// other, from the pooled first position.
std::optional<BlockTrouble> pretrainingHeads(BlockScope& scope)
{
    GraphBuilder& graph = scope.graph();
    const std::optional<TensorId> masked = graph.findTensor("masked_positions");
    if (scope.flow().kind != FlowKind::Sequence || !scope.flow().table)
        return wants("a sequence that an embedding block began");
    if (!masked)
        return BlockTrouble{"", "this block needs an input of the network named masked_positions"};
    Flow sentence = scope.flow();
    Flow words = scope.flow();
    takeFirst(graph, sentence, scope.path("pooler/first"));
    addLinear(graph, sentence, scope.path("pooler/linear"), sentence.features, Bias::Yes);
    addPointwise(graph, sentence, scope.path("pooler/activation"), Pointwise::Tanh);
    addLinear(graph, sentence, scope.path("next-sentence"), 2, Bias::Yes);
    graph.beginLayer(scope.path("masked/gather"), LayerKind::Other);
    const TensorId indices = graph.add("Unsqueeze", {masked, graph.integers(scope.path("masked/gather/axes"), {2})});
    graph.setType(indices, DataType::Int32);
    words.tensor = graph.add("GatherND", {words.tensor, indices}, {{"batch_dims", std::int64_t{1}}});
    addLinear(graph, words, scope.path("masked/transform"), words.features, Bias::Yes);
    addPointwise(graph, words, scope.path("masked/activation"), Pointwise::Gelu);
    addLayerNorm(graph, words, scope.path("masked/norm"));
    addTiedScores(graph, words, scope.path("masked/words"), scope.count("vocabulary"), Bias::Yes);
    scope.flow() = words;
    scope.addOutput(sentence.tensor);
    return std::nullopt;
}

constexpr BlockSettingType kEmbeddingSettings[] = {
    {"vocabulary", SettingKind::Count, "", "", "different tokens"},
    {"size", SettingKind::Count, "", "", "features of every token"},
    {"positions", SettingKind::CountOrZero, "0", "", "longest sequence with trained positions; 0 for none"},
    {"types", SettingKind::CountOrZero, "0", "", "kinds of segments, from the input token_type_ids; 0 for none"},
    {"norm", SettingKind::Choice, "none", "none layer", "normalisation of the sum"}};
constexpr BlockSettingType kHeadSettings[] = {
    {"vocabulary", SettingKind::Count, "", "", "different tokens"},
    {"tied", SettingKind::Choice, "yes", "yes no", "whether the embedding's table is used again"}};
constexpr BlockSettingType kHeadsSettings[] = {{"vocabulary", SettingKind::Count, "", "", "different tokens"}};

constexpr BlockType kTypes[] = {
    {"embedding", "tables of tokens, positions and segment types", kEmbeddingSettings, embedding},
    {"language-head", "scores of every token of the vocabulary", kHeadSettings, languageHead},
    {"pooler", "a linear layer and tanh on the first position", {}, pooler},
    {"pretraining-heads", "masked words and next sentence, as BERT is trained", kHeadsSettings, pretrainingHeads},
};

} // namespace

std::span<const BlockType> textBlockTypes()
{
    return kTypes;
}

} // namespace waferscope
