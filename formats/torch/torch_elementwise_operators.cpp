#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

void unary(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add(scope.type(), {self}));
}

/// What only passes numbers on, or copies them, or changes their type.
void keep(TorchScope& scope)
{
    const TensorId self = scope.tensor(scope.has("self") ? "self" : "input");
    scope.beginView();
    scope.setOutput(scope.add(scope.type(), {self}));
}

void dropout(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const bool isTraining = scope.says("train", false);
    if (isTraining)
        scope.begin(LayerKind::Pointwise);
    else
        scope.beginView();
    for (const TensorId id : scope.builder().addSeveral(isTraining ? "Dropout" : "Identity", {input}, {},
                                                        isTraining ? scope.outputCount() : 1))
        scope.addOutput(id);
}

void activationWithSlope(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add(scope.type(), {self}, {{"alpha", scope.real("negative_slope", 0.01)}}));
}

void parametricRelu(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    TensorId weight = scope.tensor("weight");
    const std::size_t axes = scope.rank("self");
    scope.begin(LayerKind::Pointwise);
    if (axes > 2 && scope.rank("weight") == 1) { // one number a channel, at axis 1
        std::vector<std::int64_t> behind;
        for (std::size_t axis = 2; axis < axes; ++axis)
            behind.push_back(static_cast<std::int64_t>(axis) - 1);
        weight = scope.add("Unsqueeze", {weight, scope.integersOf("axes", std::move(behind))});
    }
    scope.setOutput(scope.add("PRelu", {self, weight}));
}

/// x sigmoid(x).
void silu(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Mul", {self, scope.add("Sigmoid", {self})}));
}

void glu(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    const std::vector<TensorId> halves =
        scope.builder().addSeveral("Split", {self}, {{"axis", scope.integer("dim", -1)}}, 2);
    scope.setOutput(scope.add("Mul", {halves[0], scope.add("Sigmoid", {halves[1]})}));
}

/// 1 / sqrt(x), log sigmoid(x), not equal ...: one function behind another.
template <char const* kFirst, char const* kSecond>
void unaryChain(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add(kSecond, {scope.add(kFirst, {self})}));
}

/// Shapes are followed through whole numbers, so that their division is one of whole numbers.
void binary(TorchScope& scope)
{
    const TensorId self = scope.operand("self");
    TensorId other = scope.operand("other");
    scope.begin(LayerKind::Pointwise);
    if (scope.has("alpha") && scope.real("alpha", 1.0) != 1.0)
        other = scope.add("Mul", {other, scope.operand("alpha")});
    scope.setOutput(scope.add(scope.type(), {self, other}));
}

void subtractedFrom(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId other = scope.operand("other");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Sub", {other, self}));
}

void power(TorchScope& scope)
{
    const TensorId self = scope.operand("self");
    const TensorId exponent = scope.operand("exponent");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Pow", {self, exponent}));
}

void notEqual(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId other = scope.operand("other");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Not", {scope.add("Equal", {self, other})}));
}

/// addcmul and addcdiv.
void combinedAdd(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId first = scope.tensor("tensor1");
    const TensorId second = scope.tensor("tensor2");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Add", {self, scope.add(scope.type(), {first, second})}));
}

void choice(TorchScope& scope)
{
    if (!scope.has("self")) // the places where the condition holds: as many as there are
        return scope.passOn();
    const TensorId condition = scope.tensor("condition");
    const TensorId self = scope.operand("self");
    const TensorId other = scope.operand("other");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Where", {condition, self, other}));
}

void maskedFill(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId mask = scope.tensor("mask");
    const TensorId value = scope.operand("value");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("Where", {mask, value, self}));
}

void softmax(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add(scope.type(), {self}, {{"axis", scope.integer("dim", -1)}}));
}

void meanError(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId target = scope.tensor("target");
    scope.begin(LayerKind::Loss);
    const TensorId difference = scope.add("Sub", {self, target});
    TensorId error =
        scope.type() == "Abs" ? scope.add("Abs", {difference}) : scope.add("Mul", {difference, difference});
    constexpr std::int64_t kNone = 0; // of Reduction
    if (scope.integer("reduction", 1) != kNone)
        error = scope.add("ReduceMean", {error}, {{"keepdims", std::int64_t{0}}});
    scope.setOutput(error);
}

constexpr char kSqrt[] = "Sqrt";
constexpr char kReciprocal[] = "Reciprocal";
constexpr char kSigmoid[] = "Sigmoid";
constexpr char kLog[] = "Log";

