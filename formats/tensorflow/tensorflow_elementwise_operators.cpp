#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>

namespace waferscope {

namespace {

void unary(TfScope& scope)
{
    const TfFlow input = scope.input(0);
    scope.beginPlain();
    scope.setOutput({scope.add(scope.type(), {input.id}), input.isChannelsFirst});
}

void keep(TfScope& scope)
{
    for (std::size_t at = 0; at < scope.inputCount(); ++at)
        scope.addOutput(scope.input(at));
}

void leakyRelu(TfScope& scope)
{
    const TfFlow input = scope.input(0);
    scope.beginPlain();
    scope.setOutput({scope.add("LeakyRelu", {input.id}, {{"alpha", scope.real("alpha", 0.2)}}), input.isChannelsFirst});
}

void squareRootBelow(TfScope& scope)
{
    const TfFlow input = scope.input(0);
    scope.beginPlain();
    scope.setOutput({scope.add("Reciprocal", {scope.add("Sqrt", {input.id})}), input.isChannelsFirst});
}

void square(TfScope& scope)
{
    const TfFlow input = scope.input(0);
    scope.beginPlain();
    scope.setOutput({scope.add("Mul", {input.id, input.id}), input.isChannelsFirst});
}

/// An operand beside one that is stored with the channels in front: a single number, one number a channel, or the same
/// picture. Nothing where it must be brought back.
std::optional<TensorId> besidePicture(TfScope& scope, const TfFlow& picture, const TfFlow& other)
{
    const Shape axes = scope.shapeOf(picture.id);
    const Shape shape = scope.shapeOf(other.id);
    if (other.isChannelsFirst && shape.size() == axes.size())
        return other.id;
    if (other.isChannelsFirst)
        return std::nullopt;
    if (checkedElementCount(shape) == 1 && shape.size() <= 1)
        return other.id;
    if (shape.size() != 1 || axes.size() < 3)
        return shape.size() == axes.size() ? std::optional{scope.channelsFirst(other).id} : std::nullopt;
    std::vector<std::int64_t> behind;
    for (std::size_t axis = 2; axis < axes.size(); ++axis)
        behind.push_back(static_cast<std::int64_t>(axis) - 1);
    return scope.add("Unsqueeze", {other.id, scope.integersOf("axes", std::move(behind))});
}

/// Both operands in one order of axes.
struct Operands {
    TensorId first;
    TensorId second;
    bool isChannelsFirst = false;
};

Operands operandsOf(TfScope& scope, const TfFlow& first, const TfFlow& second)
{
    if (first.isChannelsFirst)
        if (const auto other = besidePicture(scope, first, second))
            return {first.id, *other, true};
    if (second.isChannelsFirst && !first.isChannelsFirst)
        if (const auto other = besidePicture(scope, second, first))
            return {*other, second.id, true};
    return {scope.asTf(first), scope.asTf(second), false};
}

void binary(TfScope& scope)
{
    scope.beginPlain();
    const Operands operands = operandsOf(scope, scope.input(0), scope.input(1));
    scope.setOutput({scope.add(scope.type(), {operands.first, operands.second}), operands.isChannelsFirst});
}

/// BiasAdd alone knows pictures whose channels TensorFlow itself has in front.
void addBias(TfScope& scope)
{
    TfFlow input = scope.input(0);
    scope.beginPlain();
    if (!scope.hasChannelsLast())
        input.isChannelsFirst = true;
    const Operands operands = operandsOf(scope, input, scope.input(1));
    scope.setOutput(
        {scope.add("Add", {operands.first, operands.second}), operands.isChannelsFirst && scope.hasChannelsLast()});
}

void notEqual(TfScope& scope)
{
    scope.beginPlain();
    const Operands operands = operandsOf(scope, scope.input(0), scope.input(1));
    const TensorId equal = scope.add("Equal", {operands.first, operands.second});
    scope.setOutput({scope.add("Not", {equal}), operands.isChannelsFirst});
}

void squaredDifference(TfScope& scope)
{
    scope.beginPlain();
    const Operands operands = operandsOf(scope, scope.input(0), scope.input(1));
    const TensorId difference = scope.add("Sub", {operands.first, operands.second});
    scope.setOutput({scope.add("Mul", {difference, difference}), operands.isChannelsFirst});
}

void sum(TfScope& scope)
{
    std::vector<std::optional<TensorId>> inputs;
    bool areAlike = true;
    for (std::size_t at = 0; at < scope.inputCount(); ++at)
        areAlike = areAlike && scope.input(at).isChannelsFirst == scope.input(0).isChannelsFirst;
    scope.beginPlain();
    for (std::size_t at = 0; at < scope.inputCount(); ++at)
        inputs.emplace_back(areAlike ? scope.input(at).id : scope.plain(at));
    if (inputs.empty())
        return scope.fail("adds nothing");
    const bool isChannelsFirst = areAlike && scope.input(0).isChannelsFirst;
    scope.setOutput({scope.add("Sum", std::move(inputs)), isChannelsFirst});
}

void choice(TfScope& scope)
{
    scope.beginPlain();
    const TensorId condition = scope.plain(0);
    const TensorId first = scope.plain(1);
    const TensorId second = scope.plain(2);
    scope.setOutput(scope.add("Where", {condition, first, second}));
}

void softmax(TfScope& scope)
{
    const TfFlow input = scope.input(0);
    const std::int64_t axis = input.isChannelsFirst ? 1 : -1;
    scope.beginPlain();
    scope.setOutput({scope.add(scope.type(), {input.id}, {{"axis", axis}}), input.isChannelsFirst});
}

constexpr TfOperator kElementwiseOperators[] = {
    {"Abs", unary, "Abs"},
    {"Acos", unary, "Acos"},
    {"Add", binary, "Add"},
    {"AddN", sum},
    {"AddV2", binary, "Add"},
    {"Asin", unary, "Asin"},
    {"Atan", unary, "Atan"},
    {"BiasAdd", addBias},
    {"BiasAddV1", addBias},
    {"Cast", keep},
    {"Ceil", unary, "Ceil"},
    {"CheckNumerics", keep},
    {"Cos", unary, "Cos"},
    {"Div", binary, "Div"},
    {"DivNoNan", binary, "Div"},
    {"Elu", unary, "Elu"},
    {"EnsureShape", keep},
    {"Equal", binary, "Equal"},
    {"Erf", unary, "Erf"},
    {"Exp", unary, "Exp"},
    {"Expm1", unary, "Exp"},
    {"Floor", unary, "Floor"},
    {"FloorDiv", binary, "Div"},
    {"FloorMod", binary, "Mod"},
    {"Greater", binary, "Greater"},
    {"GreaterEqual", binary, "GreaterOrEqual"},
    {"Identity", keep},
    {"IdentityN", keep},
    {"Inv", unary, "Reciprocal"},
    {"IsNan", unary, "IsNaN"},
    {"LeakyRelu", leakyRelu},
    {"Less", binary, "Less"},
    {"LessEqual", binary, "LessOrEqual"},
    {"Log", unary, "Log"},
    {"Log1p", unary, "Log"},
    {"LogSoftmax", softmax, "LogSoftmax"},
    {"LogicalAnd", binary, "And"},
    {"LogicalNot", unary, "Not"},
    {"LogicalOr", binary, "Or"},
    {"Maximum", binary, "Max"},
    {"Minimum", binary, "Min"},
    {"Mod", binary, "Mod"},
    {"Mul", binary, "Mul"},
    {"Neg", unary, "Neg"},
    {"NotEqual", notEqual},
    {"Pow", binary, "Pow"},
    {"PreventGradient", keep},
    {"ReadVariableOp", keep},
    {"RealDiv", binary, "Div"},
    {"Reciprocal", unary, "Reciprocal"},
    {"Relu", unary, "Relu"},
    {"Relu6", unary, "Clip"},
    {"Rint", unary, "Round"},
    {"Round", unary, "Round"},
    {"Rsqrt", squareRootBelow},
    {"Select", choice},
    {"SelectV2", choice},
    {"Selu", unary, "Selu"},
    {"Sigmoid", unary, "Sigmoid"},
    {"Sign", unary, "Sign"},
    {"Sin", unary, "Sin"},
    {"Snapshot", keep},
    {"Softmax", softmax, "Softmax"},
    {"Softplus", unary, "Softplus"},
    {"Softsign", unary, "Softsign"},
    {"Sqrt", unary, "Sqrt"},
    {"Square", square},
    {"SquaredDifference", squaredDifference},
    {"StopGradient", keep},
    {"Sub", binary, "Sub"},
    {"Tan", unary, "Tan"},
    {"Tanh", unary, "Tanh"},
    {"TruncateDiv", binary, "Div"},
};

} // namespace

std::span<const TfOperator> tfElementwiseOperators()
{
    return kElementwiseOperators;
}

} // namespace waferscope
