#include "core/shape_rules/shape_rules.h"

#include <algorithm>

namespace waferscope {

namespace {

RuleOutcome dataShape(ShapeScope& scope)
{
    scope.setOutput(0, scope.shape(0));
    return done();
}

/// Every per-channel input must have as many numbers as the data have channels.
RuleOutcome batchNormalization(ShapeScope& scope)
{
    const Shape& data = scope.shape(0);
    const std::int64_t channels = data.size() > 1 ? data[1] : 1;
    for (std::size_t input = 1; input < 5; ++input)
        if (scope.has(input) && checkedElementCount(scope.shape(input)) != channels && scope.integer("spatial", 1) != 0)
            return contradiction("input " + std::to_string(input) + " must have one number for each of "
                                 + std::to_string(channels) + " channels");
    scope.setOutput(0, data);
    for (std::size_t output = 1; output < scope.outputCount(); ++output)
        scope.setOutput(output, scope.has(1) ? scope.shape(1) : Shape{channels});
    return done();
}

/// Scale and bias broadcast to the data; the means and deviations have extent 1 on the normalised axes.
RuleOutcome layerNormalization(ShapeScope& scope)
{
    const Shape& data = scope.shape(0);
    const auto axis = normalisedAxis(scope.integer("axis", -1), scope.rank(0));
    if (!axis)
        return contradiction("it has no axis " + std::to_string(scope.integer("axis", -1)));
    for (std::size_t input = 1; input < 3; ++input)
        if (scope.has(input) && broadcast(data, scope.shape(input)) != data)
            return contradiction("scale and bias must broadcast to the data");
    Shape moments = data;
    std::fill(moments.begin() + static_cast<std::ptrdiff_t>(*axis), moments.end(), 1);
    scope.setOutput(0, data);
    scope.setOutput(1, moments);
    scope.setOutput(2, moments);
    return done();
}

constexpr NamedShapeRule kNormalisationRules[] = {
    {"BatchNormalization", 5, batchNormalization}, {"LayerNormalization", 2, layerNormalization},
    {"InstanceNormalization", 3, dataShape},       {"GroupNormalization", 3, dataShape},
    {"MeanVarianceNormalization", 1, dataShape},   {"LpNormalization", 1, dataShape},
    {"RMSNormalization", 2, layerNormalization},   {"SimplifiedLayerNormalization", 2, layerNormalization},
};

} // namespace

std::span<const NamedShapeRule> normalisationShapeRules()
{
    return kNormalisationRules;
}

} // namespace waferscope
