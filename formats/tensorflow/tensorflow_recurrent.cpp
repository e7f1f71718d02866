#include "formats/tensorflow/tensorflow_scope.h"

namespace waferscope {

namespace {

/// [inputs, gates x units] as ONNX's [1, gates x units, inputs].
TensorId turnedWeights(TfScope& scope, TensorId weights, TensorId axis)
{
    const TensorId turned = scope.add("Transpose", {weights}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    return scope.add("Unsqueeze", {turned, axis});
}

/// Inputs: the sequence with the batch first, the first states, kernel, recurrent kernel, bias. Outputs: the last
/// output, all outputs, the last states.
void recur(TfScope& scope)
{
    const bool isLong = scope.type() == "LSTM";
    const std::size_t weights = isLong ? 3 : 2;
    if (scope.inputCount() < weights + 3 || scope.rank(0) != 3 || scope.rank(weights) != 2
        || scope.rank(weights + 1) != 2)
        return scope.passOn();
    scope.begin(LayerKind::Recurrent);
    const TensorId first = scope.integersOf("first", {0});
    const TensorId second = scope.integersOf("second", {1});
    const TensorId input = scope.plain(0);
    const TensorId kernel = turnedWeights(scope, scope.plain(weights), first);
    const TensorId recurrent = turnedWeights(scope, scope.plain(weights + 1), first);
    const TensorId bias = scope.add("Unsqueeze", {scope.plain(weights + 2), first});
    const std::vector<TensorId> outputs =
        scope.addSeveral(scope.type(), {input, kernel, recurrent, bias}, {{"layout", std::int64_t{1}}}, isLong ? 3 : 2);
    const TensorId last = scope.add("Squeeze", {outputs[1], second});
    const TensorId all = scope.add("Squeeze", {outputs[0], scope.integersOf("third", {2})});
    for (const TensorId output : {last, all, last})
        scope.addOutput({output, false});
    if (isLong)
        scope.addOutput({scope.add("Squeeze", {outputs[2], second}), false});
    scope.addOutput({scope.integerOf("runtime", 0), false}); // on which device it ran
}

constexpr TfOperator kLong{"standard_lstm", recur, "LSTM"};
constexpr TfOperator kGated{"standard_gru", recur, "GRU"};

} // namespace

const TfOperator* tfRecurrence(std::string_view function)
{
    if (function.find("standard_lstm") != std::string_view::npos)
        return &kLong;
    return function.find("standard_gru") != std::string_view::npos ? &kGated : nullptr;
}

} // namespace waferscope
