#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// The same elements in the same order under another shape.
void setReshaped(ShapeScope& scope, Shape shape)
{
    TensorFacts facts = scope.facts(0);
    facts.shape = std::move(shape);
    scope.setOutput(0, std::move(facts));
}

enum class Zero { CopiesTheInput, IsAnExtent };

/// Replaces 0 by the input's extent and -1 by what is left; nothing when that cannot be.
std::optional<Shape> resolveReshape(const Shape& input, Shape target, Zero zero)
{
    std::int64_t known = 1;
    std::optional<std::size_t> open;
    for (std::size_t axis = 0; axis < target.size(); ++axis) {
        if (target[axis] == 0 && zero == Zero::CopiesTheInput) {
            if (axis >= input.size())
                return std::nullopt;
            target[axis] = input[axis];
        }
        if (target[axis] == -1 && !open)
            open = axis;
        else if (target[axis] < 0 || __builtin_mul_overflow(known, target[axis], &known))
            return std::nullopt;
    }
    const std::int64_t total = elementCount(input);
    if (open) {
        if (known == 0 || total % known != 0)
            return std::nullopt;
        target[*open] = total / known;
        known = total;
    }
    return known == total ? std::optional{std::move(target)} : std::nullopt;
}

RuleOutcome reshape(ShapeScope& scope)
{
    const auto target = scope.setting("shape", 1);
    if (!target)
        return unresolved("the shape that it asks for is not known before the network runs");
    const Zero zero = scope.integer("allowzero", 0) != 0 ? Zero::IsAnExtent : Zero::CopiesTheInput;
    std::optional<Shape> shape = resolveReshape(scope.shape(0), *target, zero);
    if (!shape)
        return contradiction("the shape " + toText(*target) + " that it asks for does not hold as many elements");
    setReshaped(scope, std::move(*shape));
    return done();
}

RuleOutcome flatten(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const std::int64_t axis = scope.integer("axis", 1);
    const std::int64_t rank = scope.rank(0);
    if (axis < -rank || axis > rank)
        return contradiction("it has no axis " + std::to_string(axis));
    const auto middle = input.begin() + static_cast<std::ptrdiff_t>(axis < 0 ? axis + rank : axis);
    const Shape outer(input.begin(), middle);
    const Shape inner(middle, input.end());
    const auto rows = checkedElementCount(outer);
    const auto columns = checkedElementCount(inner);
    if (!rows || !columns)
        return contradiction("it has too many elements");
    setReshaped(scope, Shape{*rows, *columns});
    return done();
}

RuleOutcome squeeze(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const auto named = scope.setting("axes", 1);
    if (!named && scope.has(1))
        return unresolved("its axes are not known before the network runs");
    const auto axes = normalisedAxes(named.value_or(std::vector<std::int64_t>{}), scope.rank(0));
    if (!axes)
        return contradiction("its axes " + toText(*named) + " are not all there");
    Shape shape;
    for (std::size_t axis = 0; axis < input.size(); ++axis) {
        const bool isNamed = std::find(axes->begin(), axes->end(), axis) != axes->end();
        if (isNamed && input[axis] != 1)
            return contradiction("axis " + std::to_string(axis) + " is not 1 long");
        if (!isNamed && (named || input[axis] != 1))
            shape.push_back(input[axis]);
    }
    setReshaped(scope, std::move(shape));
    return done();
}

RuleOutcome unsqueeze(ShapeScope& scope)
{
    const auto named = scope.setting("axes", 1);
    if (!named)
        return unresolved("its axes are not known before the network runs");
    const auto axes = normalisedAxes(*named, scope.rank(0) + static_cast<std::int64_t>(named->size()));
    if (!axes)
        return contradiction("its axes " + toText(*named) + " do not make a shape");
    Shape shape;
    auto next = scope.shape(0).begin();
    for (std::size_t axis = 0; axis < scope.shape(0).size() + axes->size(); ++axis)
        shape.push_back(std::find(axes->begin(), axes->end(), axis) != axes->end() ? 1 : *next++);
    setReshaped(scope, std::move(shape));
    return done();
}

RuleOutcome transpose(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    std::vector<std::int64_t> order(input.size());
    std::iota(order.rbegin(), order.rend(), 0);
    order = scope.integerList("perm").value_or(order);
    const auto axes = normalisedAxes(order, scope.rank(0));
    if (!axes || axes->size() != input.size())
        return contradiction("its order of axes " + toText(order) + " is not one of " + std::to_string(input.size()));
    Shape shape;
    for (const std::size_t axis : *axes)
        shape.push_back(input[axis]);
    if (!hasValues(scope.facts(0))) {
        scope.setOutput(0, std::move(shape));
        return done();
    }
    const std::vector<std::int64_t> apart = stridesOf(input);
    std::vector<std::int64_t> strides;
    for (const std::size_t axis : *axes)
        strides.push_back(apart[axis]);
    scope.setOutput(0, pick(scope.facts(0), shape, stridedPositions(shape, 0, strides)));
    return done();
}

