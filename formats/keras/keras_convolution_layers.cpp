#include "formats/keras/keras_window.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

Shape filterShape(std::int64_t first, std::int64_t second, const std::vector<std::int64_t>& places)
{
    Shape shape{first, second};
    shape.insert(shape.end(), places.begin(), places.end());
    return shape;
}

TensorId convolved(KerasScope& scope, std::string_view type, TensorId input, TensorId filter,
                   std::optional<TensorId> bias, Attributes attributes)
{
    return bias ? scope.builder().add(type, {input, filter, bias}, std::move(attributes))
                : scope.builder().add(type, {input, filter}, std::move(attributes));
}

std::optional<TensorId> biasOf(KerasScope& scope, std::int64_t channels)
{
    return scope.says("use_bias", true) ? std::optional{scope.weight("bias", {channels})} : std::nullopt;
}

/// What came out, with its channels.
void finish(KerasScope& scope, KerasTensor output, std::int64_t channels)
{
    output.shape[scope.channelAxis(output)] = channels;
    scope.setOutput(std::move(output));
    scope.setActivation();
}

template <std::size_t kAxes>
void convolution(KerasScope& scope)
{
    const KerasWindow window = windowOf(scope, kAxes, "kernel_size", "strides");
    const std::int64_t channels = scope.channels();
    const std::int64_t filters = scope.count("filters");
    const std::int64_t groups = scope.count("groups", 1);
    if (channels % groups != 0 || filters % groups != 0)
        scope.fail("has channels or filters that do not divide into its groups");
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Convolution);
    KerasTensor output = scope.channelsFirst(scope.input());
    Attributes attributes = window.attributes();
    attributes["group"] = groups;
    const TensorId filter = scope.weight("kernel", filterShape(filters, channels / groups, window.filter));
    output.id = convolved(scope, "Conv", output.id, filter, biasOf(scope, filters), std::move(attributes));
    output.shape = slidShape(scope, window);
    finish(scope, std::move(output), filters);
}

/// One filter, or `depth_multiplier` of them, for each channel.
KerasTensor depthwise(KerasScope& scope, const KerasWindow& window, const char* name, bool hasBias)
{
    const std::int64_t channels = scope.channels();
    const std::int64_t outputs = channels * std::min<std::int64_t>(scope.count("depth_multiplier", 1), 1 << 20);
    KerasTensor output = scope.channelsFirst(scope.input());
    Attributes attributes = window.attributes();
    attributes["group"] = channels;
    const TensorId filter = scope.weight(name, filterShape(outputs, 1, window.filter));
    output.id = convolved(scope, "Conv", output.id, filter, hasBias ? biasOf(scope, outputs) : std::nullopt,
                          std::move(attributes));
    output.shape = slidShape(scope, window);
    output.shape[scope.channelAxis(output)] = outputs;
    return output;
}

template <std::size_t kAxes>
void depthwiseConvolution(KerasScope& scope)
{
    const KerasWindow window = windowOf(scope, kAxes, "kernel_size", "strides");
    (void)scope.channels();
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Convolution);
    KerasTensor output = depthwise(scope, window, "kernel", true);
    const std::int64_t channels = scope.extent(output, static_cast<std::int64_t>(scope.channelAxis(output)));
    finish(scope, std::move(output), channels);
}

template <std::size_t kAxes>
void separableConvolution(KerasScope& scope)
{
    const KerasWindow window = windowOf(scope, kAxes, "kernel_size", "strides");
    (void)scope.channels();
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Convolution);
    const std::int64_t filters = scope.count("filters");
    KerasTensor output = depthwise(scope, window, "depthwise_kernel", false);
    const std::int64_t channels = scope.extent(output, static_cast<std::int64_t>(scope.channelAxis(output)));
    const TensorId filter =
        scope.weight("pointwise_kernel", filterShape(filters, channels, std::vector<std::int64_t>(kAxes, 1)));
    output.id = convolved(scope, "Conv", output.id, filter, biasOf(scope, filters), {});
    finish(scope, std::move(output), filters);
}

/// Margins of a transposed convolution's output, in ONNX's terms; `output` gets the extents that they leave. Unless
/// output_padding says how much, Keras's output is as long as it can be.
Attributes grownWindow(KerasScope& scope, const KerasWindow& window, KerasTensor& output)
{
    const bool isStated = !scope.setting("output_padding").is_null();
    const std::vector<std::int64_t> stated =
        isStated ? scope.counts("output_padding", window.axes(), 0, 0) : std::vector<std::int64_t>{};
    Attributes attributes = window.attributes();
    std::vector<std::int64_t> behind;
    std::vector<std::int64_t> pads;
    for (std::size_t axis = 0; axis < window.axes(); ++axis) {
        const std::int64_t reach = window.dilations[axis] * (window.filter[axis] - 1) + 1;
        const std::int64_t stride = window.strides[axis];
        const std::int64_t longest = std::max<std::int64_t>(0, stride - reach);
        behind.push_back(isStated ? stated[axis] : longest);
        pads.push_back(window.padding == "same" ? reach / 2 : 0);
        const std::int64_t grown = window.padding == "valid" ? std::max<std::int64_t>(0, reach - stride) : 0;
        const std::int64_t added = isStated ? reach - stride - 2 * pads.back() + stated[axis] : grown;
        std::optional<std::int64_t>& extent = output.shape[firstPlace(scope) + axis];
        if (extent)
            extent = std::min(*extent, std::int64_t{1} << 31) * stride + added;
        if (extent && *extent < 1)
            scope.fail("has a padding that is larger than its output");
    }
    if (isStated || window.padding == "valid")
        attributes["output_padding"] = std::move(behind);
    if (isStated) {
        pads.insert(pads.end(), pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(window.axes()));
        attributes["pads"] = std::move(pads);
        attributes.erase("auto_pad");
    }
    return attributes;
}

template <std::size_t kAxes>
void transposedConvolution(KerasScope& scope)
{
    const KerasWindow window = windowOf(scope, kAxes, "kernel_size", "strides");
    const std::int64_t channels = scope.channels();
    const std::int64_t filters = scope.count("filters");
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Convolution);
    KerasTensor output = scope.channelsFirst(scope.input());
    const Attributes attributes = grownWindow(scope, window, output);
    const TensorId filter = scope.weight("kernel", filterShape(channels, filters, window.filter));
    output.id = convolved(scope, "ConvTranspose", output.id, filter, biasOf(scope, filters), attributes);
    finish(scope, std::move(output), filters);
}

constexpr KerasLayerType kConvolutionLayers[] = {
    {"Conv1D", convolution<1>, 1, 3},
    {"Conv1DTranspose", transposedConvolution<1>, 1, 3},
    {"Conv2D", convolution<2>, 1, 4},
    {"Conv2DTranspose", transposedConvolution<2>, 1, 4},
    {"Conv3D", convolution<3>, 1, 5},
    {"Conv3DTranspose", transposedConvolution<3>, 1, 5},
    {"Convolution1D", convolution<1>, 1, 3},
    {"Convolution2D", convolution<2>, 1, 4},
    {"DepthwiseConv1D", depthwiseConvolution<1>, 1, 3},
    {"DepthwiseConv2D", depthwiseConvolution<2>, 1, 4},
    {"SeparableConv1D", separableConvolution<1>, 1, 3},
    {"SeparableConv2D", separableConvolution<2>, 1, 4},
};

} // namespace

std::span<const KerasLayerType> kerasConvolutionLayers()
{
    return kConvolutionLayers;
}

} // namespace waferscope
