#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

enum class ReducedAxes { Kept, Dropped };

Shape reduced(const Shape& input, const std::vector<std::size_t>& axes, ReducedAxes treatment)
{
    Shape shape;
    for (std::size_t axis = 0; axis < input.size(); ++axis) {
        if (std::find(axes.begin(), axes.end(), axis) == axes.end())
            shape.push_back(input[axis]);
        else if (treatment == ReducedAxes::Kept)
            shape.push_back(1);
    }
    return shape;
}

ReducedAxes reducedAxesOf(const ShapeScope& scope)
{
    return scope.integer("keepdims", 1) != 0 ? ReducedAxes::Kept : ReducedAxes::Dropped;
}

/// The reduced axes: all when none is named, unless noop_with_empty_axes says none.
std::vector<std::int64_t> namedAxes(const ShapeScope& scope)
{
    const auto named = scope.setting("axes", 1);
    if (named && !named->empty())
        return *named;
    if (scope.integer("noop_with_empty_axes", 0) != 0)
        return {};
    std::vector<std::int64_t> all(scope.shape(0).size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

RuleOutcome reduction(ShapeScope& scope)
{
    if (scope.has(1) && scope.integers(1) == nullptr && !scope.hasAttribute("axes") && elementCount(scope.shape(1)) > 0)
        return unresolved("its axes are not known before the network runs");
    const std::vector<std::int64_t> named = namedAxes(scope);
    const auto axes = normalisedAxes(named, scope.rank(0));
    if (!axes)
        return contradiction("its axes " + toText(named) + " are not all there");
    scope.setOutput(0, reduced(scope.shape(0), *axes, reducedAxesOf(scope)));
    return done();
}

/// The product of a shape's extents is shape arithmetic too.
RuleOutcome reduceProduct(ShapeScope& scope)
{
    RuleOutcome outcome = reduction(scope);
    const std::vector<std::int64_t>* values = scope.integers(0);
    if (outcome.kind != RuleOutcome::Kind::Done || values == nullptr || scope.rank(0) != 1)
        return outcome;
    std::int64_t product = 1;
    for (const std::int64_t value : *values)
        if (__builtin_mul_overflow(product, value, &product))
            return outcome;
    const std::optional<TensorFacts>& facts = scope.outputs().front();
    if (facts && elementCount(facts->shape) == 1)
        scope.setOutput(0, TensorFacts{facts->shape, std::vector<std::int64_t>{product}, std::nullopt});
    return outcome;
}

RuleOutcome argument(ShapeScope& scope)
{
    const auto axis = normalisedAxis(scope.integer("axis", 0), scope.rank(0));
    if (!axis)
        return contradiction("it has no axis " + std::to_string(scope.integer("axis", 0)));
    scope.setOutput(0, reduced(scope.shape(0), {*axis}, reducedAxesOf(scope)));
    return done();
}

/// The loss of a batch, or of each sample.
RuleOutcome loss(ShapeScope& scope)
{
    const bool each = scope.text("reduction", "mean") == "none";
    scope.setOutput(0, each ? scope.shape(1) : Shape{});
    scope.setOutput(1, scope.shape(0)); // SoftmaxCrossEntropyLoss: log probabilities
    return done();
}

/// The determinant of every matrix.
RuleOutcome determinant(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    if (input.size() < 2 || input[input.size() - 1] != input[input.size() - 2])
        return contradiction("its last two axes must be equally long");
    scope.setOutput(0, Shape(input.begin(), input.end() - 2));
    return done();
}

RuleOutcome singleNumber(ShapeScope& scope)
{
    scope.setOutput(0, Shape{});
    return done();
}

/// DynamicQuantizeLinear: the numbers, one scale and one zero point.
RuleOutcome dynamicQuantization(ShapeScope& scope)
{
    scope.setOutput(0, scope.shape(0));
    scope.setOutput(1, Shape{});
    scope.setOutput(2, Shape{});
    return done();
}

constexpr NamedShapeRule kReductionRules[] = {
    {"Det", 1, determinant},
    {"SequenceLength", 1, singleNumber},
    {"DynamicQuantizeLinear", 1, dynamicQuantization},
    {"ReduceL1", 1, reduction},
    {"ReduceL2", 1, reduction},
    {"ReduceLogSum", 1, reduction},
    {"ReduceLogSumExp", 1, reduction},
    {"ReduceMax", 1, reduction},
    {"ReduceMean", 1, reduction},
    {"ReduceMin", 1, reduction},
    {"ReduceProd", 1, reduceProduct},
    {"ReduceSum", 1, reduction},
    {"ReduceSumSquare", 1, reduction},
    {"ArgMax", 1, argument},
    {"ArgMin", 1, argument},
    {"SoftmaxCrossEntropyLoss", 2, loss},
    {"NegativeLogLikelihoodLoss", 2, loss},
};

} // namespace

std::span<const NamedShapeRule> reductionShapeRules()
{
    return kReductionRules;
}

} // namespace waferscope
