#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <cmath>
#include <numeric>

namespace waferscope {

namespace {

/// The axes that scales or sizes speak of: all, or those of the attribute.
std::optional<std::vector<std::size_t>> resizedAxes(const ShapeScope& scope, std::size_t count)
{
    std::vector<std::int64_t> axes(scope.shape(0).size());
    std::iota(axes.begin(), axes.end(), 0);
    const auto normalised = normalisedAxes(scope.integerList("axes").value_or(axes), scope.rank(0));
    return normalised && normalised->size() == count ? normalised : std::nullopt;
}

RuleOutcome scaleBy(ShapeScope& scope, const std::vector<double>& scales)
{
    const auto axes = resizedAxes(scope, scales.size());
    if (!axes)
        return contradiction("it must have one scale for each axis");
    Shape shape = scope.shape(0);
    for (std::size_t at = 0; at < axes->size(); ++at) {
        std::int64_t& extent = shape[(*axes)[at]];
        const double scaled = std::floor(static_cast<double>(extent) * scales[at]);
        if (!(scales[at] > 0.0) || !(scaled <= static_cast<double>(kMostExtent)))
            return contradiction("a scale is not positive, or far too large");
        extent = static_cast<std::int64_t>(scaled);
    }
    scope.setOutput(0, std::move(shape));
    return done();
}

RuleOutcome resizeTo(ShapeScope& scope, const std::vector<std::int64_t>& sizes)
{
    const auto axes = resizedAxes(scope, sizes.size());
    if (!axes)
        return contradiction("it must have one size for each axis");
    Shape shape = scope.shape(0);
    for (std::size_t at = 0; at < axes->size(); ++at)
        shape[(*axes)[at]] = sizes[at];
    scope.setOutput(0, std::move(shape));
    return done();
}

RuleOutcome resize(ShapeScope& scope)
{
    if (const std::vector<std::int64_t>* sizes = scope.integers(3); sizes != nullptr && !sizes->empty())
        return resizeTo(scope, *sizes);
    if (scope.has(3) && elementCount(scope.shape(3)) > 0)
        return unresolved("the size that it asks for is not known before the network runs");
    const std::size_t position = scope.inputCount() <= 2 ? 1 : 2; // version 10 has no region of interest
    if (const std::vector<double>* scales = scope.reals(position))
        return scaleBy(scope, *scales);
    return unresolved("its scales are not known before the network runs");
}

RuleOutcome upsample(ShapeScope& scope)
{
    if (const auto scales = scope.realList("scales"))
        return scaleBy(scope, *scales);
    if (const std::vector<double>* scales = scope.reals(1))
        return scaleBy(scope, *scales);
    return unresolved("its scales are not known before the network runs");
}

/// Samples a picture at the places of a grid [batch, ..., coordinates].
RuleOutcome gridSample(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const Shape& grid = scope.shape(1);
    if (input.size() < 3 || grid.size() != input.size())
        return contradiction("picture and grid must have the same number of axes");
    Shape shape{input[0], input[1]};
    shape.insert(shape.end(), grid.begin() + 1, grid.end() - 1);
    scope.setOutput(0, std::move(shape));
    return done();
}

constexpr NamedShapeRule kResizingRules[] = {
    {"Resize", 1, resize},
    {"Upsample", 1, upsample},
    {"GridSample", 2, gridSample},
};

} // namespace

std::span<const NamedShapeRule> resizingShapeRules()
{
    return kResizingRules;
}

} // namespace waferscope