RuleOutcome expand(ShapeScope& scope)
{
    const std::vector<std::int64_t>* target = scope.integers(1);
    if (target == nullptr)
        return unresolved("the shape that it asks for is not known before the network runs");
    const std::optional<Shape> shape = broadcast(scope.shape(0), *target);
    if (!shape || !checkedElementCount(*shape))
        return contradiction("its input does not broadcast to " + toText(*target));
    if (!hasValues(scope.facts(0)) || !isSmall(*shape)) {
        scope.setOutput(0, *shape);
        return done();
    }
    std::vector<std::size_t> positions;
    for (std::size_t flat = 0; flat < static_cast<std::size_t>(elementCount(*shape)); ++flat)
        positions.push_back(broadcastSource(*shape, scope.shape(0), flat));
    scope.setOutput(0, pick(scope.facts(0), *shape, positions));
    return done();
}

RuleOutcome tile(ShapeScope& scope)
{
    const std::vector<std::int64_t>* repeats = scope.integers(1);
    if (repeats == nullptr)
        return unresolved("its repeats are not known before the network runs");
    if (repeats->size() != scope.shape(0).size())
        return contradiction("it must have one repeat for each axis");
    Shape shape = scope.shape(0);
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
        if ((*repeats)[axis] < 0 || __builtin_mul_overflow(shape[axis], (*repeats)[axis], &shape[axis]))
            return contradiction("its repeats " + toText(*repeats) + " do not make a shape");
    scope.setOutput(0, std::move(shape));
    return done();
}

RuleOutcome depthToSpace(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const std::int64_t block = scope.integer("blocksize", 0);
    if (input.size() != 4 || block < 1 || block > 65536 || input[1] % (block * block) != 0)
        return contradiction("its channels do not divide into blocks of " + std::to_string(block));
    scope.setOutput(0, Shape{input[0], input[1] / (block * block), input[2] * block, input[3] * block});
    return done();
}

RuleOutcome spaceToDepth(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const std::int64_t block = scope.integer("blocksize", 0);
    if (input.size() != 4 || block < 1 || block > 65536 || input[2] % block != 0 || input[3] % block != 0)
        return contradiction("its picture does not divide into blocks of " + std::to_string(block));
    scope.setOutput(0, Shape{input[0], input[1] * block * block, input[2] / block, input[3] / block});
    return done();
}

RuleOutcome pad(ShapeScope& scope)
{
    std::optional<std::vector<std::int64_t>> pads = scope.setting("pads", 1);
    if (!pads)
        pads = scope.integerList("paddings"); // the name in version 1
    if (!pads)
        return unresolved("its pads are not known before the network runs");
    Shape shape = scope.shape(0);
    std::vector<std::int64_t> all(shape.size());
    std::iota(all.begin(), all.end(), 0);
    const std::vector<std::int64_t>* chosen = scope.integers(3);
    const auto axes = normalisedAxes(chosen != nullptr ? *chosen : all, scope.rank(0));
    if (!axes || pads->size() != 2 * axes->size())
        return contradiction("it must have two pads for each axis");
    for (std::size_t at = 0; at < axes->size(); ++at) {
        std::int64_t& extent = shape[(*axes)[at]];
        if (__builtin_add_overflow(extent, (*pads)[at], &extent)
            || __builtin_add_overflow(extent, (*pads)[at + axes->size()], &extent) || extent < 0)
            return contradiction("its pads " + toText(*pads) + " do not make a shape");
    }
    scope.setOutput(0, std::move(shape));
    return done();
}

constexpr NamedShapeRule kLayoutRules[] = {
    {"Reshape", 1, reshape},
    {"Flatten", 1, flatten},
    {"Squeeze", 1, squeeze},
    {"Unsqueeze", 1, unsqueeze},
    {"Transpose", 1, transpose},
    {"Expand", 2, expand},
    {"Tile", 2, tile},
    {"DepthToSpace", 1, depthToSpace},
    {"SpaceToDepth", 1, spaceToDepth},
    {"Pad", 1, pad},
};

} // namespace

std::span<const NamedShapeRule> layoutShapeRules()
{
    return kLayoutRules;
}

} // namespace waferscope
