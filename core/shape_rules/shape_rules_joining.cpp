#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <numeric>

namespace waferscope {

namespace {

/// Values of a concatenation along axis 0 of vectors: what shape arithmetic does.
void joinValues(const ShapeScope& scope, TensorFacts& result)
{
    std::vector<std::int64_t> integers;
    std::vector<double> reals;
    for (std::size_t input = 0; input < scope.inputCount(); ++input) {
        if (const auto* values = scope.integers(input))
            integers.insert(integers.end(), values->begin(), values->end());
        if (const auto* values = scope.reals(input))
            reals.insert(reals.end(), values->begin(), values->end());
    }
    const auto count = static_cast<std::size_t>(result.shape[0]);
    if (integers.size() == count)
        result.integers = std::move(integers);
    else if (reals.size() == count)
        result.reals = std::move(reals);
}

RuleOutcome concatenation(ShapeScope& scope)
{
    const std::int64_t named = scope.integer("axis", 1);
    const auto axis = normalisedAxis(named, scope.rank(0));
    if (!axis)
        return contradiction("they have no axis " + std::to_string(named));
    TensorFacts result{scope.shape(0), std::nullopt, std::nullopt};
    for (std::size_t input = 1; input < scope.inputCount(); ++input) {
        if (!scope.has(input))
            return contradiction("an input is missing");
        Shape expected = scope.shape(input);
        if (expected.size() != result.shape.size())
            return contradiction("they have different numbers of axes");
        const std::int64_t extent = expected[*axis];
        expected[*axis] = result.shape[*axis];
        if (expected != result.shape)
            return contradiction("they differ on another axis than " + std::to_string(*axis));
        if (extent > kMostExtent - result.shape[*axis])
            return contradiction("together they are too long");
        result.shape[*axis] += extent;
    }
    if (result.shape.size() == 1 && isSmall(result.shape))
        joinValues(scope, result);
    scope.setOutput(0, std::move(result));
    return done();
}

/// The lengths that a split asks for: stated, or as even as they come.
std::vector<std::int64_t> partLengths(const ShapeScope& scope, std::int64_t extent)
{
    if (const auto stated = scope.setting("split", 1))
        return *stated;
    const auto parts = static_cast<std::int64_t>(scope.outputCount());
    if (parts == 0)
        return {};
    const std::int64_t each = (extent + parts - 1) / parts;
    std::vector<std::int64_t> lengths;
    for (std::int64_t part = 0; part < parts; ++part)
        lengths.push_back(std::max<std::int64_t>(0, std::min(each, extent - part * each)));
    return lengths;
}

void setPart(ShapeScope& scope, std::size_t output, std::size_t axis, std::int64_t start, std::int64_t length)
{
    Shape shape = scope.shape(0);
    shape[axis] = length;
    if (shape.size() != 1 || !isSmall(shape) || !hasValues(scope.facts(0))) {
        scope.setOutput(output, std::move(shape));
        return;
    }
    std::vector<std::size_t> positions(static_cast<std::size_t>(length));
    std::iota(positions.begin(), positions.end(), static_cast<std::size_t>(start));
    scope.setOutput(output, pick(scope.facts(0), std::move(shape), positions));
}

RuleOutcome split(ShapeScope& scope)
{
    const auto axis = normalisedAxis(scope.integer("axis", 0), scope.rank(0));
    if (!axis)
        return contradiction("it has no axis " + std::to_string(scope.integer("axis", 0)));
    if (scope.has(1) && scope.integers(1) == nullptr && !scope.hasAttribute("split"))
        return unresolved("the lengths of its parts are not known before the network runs");
    const std::int64_t extent = scope.shape(0)[*axis];
    const std::vector<std::int64_t> lengths = partLengths(scope, extent);
    if (lengths.size() != scope.outputCount())
        return contradiction("it has " + std::to_string(scope.outputCount()) + " outputs and "
                             + std::to_string(lengths.size()) + " lengths");
    std::int64_t start = 0;
    for (std::size_t output = 0; output < lengths.size(); ++output) {
        if (lengths[output] < 0 || lengths[output] > extent - start)
            return contradiction("its parts " + toText(lengths) + " do not sum to " + std::to_string(extent));
        setPart(scope, output, *axis, start, lengths[output]);
        start += lengths[output];
    }
    return start == extent ? done()
                           : contradiction("its parts " + toText(lengths) + " do not sum to " + std::to_string(extent));
}

constexpr NamedShapeRule kJoiningRules[] = {
    {"Concat", 1, concatenation},
    {"Split", 1, split},
};

} // namespace

std::span<const NamedShapeRule> joiningShapeRules()
{
    return kJoiningRules;
}

} // namespace waferscope
