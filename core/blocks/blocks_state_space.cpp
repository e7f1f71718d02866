#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

/// Sizes of a selective state-space layer (Gu and Dao, "Mamba", 2023).
struct StateSpaceSizes {
    std::int64_t inner = 1; ///< features inside
    std::int64_t state = 1; ///< numbers that every such feature remembers
    std::int64_t rank = 1; ///< features that the steps are made from
    std::int64_t filter = 4;
    Bias bias = Bias::No;
    Bias filterBias = Bias::Yes;
    bool hasInnerNorms = false; ///< of steps, inputs and outputs of the state, without trained numbers
};

TensorId features(GraphBuilder& graph, TensorId tensor, const std::string& path, std::int64_t from, std::int64_t to)
{
    return graph.add("Slice",
                     {tensor, graph.integers(path + "/from", {from}), graph.integers(path + "/to", {to}),
                      graph.integers(path + "/axis", {2})});
}

TensorId widened(GraphBuilder& graph, TensorId tensor, const std::string& path, std::int64_t axis)
{
    return graph.add("Unsqueeze", {tensor, graph.integers(path, {axis})});
}

/// What the state is fed with and read by, made from the input itself.
struct Selection {
    Flow steps; ///< [batch, sequence, inner]
    Flow inputs; ///< [batch, sequence, state]
    Flow outputs; ///< [batch, sequence, state]
};

Selection addSelection(GraphBuilder& graph, const Flow& flow, const std::string& path, const StateSpaceSizes& sizes)
{
    Flow all = flow;
    addLinear(graph, all, path + "/select", sizes.rank + 2 * sizes.state, Bias::No);
    const std::int64_t middle = sizes.rank + sizes.state;
    Selection made{all, all, all};
    made.steps.tensor = features(graph, all.tensor, path + "/step_features", 0, sizes.rank);
    made.inputs.tensor = features(graph, all.tensor, path + "/inputs", sizes.rank, middle);
    made.outputs.tensor = features(graph, all.tensor, path + "/outputs", middle, middle + sizes.state);
    made.steps.features = sizes.rank;
    made.inputs.features = made.outputs.features = sizes.state;
    if (sizes.hasInnerNorms) {
        addNorm(graph, made.steps, path + "/step_norm", Norm::Plain);
        addNorm(graph, made.inputs, path + "/input_norm", Norm::Plain);
        addNorm(graph, made.outputs, path + "/output_norm", Norm::Plain);
    }
    addLinear(graph, made.steps, path + "/steps", sizes.inner, Bias::Yes);
    graph.beginLayer(path + "/steps/activation", LayerKind::Pointwise);
    made.steps.tensor = graph.add("Softplus", {made.steps.tensor});
    return made;
}

/// The state h(t) = exp(step A) h(t - 1) + step B x(t), from running sums: it is the sum of all that was fed so far,
/// each as much decayed as the difference of the sums of step A. [batch, sequence, inner, state].
TensorId addState(GraphBuilder& graph, const Flow& flow, const Selection& from, const std::string& path,
                  const StateSpaceSizes& sizes)
{
    graph.beginLayer(path, LayerKind::Recurrent);
    const TensorId sequence = graph.number(path + "/sequence", std::int64_t{1});
    const TensorId rates = graph.parameter(path + "/rates", {sizes.inner, sizes.state});
    const TensorId negative = graph.add("Neg", {graph.add("Exp", {rates})});
    const TensorId step = widened(graph, from.steps.tensor, path + "/step_axis", 3);
    const TensorId decay = graph.add("CumSum", {graph.add("Mul", {step, negative}), sequence});
    const TensorId kept = graph.add("Exp", {decay});
    const TensorId fed = widened(graph, graph.add("Mul", {from.steps.tensor, flow.tensor}), path + "/fed_axis", 3);
    const TensorId input = widened(graph, from.inputs.tensor, path + "/input_axis", 2);
    const TensorId now = graph.add("Div", {graph.add("Mul", {fed, input}), kept});
    return graph.add("Mul", {graph.add("CumSum", {now, sequence}), kept});
}

