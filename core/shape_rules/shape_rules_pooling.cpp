#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_window.h"

namespace waferscope {

namespace {

RuleOutcome pooling(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const auto filter = scope.integerList("kernel_shape");
    if (!filter || input.size() < 3 || filter->size() != input.size() - 2)
        return contradiction("its kernel_shape must have one number for each spatial axis");
    const SlidingWindowReading window = readWindow(scope, *filter);
    if (!window.window)
        return contradiction(window.trouble);
    const Rounding rounding = scope.integer("ceil_mode", 0) != 0 ? Rounding::Up : Rounding::Down;
    SlidShape output = slide(*window.window, input, input[1], rounding);
    if (!output.shape)
        return contradiction(output.trouble);
    scope.setOutput(1, *output.shape); // MaxPool's indices
    scope.setOutput(0, std::move(*output.shape));
    return done();
}

RuleOutcome globalPooling(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    if (input.size() < 2)
        return contradiction("its input must have batch and channel axes");
    Shape output(input.size(), 1);
    output[0] = input[0];
    output[1] = input[1];
    scope.setOutput(0, std::move(output));
    return done();
}

/// MaxUnpool: the inverse of a pooling with the same window.
RuleOutcome unpooling(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    if (const std::vector<std::int64_t>* stated = scope.integers(2)) {
        scope.setOutput(0, Shape{*stated});
        return done();
    }
    if (scope.has(2))
        return unresolved("the shape that it asks for is not known before the network runs");
    const auto filter = scope.integerList("kernel_shape");
    if (!filter || input.size() < 3 || filter->size() != input.size() - 2)
        return contradiction("its kernel_shape must have one number for each spatial axis");
    const SlidingWindowReading reading = readWindow(scope, *filter);
    if (!reading.window)
        return contradiction(reading.trouble);
    const SlidingWindow& window = *reading.window;
    Shape output{input[0], input[1]};
    for (std::size_t axis = 0; axis < filter->size(); ++axis)
        output.push_back((input[axis + 2] - 1) * window.strides[axis] + window.reach(axis) - window.padsBegin[axis]
                         - window.padsEnd[axis]);
    scope.setOutput(0, std::move(output));
    return done();
}

RuleOutcome regionPooling(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const Shape& regions = scope.shape(1);
    const std::vector<std::int64_t> pooled =
        scope.integerList("pooled_shape")
            .value_or(std::vector<std::int64_t>{scope.integer("output_height", 1), scope.integer("output_width", 1)});
    if (input.size() != 4 || regions.empty() || pooled.size() != 2)
        return contradiction("it wants a 4-axis input and a list of regions");
    scope.setOutput(0, Shape{regions[0], input[1], pooled[0], pooled[1]});
    return done();
}

constexpr NamedShapeRule kPoolingRules[] = {
    {"AveragePool", 1, pooling},
    {"MaxPool", 1, pooling},
    {"LpPool", 1, pooling},
    {"GlobalAveragePool", 1, globalPooling},
    {"GlobalMaxPool", 1, globalPooling},
    {"GlobalLpPool", 1, globalPooling},
    {"MaxUnpool", 2, unpooling},
    {"MaxRoiPool", 2, regionPooling},
    {"RoiAlign", 2, regionPooling},
};

} // namespace

std::span<const NamedShapeRule> poolingShapeRules()
{
    return kPoolingRules;
}

} // namespace waferscope