constexpr TorchOperator kElementwiseOperators[] = {
    {"_conj", keep, "Identity"},
    {"_log_softmax", softmax, "LogSoftmax"},
    {"_safe_softmax", softmax, "Softmax"},
    {"_softmax", softmax, "Softmax"},
    {"_to_copy", keep, "Identity"},
    {"abs", unary, "Abs"},
    {"absolute", unary, "Abs"},
    {"acos", unary, "Acos"},
    {"acosh", unary, "Acosh"},
    {"add", binary, "Add"},
    {"addcdiv", combinedAdd, "Div"},
    {"addcmul", combinedAdd, "Mul"},
    {"alias", keep, "Identity"},
    {"alpha_dropout", dropout},
    {"asin", unary, "Asin"},
    {"asinh", unary, "Asinh"},
    {"atan", unary, "Atan"},
    {"atanh", unary, "Atanh"},
    {"bernoulli", unary, "Bernoulli"},
    {"bitwise_and", binary, "BitwiseAnd"},
    {"bitwise_not", unary, "BitwiseNot"},
    {"bitwise_or", binary, "BitwiseOr"},
    {"bitwise_xor", binary, "BitwiseXor"},
    {"ceil", unary, "Ceil"},
    {"celu", unary, "Celu"},
    {"clamp", unary, "Clip"},
    {"clamp_max", unary, "Clip"},
    {"clamp_min", unary, "Clip"},
    {"clip", unary, "Clip"},
    {"clone", keep, "Identity"},
    {"contiguous", keep, "Identity"},
    {"cos", unary, "Cos"},
    {"cosh", unary, "Cosh"},
    {"detach", keep, "Identity"},
    {"detach_copy", keep, "Identity"},
    {"div", binary, "Div"},
    {"dropout", dropout},
    {"elu", unary, "Elu"},
    {"eq", binary, "Equal"},
    {"erf", unary, "Erf"},
    {"exp", unary, "Exp"},
    {"expm1", unary, "Exp"},
    {"feature_dropout", dropout},
    {"floor", unary, "Floor"},
    {"floor_divide", binary, "Div"},
    {"fmod", binary, "Mod"},
    {"ge", binary, "GreaterOrEqual"},
    {"gelu", unary, "Gelu"},
    {"glu", glu},
    {"gt", binary, "Greater"},
    {"hardsigmoid", unary, "HardSigmoid"},
    {"hardswish", unary, "HardSwish"},
    {"hardtanh", unary, "Clip"},
    {"isinf", unary, "IsInf"},
    {"isnan", unary, "IsNaN"},
    {"l1_loss", meanError, "Abs"},
    {"le", binary, "LessOrEqual"},
    {"leaky_relu", activationWithSlope, "LeakyRelu"},
    {"lift_fresh", keep, "Identity"},
    {"lift_fresh_copy", keep, "Identity"},
    {"log", unary, "Log"},
    {"log10", unary, "Log"},
    {"log1p", unary, "Log"},
    {"log2", unary, "Log"},
    {"log_sigmoid", unaryChain<kSigmoid, kLog>},
    {"log_softmax", softmax, "LogSoftmax"},
    {"logical_and", binary, "And"},
    {"logical_not", unary, "Not"},
    {"logical_or", binary, "Or"},
    {"logical_xor", binary, "Xor"},
    {"lt", binary, "Less"},
    {"masked_fill", maskedFill},
    {"maximum", binary, "Max"},
    {"minimum", binary, "Min"},
    {"mish", unary, "Mish"},
    {"mse_loss", meanError, "Mul"},
    {"mul", binary, "Mul"},
    {"native_dropout", dropout},
    {"ne", notEqual},
    {"neg", unary, "Neg"},
    {"pow", power},
    {"prelu", parametricRelu},
    {"_prelu_kernel", parametricRelu},
    {"reciprocal", unary, "Reciprocal"},
    {"relu", unary, "Relu"},
    {"relu6", unary, "Clip"},
    {"remainder", binary, "Mod"},
    {"round", unary, "Round"},
    {"rsqrt", unaryChain<kSqrt, kReciprocal>},
    {"rsub", subtractedFrom},
    {"selu", unary, "Selu"},
    {"sigmoid", unary, "Sigmoid"},
    {"sign", unary, "Sign"},
    {"silu", silu},
    {"sin", unary, "Sin"},
    {"sinh", unary, "Sinh"},
    {"softmax", softmax, "Softmax"},
    {"softplus", unary, "Softplus"},
    {"sqrt", unary, "Sqrt"},
    {"sub", binary, "Sub"},
    {"tan", unary, "Tan"},
    {"tanh", unary, "Tanh"},
    {"to", keep, "Identity"},
    {"tril", unary, "Trilu"},
    {"triu", unary, "Trilu"},
    {"true_divide", binary, "Div"},
    {"trunc", unary, "Floor"},
    {"type_as", keep, "Identity"},
    {"where", choice},
};

} // namespace

std::span<const TorchOperator> torchElementwiseOperators()
{
    return kElementwiseOperators;
}

} // namespace waferscope
