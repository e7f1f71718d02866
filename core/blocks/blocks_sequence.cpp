#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

std::optional<BlockTrouble> sequenceConvolution(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return wants("a sequence of numbers");
    const std::int64_t padding = scope.count("padding");
    addSequenceConvolution(
        scope.graph(), scope.flow(), scope.name(),
        {scope.count("size"), scope.count("filter"), scope.count("stride"), padding, padding, 1, scope.bias()});
    addPointwise(scope.graph(), scope.flow(), scope.name() + "/activation", scope.activation());
    return std::nullopt;
}

/// Every few positions become one: their features side by side, or their mean.
std::optional<BlockTrouble> mergePositions(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Sequence)
        return wants("a sequence of numbers");
    GraphBuilder& graph = scope.graph();
    const std::int64_t count = scope.count("count");
    const std::string path = scope.name();
    const bool isMean = scope.choice("kind") == "mean";
    std::int64_t wide = 0;
    if (__builtin_mul_overflow(flow.features, count, &wide))
        return BlockTrouble{"count", "makes far too many features"};
    graph.beginLayer(path, isMean ? LayerKind::Pooling : LayerKind::Other);
    if (!isMean) {
        flow.tensor = graph.add("Reshape", {flow.tensor, graph.integers(path + "/shape", {0, -1, wide})});
        flow.features = wide;
        return std::nullopt;
    }
    const std::vector<std::int64_t> turned{0, 2, 1};
    const TensorId rows = graph.add("Transpose", {flow.tensor}, {{"perm", turned}});
    const std::vector<std::int64_t> few{count};
    const TensorId means = graph.add("AveragePool", {rows}, {{"kernel_shape", few}, {"strides", few}});
    flow.tensor = graph.add("Transpose", {means}, {{"perm", turned}});
    return std::nullopt;
}

/// Features of unit length.
TensorId unitLength(GraphBuilder& graph, const Flow& flow, const std::string& path)
{
    graph.beginLayer(path, LayerKind::Normalisation);
    return graph.add("LpNormalization", {flow.tensor}, {{"axis", std::int64_t{-1}}, {"p", std::int64_t{2}}});
}

/// How near every sample is to every sample of another branch, by one trained factor.
std::optional<BlockTrouble> similarity(BlockScope& scope)
{
    Flow& flow = scope.flow();
    GraphBuilder& graph = scope.graph();
    if (flow.kind != FlowKind::Vector)
        return wants("one row of numbers a sample");
    const Result<Flow> other = scope.flows().read(scope.names("with").front());
    if (!other.ok())
        return BlockTrouble{"with", other.error().message};
    if (other.value().kind != FlowKind::Vector || other.value().features != flow.features)
        return BlockTrouble{"with", Sentence::of("must give ", flow.features, " features a sample")};
    const std::string path = scope.name();
    const TensorId mine = unitLength(graph, flow, path + "/unit");
    const TensorId others = unitLength(graph, other.value(), path + "/other_unit");
    graph.beginLayer(path, LayerKind::Attention);
    const TensorId columns = graph.add("Transpose", {others}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    const TensorId scale = graph.add("Exp", {graph.parameter(path + "/scale", {})});
    flow.tensor = graph.add("Mul", {graph.add("MatMul", {mine, columns}), scale});
    if (scope.says("bias"))
        flow.tensor = graph.add("Add", {flow.tensor, graph.parameter(path + "/bias", {})});
    flow.features = 0; // as many as samples
    return std::nullopt;
}

constexpr BlockSettingType kConvolutionSettings[] = {
    {"size", SettingKind::Count, "", "", "features of the result"},
    {"filter", SettingKind::Count, "3", "", "positions that one result reads"},
    {"stride", SettingKind::Count, "1", "", "positions from one result to the next"},
    {"padding", SettingKind::CountOrZero, "0", "", "positions of zeros on either side"},
    {"bias", SettingKind::Choice, "yes", kYesNo, "whether a bias is added"},
    {"activation", SettingKind::Choice, "none", kActivations, "function of every result"}};
constexpr BlockSettingType kMergeSettings[] = {
    {"count", SettingKind::Count, "4", "", "positions that become one"},
    {"kind", SettingKind::Choice, "concat", "concat mean", "how: side by side, or their mean"}};
constexpr BlockSettingType kSimilaritySettings[] = {
    {"with", SettingKind::NameList, "", "", "the other branch: the name of an earlier block or input"},
    {"bias", SettingKind::Choice, "no", kYesNo, "whether one trained number is added"}};

constexpr BlockType kSequenceBlocks[] = {
    {"merge-positions", "every few positions of a sequence become one", kMergeSettings, mergePositions},
    {"sequence-conv", "a convolution along a sequence", kConvolutionSettings, sequenceConvolution},
    {"similarity", "how near samples of two branches are", kSimilaritySettings, similarity},
};

} // namespace

std::span<const BlockType> sequenceBlockTypes()
{
    return kSequenceBlocks;
}

} // namespace waferscope
