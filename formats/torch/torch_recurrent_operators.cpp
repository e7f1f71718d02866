#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// What torch says of a stack of recurrent layers.
struct Recurrence {
    std::size_t layers = 1;
    std::size_t directions = 1;
    bool hasBias = true;
    bool isBatchFirst = false;
    std::int64_t hidden = 1;
    std::vector<std::optional<TensorId>> weights; ///< of each layer and direction: input, hidden, and their biases
    [[nodiscard]] std::size_t each() const { return hasBias ? 4 : 2; }
};

/// The weights of one layer's directions, one behind the other.
TensorId together(TorchScope& scope, const Recurrence& all, std::size_t layer, std::size_t weight, TensorId axis)
{
    std::vector<std::optional<TensorId>> parts;
    for (std::size_t direction = 0; direction < all.directions; ++direction) {
        const std::size_t first = (layer * all.directions + direction) * all.each();
        std::optional<TensorId> part = all.weights[first + weight];
        if (weight == 2) // both biases are one of ONNX's
            part = scope.add("Concat", {part, all.weights[first + 3]}, {{"axis", std::int64_t{0}}});
        parts.emplace_back(scope.add("Unsqueeze", {part, axis}));
    }
    return parts.size() == 1 ? *parts.front() : scope.add("Concat", std::move(parts), {{"axis", std::int64_t{0}}});
}

/// One layer: its whole output, with the directions joined, and its last states [directions, batch, hidden].
std::vector<TensorId> addLayer(TorchScope& scope, const Recurrence& all, std::size_t layer, TensorId input)
{
    scope.begin(LayerKind::Recurrent, all.layers > 1 ? std::to_string(layer) : std::string{});
    const TensorId axis = scope.integersOf("axis", {0});
    std::vector<std::optional<TensorId>> inputs{input, together(scope, all, layer, 0, axis),
                                                together(scope, all, layer, 1, axis)};
    if (all.hasBias)
        inputs.emplace_back(together(scope, all, layer, 2, axis));
    const Attributes attributes{{"direction", std::string{all.directions == 2 ? "bidirectional" : "forward"}},
                                {"layout", std::int64_t{all.isBatchFirst ? 1 : 0}}};
    std::vector<TensorId> outputs =
        scope.builder().addSeveral(scope.type(), std::move(inputs), attributes, scope.type() == "LSTM" ? 3 : 2);
    const std::int64_t features = all.hidden * static_cast<std::int64_t>(all.directions);
    if (!all.isBatchFirst) // the directions come before the batch
        outputs[0] = scope.add("Transpose", {outputs[0]}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
    outputs[0] = scope.add("Reshape", {outputs[0], scope.integersOf("joined", {0, 0, features})});
    for (std::size_t state = 1; all.isBatchFirst && state < outputs.size(); ++state)
        if (scope.isUsed(state))
            outputs[state] = scope.add("Transpose", {outputs[state]}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
    return outputs;
}

/// Whether the weights are those of plain layers; projections have more of them.
bool isPlain(TorchScope& scope, const Recurrence& all)
{
    return !scope.has("data") && all.layers >= 1 && all.layers <= 1024
        && all.weights.size() == all.layers * all.directions * all.each() && scope.rank("input") == 3;
}

void recur(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    Recurrence all;
    all.layers = static_cast<std::size_t>(std::max<std::int64_t>(0, scope.integer("num_layers", 1)));
    all.directions = scope.says("bidirectional", false) ? 2 : 1;
    all.hasBias = scope.says("has_biases", true);
    all.isBatchFirst = scope.says("batch_first", false);
    if (scope.has("params"))
        all.weights = scope.tensors("params");
    const TorchTensor output = scope.statedOutput(0);
    const auto* features = output.shape.empty() ? nullptr : std::get_if<std::int64_t>(&output.shape.back());
    if (!isPlain(scope, all) || features == nullptr || scope.trouble())
        return scope.passOn();
    all.hidden = *features / static_cast<std::int64_t>(all.directions);
    TensorId flow = input;
    std::vector<std::vector<std::optional<TensorId>>> states(2);
    for (std::size_t layer = 0; layer < all.layers; ++layer) {
        const std::vector<TensorId> outputs = addLayer(scope, all, layer, flow);
        flow = outputs[0];
        for (std::size_t state = 1; state < outputs.size(); ++state)
            states[state - 1].emplace_back(outputs[state]);
    }
    scope.addOutput(flow);
    for (std::size_t state = 0; state + 1 < scope.outputCount() && state < states.size(); ++state) {
        if (!scope.isUsed(state + 1) || states[state].empty())
            scope.addOutput(std::nullopt);
        else
            scope.addOutput(states[state].size() == 1
                                ? states[state].front()
                                : scope.add("Concat", states[state], {{"axis", std::int64_t{0}}}));
    }
}

constexpr TorchOperator kRecurrentOperators[] = {
    {"gru", recur, "GRU"},
    {"lstm", recur, "LSTM"},
    {"rnn_relu", recur, "RNN"},
    {"rnn_tanh", recur, "RNN"},
};

} // namespace

std::span<const TorchOperator> torchRecurrentOperators()
{
    return kRecurrentOperators;
}

} // namespace waferscope
