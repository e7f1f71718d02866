#include "core/blocks/block_scope.h"

#include <limits>

namespace waferscope {

namespace {

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
        addLinear(scope.graph(), flow, scope.name(), vocabulary, scope.bias());
    else if (!flow.table)
        return BlockTrouble{"tied", "needs an embedding block before it"};
    else
        addTiedScores(scope.graph(), flow, scope.name(), vocabulary, scope.bias());
    if (const std::int64_t cap = scope.count("cap"); cap > 0) {
        scope.graph().beginLayer(scope.name() + "/cap", LayerKind::Pointwise);
        addCap(scope.graph(), flow.tensor, scope.name() + "/cap", cap);
    }
    return std::nullopt;
}

/// Only the masked positions, where the network has an input that says which they are.
void takeMasked(GraphBuilder& graph, Flow& flow, const std::string& path)
{
    const std::optional<TensorId> masked = graph.findTensor("masked_positions");
    if (!masked)
        return;
    graph.beginLayer(path, LayerKind::Other);
    const TensorId indices = graph.add("Unsqueeze", {masked, graph.integers(path + "/axes", {2})});
    graph.setType(indices, DataType::Int32);
    flow.tensor = graph.add("GatherND", {flow.tensor, indices}, {{"batch_dims", std::int64_t{1}}});
}

/// Scores of the masked words, through a transform and the token table or a table of their own.
void addMaskedWords(BlockScope& scope, const std::string& path)
{
    GraphBuilder& graph = scope.graph();
    Flow& flow = scope.flow();
    const std::int64_t vocabulary = scope.count("vocabulary");
    takeMasked(graph, flow, path + "/gather");
    const std::int64_t size = scope.count("size");
    addLinear(graph, flow, path + "/transform", size == 0 ? flow.features : size, scope.bias());
    addPointwise(graph, flow, path + "/activation", Pointwise::Gelu);
    addNorm(graph, flow, path + "/norm", *scope.norm());
    if (scope.choice("tied") == "no")
        addLinear(graph, flow, path + "/words", vocabulary, Bias::Yes);
    else
        addTiedScores(graph, flow, path + "/words", vocabulary, Bias::Yes);
}

std::optional<BlockTrouble> maskedHead(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence || !scope.flow().table)
        return wants("a sequence that an embedding block began");
    addMaskedWords(scope, scope.name());
    return std::nullopt;
}

std::optional<BlockTrouble> firstPosition(BlockScope& scope)
{
    Flow& flow = scope.flow();
    GraphBuilder& graph = scope.graph();
    if (flow.kind != FlowKind::Sequence)
        return wants("a sequence");
    if (scope.choice("take") == "first") {
        takeFirst(graph, flow, scope.name());
        return std::nullopt;
    }
    graph.beginLayer(scope.name(), LayerKind::Other);
    const TensorId all = graph.integers(scope.name() + "/to", {std::numeric_limits<std::int64_t>::max()});
    flow.tensor = graph.add(
        "Slice",
        {flow.tensor, graph.integers(scope.name() + "/from", {1}), all, graph.integers(scope.name() + "/axis", {1})});
    return std::nullopt;
}

/// BERT's two heads: the masked words, and whether one sentence follows the other, from the pooled first position.
std::optional<BlockTrouble> pretrainingHeads(BlockScope& scope)
{
    GraphBuilder& graph = scope.graph();
    if (scope.flow().kind != FlowKind::Sequence || !scope.flow().table)
        return wants("a sequence that an embedding block began");
    if (!graph.findTensor("masked_positions"))
        return BlockTrouble{"", "this block needs an input of the network named masked_positions"};
    Flow sentence = scope.flow();
    takeFirst(graph, sentence, scope.path("pooler/first"));
    addLinear(graph, sentence, scope.path("pooler/linear"), sentence.features, Bias::Yes);
    addPointwise(graph, sentence, scope.path("pooler/activation"), Pointwise::Tanh);
    addLinear(graph, sentence, scope.path("next-sentence"), 2, Bias::Yes);
    addMaskedWords(scope, scope.path("masked"));
    scope.addOutput(sentence.tensor);
    return std::nullopt;
}

constexpr BlockSettingType kHeadSettings[] = {
    {"vocabulary", SettingKind::Count, "", "", "different tokens"},
    {"tied", SettingKind::Choice, "yes", "yes no", "whether the embedding's table is used again"},
    {"bias", SettingKind::Choice, "no", "yes no", "whether every score has a bias"},
    {"cap", SettingKind::CountOrZero, "0", "", "what no score passes; 0 for none"}};
constexpr BlockSettingType kWordsSettings[] = {
    {"vocabulary", SettingKind::Count, "", "", "different tokens"},
    {"tied", SettingKind::Choice, "yes", "yes no", "whether the embedding's table is used again"},
    {"size", SettingKind::CountOrZero, "0", "", "features of the linear layer before; those that come in when 0"},
    {"bias", SettingKind::Choice, "yes", "yes no", "whether that layer adds a bias"},
    {"norm", SettingKind::Choice, "layer", kNorms, "normalisation behind it"}};

constexpr BlockSettingType kFirstSettings[] = {
    {"take", SettingKind::Choice, "first", "first others", "what goes on: the first position, or all behind it"}};

constexpr BlockType kHeadsBlocks[] = {
    {"first-position", "the features of the first position, or those of all others", kFirstSettings, firstPosition},
    {"language-head", "scores of every token of the vocabulary", kHeadSettings, languageHead},
    {"masked-head", "masked words, through a linear layer, a norm and the embedding's table", kWordsSettings,
     maskedHead},
    {"pooler", "a linear layer and tanh on the first position", {}, pooler},
    {"pretraining-heads", "masked words and next sentence, as BERT is trained", kWordsSettings, pretrainingHeads},
};

} // namespace

std::span<const BlockType> headBlockTypes()
{
    return kHeadsBlocks;
}

} // namespace waferscope