/// What the state gives, and the input past it.
void addScan(GraphBuilder& graph, Flow& flow, const std::string& path, const StateSpaceSizes& sizes)
{
    const Selection selection = addSelection(graph, flow, path, sizes);
    const TensorId state = addState(graph, flow, selection, path + "/state", sizes);
    graph.beginLayer(path + "/read", LayerKind::Recurrent);
    const TensorId output = widened(graph, selection.outputs.tensor, path + "/output_axis", 3);
    const TensorId read = graph.add("MatMul", {state, output});
    const TensorId row = graph.add("Squeeze", {read, graph.integers(path + "/read_axis", {3})});
    graph.beginLayer(path + "/past", LayerKind::Pointwise);
    const TensorId past = graph.add("Mul", {flow.tensor, graph.parameter(path + "/past/weight", {sizes.inner})});
    flow.tensor = graph.add("Add", {row, past});
}

void addLayer(GraphBuilder& graph, Flow& flow, const std::string& path, const StateSpaceSizes& sizes, Norm norm)
{
    const Flow skip = flow;
    addNorm(graph, flow, path + "/norm", norm);
    Flow gate = flow;
    addLinear(graph, flow, path + "/expand", sizes.inner, sizes.bias);
    addLinear(graph, gate, path + "/gate", sizes.inner, sizes.bias);
    addSequenceConvolution(graph, flow, path + "/conv",
                           {sizes.inner, sizes.filter, 1, sizes.filter - 1, 0, sizes.inner, sizes.filterBias});
    addPointwise(graph, flow, path + "/conv/activation", Pointwise::Silu);
    addScan(graph, flow, path + "/scan", sizes);
    addPointwise(graph, gate, path + "/gate/activation", Pointwise::Silu);
    graph.beginLayer(path + "/multiply", LayerKind::Pointwise);
    flow.tensor = graph.add("Mul", {flow.tensor, gate.tensor});
    addLinear(graph, flow, path + "/contract", skip.features, sizes.bias);
    addResidual(graph, flow, skip, path + "/add");
}

std::optional<BlockTrouble> stateSpace(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return wants("a sequence of numbers");
    const StateSpaceSizes sizes{scope.count("inner"),     scope.count("state"), scope.count("rank"),
                                scope.count("filter"),    scope.bias(),         scope.bias("filter_bias"),
                                scope.says("inner_norms")};
    RepeatWatch watch{scope.graph(), "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        addLayer(scope.graph(), scope.flow(), scope.name() + "/" + std::to_string(layer), sizes, *scope.norm());
    }
    if (scope.says("last_norm"))
        addNorm(scope.graph(), scope.flow(), scope.name() + "/norm", *scope.norm());
    return std::nullopt;
}

constexpr BlockSettingType kStateSpaceSettings[] = {
    {"layers", SettingKind::Count, "", "", "one on the other"},
    {"inner", SettingKind::Count, "", "", "features inside a layer"},
    {"state", SettingKind::Count, "16", "", "numbers that every such feature remembers"},
    {"rank", SettingKind::Count, "", "", "features that the steps of time are made from"},
    {"filter", SettingKind::Count, "4", "", "positions that a feature's convolution reads"},
    {"bias", SettingKind::Choice, "no", kYesNo, "whether linear layers add a bias"},
    {"filter_bias", SettingKind::Choice, "yes", kYesNo, "whether the convolution adds a bias"},
    {"inner_norms", SettingKind::Choice, "no", kYesNo,
     "whether what feeds and reads the state is normalised, without trained numbers"},
    {"norm", SettingKind::Choice, "rms", kNorms, "kind of normalisation"},
    {"last_norm", SettingKind::Choice, "yes", kYesNo, "whether one more normalisation ends the stack"}};

constexpr BlockType kStateSpaceBlocks[] = {
    {"state-space", "a stack of selective state-space layers", kStateSpaceSettings, stateSpace},
};

} // namespace

std::span<const BlockType> stateSpaceBlockTypes()
{
    return kStateSpaceBlocks;
}

} // namespace waferscope
