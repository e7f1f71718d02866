#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <cmath>
#include <limits>

namespace waferscope {

namespace {

template <typename Value>
using Maybe = std::optional<Value>;

Maybe<std::int64_t> plus(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    return __builtin_add_overflow(a, b, &result) ? std::nullopt : Maybe<std::int64_t>{result};
}

Maybe<std::int64_t> minus(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    return __builtin_sub_overflow(a, b, &result) ? std::nullopt : Maybe<std::int64_t>{result};
}

Maybe<std::int64_t> times(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::nullopt : Maybe<std::int64_t>{result};
}

bool divides(std::int64_t a, std::int64_t b)
{
    return b != 0 && !(b == -1 && a == std::numeric_limits<std::int64_t>::min());
}

Maybe<std::int64_t> over(std::int64_t a, std::int64_t b)
{
    return divides(a, b) ? Maybe<std::int64_t>{a / b} : std::nullopt;
}

Maybe<std::int64_t> remainder(std::int64_t a, std::int64_t b)
{
    if (!divides(a, b))
        return std::nullopt;
    const std::int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest; // the sign of the divisor, as in Python
}

constexpr BinaryFunction kAdd{plus, [](double a, double b) { return Maybe<double>{a + b}; }, false};
constexpr BinaryFunction kSub{minus, [](double a, double b) { return Maybe<double>{a - b}; }, false};
constexpr BinaryFunction kMul{times, [](double a, double b) { return Maybe<double>{a * b}; }, false};
constexpr BinaryFunction kDiv{over, [](double a, double b) { return b == 0.0 ? std::nullopt : Maybe<double>{a / b}; },
                              false};
constexpr BinaryFunction kMod{remainder, nullptr, false};
constexpr BinaryFunction kMin{[](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{std::min(a, b)}; },
                              [](double a, double b) { return Maybe<double>{std::min(a, b)}; }, false};
constexpr BinaryFunction kMax{[](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{std::max(a, b)}; },
                              [](double a, double b) { return Maybe<double>{std::max(a, b)}; }, false};
constexpr BinaryFunction kEqual{[](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a == b ? 1 : 0}; },
                                [](double a, double b) { return Maybe<double>{a == b ? 1.0 : 0.0}; }, true};
constexpr BinaryFunction kLess{[](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a < b ? 1 : 0}; },
                               [](double a, double b) { return Maybe<double>{a < b ? 1.0 : 0.0}; }, true};
constexpr BinaryFunction kLessOrEqual{
    [](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a <= b ? 1 : 0}; },
    [](double a, double b) { return Maybe<double>{a <= b ? 1.0 : 0.0}; }, true};
constexpr BinaryFunction kGreater{[](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a > b ? 1 : 0}; },
                                  [](double a, double b) { return Maybe<double>{a > b ? 1.0 : 0.0}; }, true};
constexpr BinaryFunction kGreaterOrEqual{
    [](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a >= b ? 1 : 0}; },
    [](double a, double b) { return Maybe<double>{a >= b ? 1.0 : 0.0}; }, true};
constexpr BinaryFunction kAnd{
    [](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a != 0 && b != 0 ? 1 : 0}; }, nullptr, false};
constexpr BinaryFunction kOr{
    [](std::int64_t a, std::int64_t b) { return Maybe<std::int64_t>{a != 0 || b != 0 ? 1 : 0}; }, nullptr, false};
constexpr BinaryFunction kUnknown{};

/// Versions before 7 align the second operand at an axis of the first: its shape is padded with ones behind.
std::optional<Shape> alignedSecond(const ShapeScope& scope)
{
    Shape second = scope.shape(1);
    if (!scope.hasAttribute("axis") || second.size() > scope.shape(0).size())
        return second;
    const auto axis = normalisedAxis(scope.integer("axis", 0), scope.rank(0));
    if (!axis || *axis + second.size() > scope.shape(0).size())
        return std::nullopt;
    second.resize(scope.shape(0).size() - *axis, 1);
    return second;
}

template <const BinaryFunction& kFunction>
RuleOutcome binary(ShapeScope& scope)
{
    const std::optional<Shape> second = alignedSecond(scope);
    const std::optional<Shape> shape = second ? broadcast(scope.shape(0), *second) : std::nullopt;
    if (!shape)
        return contradiction("they do not broadcast to one shape");
    TensorFacts aligned = scope.facts(1);
    aligned.shape = *second;
    scope.setOutput(0, apply(kFunction, scope.facts(0), aligned, *shape));
    return done();
}

