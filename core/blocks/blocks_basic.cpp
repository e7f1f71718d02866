#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

std::optional<BlockTrouble> linear(BlockScope& scope)
{
    if (scope.flow().features == 0)
        return wants("numbers, not tokens,");
    addLinear(scope.graph(), scope.flow(), scope.name(), scope.count("size"),
              scope.says("bias") ? Bias::Yes : Bias::No);
    addPointwise(scope.graph(), scope.flow(), scope.name() + "/activation", scope.activation());
    return std::nullopt;
}

std::optional<BlockTrouble> activation(BlockScope& scope)
{
    addPointwise(scope.graph(), scope.flow(), scope.name(), scope.activation("kind"));
    return std::nullopt;
}

std::optional<BlockTrouble> norm(BlockScope& scope)
{
    const bool isBatch = scope.choice("kind") == "batch";
    if (scope.flow().features == 0)
        return wants("numbers, not tokens,");
    if (isBatch)
        addBatchNorm(scope.graph(), scope.flow(), scope.name());
    else if (scope.flow().kind == FlowKind::Picture)
        return BlockTrouble{"kind", "must be batch for a picture"};
    else
        addNorm(scope.graph(), scope.flow(), scope.name(), *scope.norm("kind"));
    return std::nullopt;
}

std::optional<BlockTrouble> perceptron(BlockScope& scope)
{
    const std::vector<std::int64_t> sizes = scope.counts("sizes");
    if (sizes.size() < 2 || scope.flow().features != sizes.front())
        return BlockTrouble{
            "sizes",
            Sentence::of("must be at least two and begin with the ", scope.flow().features, " features that come in")};
    for (std::size_t at = 1; at < sizes.size(); ++at) {
        const std::string path = scope.path("linear" + std::to_string(at));
        addLinear(scope.graph(), scope.flow(), path, sizes[at], Bias::Yes);
        const bool isLast = at + 1 == sizes.size();
        addPointwise(scope.graph(), scope.flow(), path + "/activation",
                     scope.activation(isLast ? "output_activation" : "activation"));
    }
    return std::nullopt;
}

/// ONNX's matrices: gates in the order i, o, f, c; two biases each.
std::optional<BlockTrouble> longShortTermMemory(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Sequence)
        return wants("a sequence of numbers");
    const std::int64_t hidden = scope.count("size");
    RepeatWatch watch{scope.graph(), "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        const std::string path = scope.count("layers") == 1 ? scope.name() : scope.name() + "/" + std::to_string(layer);
        GraphBuilder& graph = scope.graph();
        graph.beginLayer(path, LayerKind::Recurrent);
        const TensorId all = graph.add("LSTM",
                                       {flow.tensor, graph.parameter(path + "/weight", {1, 4 * hidden, flow.features}),
                                        graph.parameter(path + "/recurrence", {1, 4 * hidden, hidden}),
                                        graph.parameter(path + "/bias", {1, 8 * hidden})},
                                       {{"hidden_size", hidden}, {"layout", std::int64_t{1}}});
        flow.tensor = graph.add("Squeeze", {all, graph.integers(path + "/axes", {2})});
        flow.features = hidden;
    }
    return std::nullopt;
}

std::optional<BlockTrouble> flatten(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Picture)
        return wants("a picture");
    if (!flow.height || !flow.width || *flow.height < 1 || *flow.width < 1)
        return BlockTrouble{"", "this block wants a picture of fixed height and width"};
    if (__builtin_mul_overflow(flow.features, *flow.height, &flow.features)
        || __builtin_mul_overflow(flow.features, *flow.width, &flow.features))
        return BlockTrouble{"", "the picture is far too large"};
    scope.graph().beginLayer(scope.name(), LayerKind::Other);
    flow.tensor = scope.graph().add("Flatten", {flow.tensor}, {{"axis", std::int64_t{1}}});
    flow.kind = FlowKind::Vector;
    return std::nullopt;
}

constexpr BlockSettingType kActivationSettings[] = {
    {"kind", SettingKind::Choice, "relu", kActivations, "function of every number"}};
constexpr BlockSettingType kLinearSettings[] = {
    {"size", SettingKind::Count, "", "", "outputs"},
    {"bias", SettingKind::Choice, "yes", kYesNo, "whether a bias is added"},
    {"activation", SettingKind::Choice, "none", kActivations, "function of every output"}};
constexpr BlockSettingType kLstmSettings[] = {{"size", SettingKind::Count, "", "", "hidden size"},
                                              {"layers", SettingKind::Count, "1", "", "one on the other"}};
constexpr BlockSettingType kMlpSettings[] = {
    {"sizes", SettingKind::CountList, "", "", "inputs, then the outputs of every layer"},
    {"activation", SettingKind::Choice, "relu", kActivations, "function between layers"},
    {"output_activation", SettingKind::Choice, "none", kActivations, "function of the last outputs"}};
constexpr BlockSettingType kNormSettings[] = {{"kind", SettingKind::Choice, "layer", "layer batch rms unbiased plain",
                                               "what is normalised together, and with which trained numbers"}};

constexpr BlockType kBasicBlocks[] = {
    {"activation", "a function of every number", kActivationSettings, activation},
    {"flatten", "a picture as one row of numbers", {}, flatten},
    {"linear", "a matrix product and a bias", kLinearSettings, linear},
    {"lstm", "long short-term memory over a sequence", kLstmSettings, longShortTermMemory},
    {"mlp", "linear layers in turn", kMlpSettings, perceptron},
    {"norm", "normalisation, usually with a trained scale and bias", kNormSettings, norm},
};

} // namespace

std::span<const BlockType> basicBlockTypes()
{
    return kBasicBlocks;
}

} // namespace waferscope
