#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

RuleOutcome shapeOf(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const std::int64_t rank = scope.rank(0);
    const auto bound = [rank](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const std::int64_t start = bound(scope.integer("start", 0));
    const std::int64_t end = std::max(start, bound(scope.integer("end", rank)));
    std::vector<std::int64_t> extents(input.begin() + start, input.begin() + end);
    const Shape shape{end - start};
    scope.setOutput(0, TensorFacts{shape, std::move(extents), std::nullopt});
    return done();
}

RuleOutcome sizeOf(ShapeScope& scope)
{
    scope.setOutput(0, TensorFacts{{}, std::vector<std::int64_t>{elementCount(scope.shape(0))}, std::nullopt});
    return done();
}

/// `value` is the fill: a number of the attribute's own kind, a float zero when absent.
TensorFacts filled(const ShapeScope& scope, const Shape& shape)
{
    TensorFacts facts{shape, std::nullopt, std::nullopt};
    const auto found = scope.subject().attributes.find("value");
    if (!isSmall(shape) || found == scope.subject().attributes.end())
        return facts;
    const auto count = static_cast<std::size_t>(elementCount(shape));
    if (const auto* integer = std::get_if<std::int64_t>(&found->second))
        facts.integers.emplace(count, *integer);
    return facts;
}

RuleOutcome constantOfShape(ShapeScope& scope)
{
    const std::vector<std::int64_t>* extents = scope.integers(0);
    if (extents == nullptr)
        return unresolved("its shape is not known before the network runs");
    if (!checkedElementCount(*extents))
        return contradiction("its shape " + toText(*extents) + " is negative or far too large");
    scope.setOutput(0, filled(scope, *extents));
    return done();
}

/// What a Range of integers holds; nothing when a bound is out of range.
std::optional<TensorFacts> integerRange(std::int64_t start, std::int64_t limit, std::int64_t step)
{
    const auto sensible = [](std::int64_t bound) { return bound >= -kMostExtent && bound <= kMostExtent; };
    if (step == 0 || !sensible(start) || !sensible(limit) || !sensible(step))
        return std::nullopt;
    const std::int64_t count = step > 0 ? (limit - start + step - 1) / step : (start - limit - step - 1) / -step;
    TensorFacts facts;
    facts.shape = {std::max<std::int64_t>(0, count)};
    if (!isSmall(facts.shape))
        return facts;
    facts.integers.emplace();
    for (std::int64_t at = 0; at < facts.shape[0]; ++at)
        facts.integers->push_back(start + at * step);
    return facts;
}

std::optional<TensorFacts> realRange(double start, double limit, double step)
{
    const double count = std::ceil((limit - start) / step);
    if (!(count <= static_cast<double>(kMostExtent)))
        return std::nullopt;
    TensorFacts facts;
    facts.shape = {std::max<std::int64_t>(0, toInteger(count))};
    return facts;
}

RuleOutcome range(ShapeScope& scope)
{
    for (std::size_t input = 0; input < 3; ++input)
        if (elementCount(scope.shape(input)) != 1)
            return contradiction("start, limit and step must be single numbers");
    const auto* integers = scope.integers(0);
    const auto* reals = scope.reals(0);
    std::optional<TensorFacts> facts;
    if (integers != nullptr && scope.integers(1) != nullptr && scope.integers(2) != nullptr)
        facts = integerRange(integers->front(), scope.integers(1)->front(), scope.integers(2)->front());
    else if (reals != nullptr && scope.reals(1) != nullptr && scope.reals(2) != nullptr)
        facts = realRange(reals->front(), scope.reals(1)->front(), scope.reals(2)->front());
    else
        return unresolved("its start, limit and step are not known before the network runs");
    if (!facts)
        return contradiction("its start, limit or step is out of range");
    scope.setOutput(0, *std::move(facts));
    return done();
}

RuleOutcome randomOfShape(ShapeScope& scope)
{
    const auto shape = scope.integerList("shape");
    if (!shape || !checkedElementCount(*shape))
        return contradiction("its shape is missing, negative or far too large");
    scope.setOutput(0, Shape{*shape});
    return done();
}

RuleOutcome likeInput(ShapeScope& scope)
{
    scope.setOutput(0, scope.shape(0));
    return done();
}

constexpr NamedShapeRule kGeneratorsRules[] = {
    {"Shape", 1, shapeOf},
    {"Size", 1, sizeOf},
    {"ConstantOfShape", 1, constantOfShape},
    {"Range", 3, range},
    {"RandomNormal", 0, randomOfShape},
    {"RandomUniform", 0, randomOfShape},
    {"RandomNormalLike", 1, likeInput},
    {"RandomUniformLike", 1, likeInput},
    {"EyeLike", 1, likeInput},
};

} // namespace

std::span<const NamedShapeRule> generatorShapeRules()
{
    return kGeneratorsRules;
}

} // namespace waferscope