/// Any number of inputs: Sum, Max, Min, Mean.
template <const BinaryFunction& kFunction>
RuleOutcome variadic(ShapeScope& scope)
{
    TensorFacts result = scope.facts(0);
    for (std::size_t input = 1; input < scope.inputCount(); ++input) {
        if (!scope.has(input))
            continue;
        const std::optional<Shape> shape = broadcast(result.shape, scope.shape(input));
        if (!shape)
            return contradiction("they do not broadcast to one shape");
        result = apply(kFunction, result, scope.facts(input), *shape);
    }
    scope.setOutput(0, std::move(result));
    return done();
}

RuleOutcome mean(ShapeScope& scope)
{
    return variadic<kUnknown>(scope);
}

constexpr UnaryFunction kKeep{[](std::int64_t a) { return Maybe<std::int64_t>{a}; },
                              [](double a) { return Maybe<double>{a}; }};
constexpr UnaryFunction kNegate{[](std::int64_t a) { return minus(0, a); }, [](double a) { return Maybe<double>{-a}; }};
constexpr UnaryFunction kAbsolute{[](std::int64_t a) { return a < 0 ? minus(0, a) : Maybe<std::int64_t>{a}; },
                                  [](double a) { return Maybe<double>{std::fabs(a)}; }};
constexpr UnaryFunction kFloor{nullptr, [](double a) { return Maybe<double>{std::floor(a)}; }};
constexpr UnaryFunction kCeil{nullptr, [](double a) { return Maybe<double>{std::ceil(a)}; }};
constexpr UnaryFunction kRound{nullptr, [](double a) { return Maybe<double>{std::nearbyint(a)}; }};
constexpr UnaryFunction kSquareRoot{nullptr,
                                    [](double a) { return a < 0.0 ? std::nullopt : Maybe<double>{std::sqrt(a)}; }};
constexpr UnaryFunction kNot{[](std::int64_t a) { return Maybe<std::int64_t>{a == 0 ? 1 : 0}; }, nullptr};
constexpr UnaryFunction kNothing{};

template <const UnaryFunction& kFunction>
RuleOutcome unary(ShapeScope& scope)
{
    scope.setOutput(0, apply(kFunction, scope.facts(0)));
    return done();
}

RuleOutcome sameShape(ShapeScope& scope)
{
    return unary<kNothing>(scope);
}

/// A mask or a second output of the first input's shape: Dropout.
RuleOutcome sameShapeTwice(ShapeScope& scope)
{
    scope.setOutput(0, scope.facts(0).shape);
    scope.setOutput(1, scope.facts(0).shape);
    return done();
}

/// ONNX's numbers of element types that hold reals.
bool namesReals(std::int64_t elementType)
{
    return elementType == 1 || elementType == 10 || elementType == 11 || elementType == 16;
}

RuleOutcome cast(ShapeScope& scope)
{
    TensorFacts facts = scope.facts(0);
    const bool toReals = namesReals(scope.integer("to", 1));
    if (toReals && facts.integers) {
        facts.reals.emplace(facts.integers->begin(), facts.integers->end());
        facts.integers.reset();
    } else if (!toReals && facts.reals) {
        facts.integers.emplace();
        for (const double value : *facts.reals)
            facts.integers->push_back(toInteger(value));
        facts.reals.reset();
    }
    scope.setOutput(0, std::move(facts));
    return done();
}

/// Values of Where's result: `condition` picks between the others, all broadcast to `shape`.
TensorFacts choose(const ShapeScope& scope, const Shape& shape)
{
    TensorFacts result{shape, std::nullopt, std::nullopt};
    const auto* condition = scope.integers(0);
    const auto* yes = scope.integers(1);
    const auto* no = scope.integers(2);
    if (condition == nullptr || yes == nullptr || no == nullptr || !isSmall(shape))
        return result;
    result.integers.emplace();
    for (std::size_t flat = 0; flat < static_cast<std::size_t>(elementCount(shape)); ++flat) {
        const bool first = (*condition)[broadcastSource(shape, scope.shape(0), flat)] != 0;
        result.integers->push_back(first ? (*yes)[broadcastSource(shape, scope.shape(1), flat)]
                                         : (*no)[broadcastSource(shape, scope.shape(2), flat)]);
    }
    return result;
}

RuleOutcome where(ShapeScope& scope)
{
    const std::optional<Shape> values = broadcast(scope.shape(1), scope.shape(2));
    const std::optional<Shape> shape = values ? broadcast(*values, scope.shape(0)) : std::nullopt;
    if (!shape)
        return contradiction("they do not broadcast to one shape");
    scope.setOutput(0, choose(scope, *shape));
    return done();
}

