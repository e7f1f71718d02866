#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_window.h"

namespace waferscope {

namespace {

/// What an operator's filter tensor and attributes say, checked against each other.
struct FilterReading {
    std::vector<std::int64_t> filter;
    std::int64_t groups = 1;
    std::string trouble; ///< empty when all is well
};

FilterReading readFilter(const ShapeScope& scope)
{
    FilterReading reading;
    const Shape& input = scope.shape(0);
    const Shape& stored = scope.shape(1);
    reading.groups = scope.integer("group", 1);
    if (input.size() < 3 || input.size() != stored.size()) {
        reading.trouble = "input and filter must have the same number of axes, at least 3";
        return reading;
    }
    if (reading.groups < 1 || reading.groups > kMostExtent) {
        reading.trouble = "its group count must be at least 1, not " + std::to_string(reading.groups);
        return reading;
    }
    reading.filter.assign(stored.begin() + 2, stored.end());
    const auto declared = scope.integerList("kernel_shape");
    if (declared && *declared != reading.filter)
        reading.trouble = "its kernel_shape " + toText(*declared) + " is not the filter's";
    return reading;
}

RuleOutcome convolution(ShapeScope& scope)
{
    const FilterReading reading = readFilter(scope);
    if (!reading.trouble.empty())
        return contradiction(reading.trouble);
    const Shape& input = scope.shape(0);
    const Shape& stored = scope.shape(1);
    if (input[1] % reading.groups != 0 || stored[1] != input[1] / reading.groups)
        return contradiction("the filter takes " + std::to_string(stored[1]) + " channels in each of "
                             + std::to_string(reading.groups) + " groups and the input has "
                             + std::to_string(input[1]));
    if (stored[0] % reading.groups != 0)
        return contradiction(std::to_string(stored[0]) + " output channels do not divide into "
                             + std::to_string(reading.groups) + " groups");
    const SlidingWindowReading window = readWindow(scope, reading.filter);
    if (!window.window)
        return contradiction(window.trouble);
    SlidShape output = slide(*window.window, input, stored[0], Rounding::Down);
    if (!output.shape)
        return contradiction(output.trouble);
    scope.setOutput(0, std::move(*output.shape));
    return done();
}

/// Extent along one axis that a transposed convolution grows to.
std::int64_t grownExtent(const SlidingWindow& window, std::size_t axis, std::int64_t extent, std::int64_t outputPadding)
{
    if (window.padding == SlidingWindow::Padding::Same)
        return extent * window.strides[axis];
    const bool padded = window.padding == SlidingWindow::Padding::Explicit;
    const std::int64_t pads = padded ? window.padsBegin[axis] + window.padsEnd[axis] : 0;
    return window.strides[axis] * (extent - 1) + outputPadding + window.reach(axis) - pads;
}

RuleOutcome grow(ShapeScope& scope, const SlidingWindow& window, std::int64_t channels)
{
    const Shape& input = scope.shape(0);
    const std::size_t axes = window.filter.size();
    const auto padding = scope.integerList("output_padding").value_or(std::vector<std::int64_t>(axes, 0));
    const auto stated = scope.integerList("output_shape");
    if (padding.size() != axes || (stated && stated->size() < axes))
        return contradiction("its output_padding and output_shape must have " + std::to_string(axes) + " numbers");
    Shape output{input[0], channels};
    for (std::size_t axis = 0; axis < axes; ++axis) {
        if (padding[axis] < 0 || padding[axis] > kMostExtent)
            return contradiction("its output_padding is out of range");
        const std::int64_t extent = stated ? (*stated)[stated->size() - axes + axis]
                                           : grownExtent(window, axis, input[axis + 2], padding[axis]);
        if (extent < 0)
            return contradiction("its padding is larger than its output");
        output.push_back(extent);
    }
    scope.setOutput(0, std::move(output));
    return done();
}

RuleOutcome transposedConvolution(ShapeScope& scope)
{
    const FilterReading reading = readFilter(scope);
    if (!reading.trouble.empty())
        return contradiction(reading.trouble);
    const Shape& input = scope.shape(0);
    const Shape& stored = scope.shape(1);
    if (input[1] != stored[0] || input[1] % reading.groups != 0)
        return contradiction("the filter takes " + std::to_string(stored[0]) + " channels and the input has "
                             + std::to_string(input[1]));
    const SlidingWindowReading window = readWindow(scope, reading.filter);
    if (!window.window)
        return contradiction(window.trouble);
    std::int64_t channels = 0;
    if (__builtin_mul_overflow(stored[1], reading.groups, &channels))
        return contradiction("it has too many output channels");
    return grow(scope, *window.window, channels);
}

constexpr NamedShapeRule kConvolutionRules[] = {
    {"Conv", 2, convolution},
    {"ConvTranspose", 2, transposedConvolution},
};

} // namespace

std::span<const NamedShapeRule> convolutionShapeRules()
{
    return kConvolutionRules;
}

} // namespace waferscope