RuleOutcome parametricRelu(ShapeScope& scope)
{
    // Older files give one slope per channel without trailing axes: the shape is the input's either way.
    scope.setOutput(0, scope.facts(0).shape);
    return done();
}

constexpr NamedShapeRule kElementwiseRules[] = {
    {"Add", 2, binary<kAdd>},
    {"Sub", 2, binary<kSub>},
    {"Mul", 2, binary<kMul>},
    {"Div", 2, binary<kDiv>},
    {"Mod", 2, binary<kMod>},
    {"Pow", 2, binary<kUnknown>},
    {"Equal", 2, binary<kEqual>},
    {"Less", 2, binary<kLess>},
    {"LessOrEqual", 2, binary<kLessOrEqual>},
    {"Greater", 2, binary<kGreater>},
    {"GreaterOrEqual", 2, binary<kGreaterOrEqual>},
    {"And", 2, binary<kAnd>},
    {"Or", 2, binary<kOr>},
    {"Xor", 2, binary<kUnknown>},
    {"BitShift", 2, binary<kUnknown>},
    {"BitwiseAnd", 2, binary<kUnknown>},
    {"BitwiseOr", 2, binary<kUnknown>},
    {"BitwiseXor", 2, binary<kUnknown>},
    {"com.microsoft.BiasGelu", 2, binary<kUnknown>},
    {"Sum", 1, variadic<kAdd>},
    {"Max", 1, variadic<kMax>},
    {"Min", 1, variadic<kMin>},
    {"Mean", 1, mean},
    {"Where", 3, where},
    {"Cast", 1, cast},
    {"CastLike", 2, sameShape},
    {"Identity", 1, unary<kKeep>},
    {"Neg", 1, unary<kNegate>},
    {"Abs", 1, unary<kAbsolute>},
    {"Floor", 1, unary<kFloor>},
    {"Ceil", 1, unary<kCeil>},
    {"Round", 1, unary<kRound>},
    {"Sqrt", 1, unary<kSquareRoot>},
    {"Not", 1, unary<kNot>},
    {"Dropout", 1, sameShapeTwice},
    {"PRelu", 2, parametricRelu},
};

constexpr std::string_view kSameShape[] = {"Acos",
                                           "Acosh",
                                           "Asin",
                                           "Asinh",
                                           "Atan",
                                           "Atanh",
                                           "BitwiseNot",
                                           "Celu",
                                           "Clip",
                                           "Cos",
                                           "Cosh",
                                           "CumSum",
                                           "DequantizeLinear",
                                           "Elu",
                                           "Erf",
                                           "Exp",
                                           "FastGelu",
                                           "Gelu",
                                           "HardSigmoid",
                                           "HardSwish",
                                           "Hardmax",
                                           "IsInf",
                                           "IsNaN",
                                           "LRN",
                                           "LeakyRelu",
                                           "Log",
                                           "LogSoftmax",
                                           "Mish",
                                           "QuantizeLinear",
                                           "Reciprocal",
                                           "Relu",
                                           "RotaryEmbedding",
                                           "ReverseSequence",
                                           "Selu",
                                           "Shrink",
                                           "Sigmoid",
                                           "Sign",
                                           "Sin",
                                           "Sinh",
                                           "Softmax",
                                           "Softplus",
                                           "Softsign",
                                           "Stored",
                                           "Tan",
                                           "Tanh",
                                           "ThresholdedRelu",
                                           "Trilu",
                                           "com.microsoft.Gelu",
                                           "com.microsoft.FastGelu",
                                           "com.microsoft.QuickGelu",
                                           "com.microsoft.RotaryEmbedding",
                                           "ParametricSoftplus",
                                           "ImageScaler",
                                           "ScaledTanh",
                                           "Affine",
                                           "Scale",
                                           "ai.onnx.ml.Binarizer",
                                           "ai.onnx.ml.Scaler",
                                           "ai.onnx.ml.Normalizer",
                                           "Scatter",
                                           "ScatterElements",
                                           "ScatterND",
                                           "Bernoulli"};

std::vector<NamedShapeRule> allRules()
{
    std::vector<NamedShapeRule> rules(std::begin(kElementwiseRules), std::end(kElementwiseRules));
    for (const std::string_view type : kSameShape)
        rules.push_back({type, 1, sameShape});
    return rules;
}

} // namespace

std::span<const NamedShapeRule> elementwiseShapeRules()
{
    static const std::vector<NamedShapeRule> rules = allRules();
    return rules;
}

} // namespace waferscope
