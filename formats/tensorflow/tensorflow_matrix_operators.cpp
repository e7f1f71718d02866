#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// A product's kind: of two tensors that are computed it is a part of an attention.
LayerKind productKind(TfScope& scope, TensorId first, TensorId second)
{
    return scope.isStored(first) || scope.isStored(second) ? LayerKind::Linear : LayerKind::Attention;
}

void matrixProduct(TfScope& scope)
{
    const std::int64_t first = scope.number("transpose_a", 0);
    const std::int64_t second = scope.number("transpose_b", 0);
    scope.beginPlain();
    const TensorId left = scope.plain(0);
    const TensorId right = scope.plain(1);
    scope.begin(productKind(scope, left, right));
    if (first == 0 && second == 0)
        return scope.setOutput(scope.add("MatMul", {left, right}));
    scope.setOutput(scope.add("Gemm", {left, right}, {{"transA", first}, {"transB", second}}));
}

/// Exchanges the last two axes.
TensorId turned(TfScope& scope, TensorId tensor)
{
    std::vector<std::int64_t> order(scope.shapeOf(tensor).size());
    if (order.size() < 2) {
        scope.fail("turns a matrix whose axes are not known");
        return tensor;
    }
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[order.size() - 1], order[order.size() - 2]);
    return scope.add("Transpose", {tensor}, {{"perm", std::move(order)}});
}

void batchProduct(TfScope& scope)
{
    scope.beginPlain();
    TensorId left = scope.plain(0);
    TensorId right = scope.plain(1);
    scope.begin(productKind(scope, left, right));
    if (scope.number("adj_x", 0) != 0)
        left = turned(scope, left);
    if (scope.number("adj_y", 0) != 0)
        right = turned(scope, right);
    scope.setOutput(scope.add("MatMul", {left, right}));
}

void einsteinSum(TfScope& scope)
{
    std::vector<std::optional<TensorId>> inputs;
    scope.beginPlain();
    for (std::size_t at = 0; at < scope.inputCount(); ++at)
        inputs.emplace_back(scope.plain(at));
    if (inputs.empty())
        return scope.fail("has no operands");
    scope.begin(inputs.size() < 2 ? LayerKind::Other : productKind(scope, *inputs.front(), *inputs.back()));
    scope.setOutput(scope.add("Einsum", std::move(inputs), {{"equation", scope.text("equation")}}));
}

/// The entries of a list of one number an axis that belong to the places of a picture.
std::vector<std::int64_t> places(TfScope& scope, const char* key, std::size_t axes)
{
    std::vector<std::int64_t> all = scope.list(key);
    if (all.empty())
        return std::vector<std::int64_t>(axes, 1);
    if (all.size() != axes + 2) {
        scope.fail("must have " + std::to_string(axes + 2) + " numbers for " + key);
        return std::vector<std::int64_t>(axes, 1);
    }
    const std::ptrdiff_t first = scope.hasChannelsLast() ? 1 : 2;
    return {all.begin() + first, all.begin() + first + static_cast<std::ptrdiff_t>(axes)};
}

Attributes windowOf(TfScope& scope, std::size_t axes)
{
    Attributes attributes{{"strides", places(scope, "strides", axes)}, {"dilations", places(scope, "dilations", axes)}};
    const std::string padding = scope.text("padding");
    if (padding != "EXPLICIT") {
        attributes["auto_pad"] = std::string{padding == "SAME" ? "SAME_UPPER" : "VALID"};
        return attributes;
    }
    const std::vector<std::int64_t> pairs = scope.list("explicit_paddings");
    std::vector<std::int64_t> pads(2 * axes, 0);
    const std::size_t first = scope.hasChannelsLast() ? 1 : 2;
    for (std::size_t axis = 0; axis < axes && 2 * (first + axis) + 1 < pairs.size(); ++axis) {
        pads[axis] = pairs[2 * (first + axis)];
        pads[axes + axis] = pairs[2 * (first + axis) + 1];
    }
    attributes["pads"] = std::move(pads);
    return attributes;
}

/// A picture as ONNX wants it, and back in the order that the node gives.
TfFlow picture(TfScope& scope, std::size_t at)
{
    return scope.hasChannelsLast() ? scope.channelsFirst(scope.input(at)) : TfFlow{scope.plain(at), false};
}

/// [places..., inputs, outputs] as [outputs, inputs, places...].
std::vector<std::int64_t> filterOrder(std::size_t axes)
{
    std::vector<std::int64_t> order{static_cast<std::int64_t>(axes) + 1, static_cast<std::int64_t>(axes)};
    for (std::size_t axis = 0; axis < axes; ++axis)
        order.push_back(static_cast<std::int64_t>(axis));
    return order;
}

void convolution(TfScope& scope)
{
    const TensorId filter = scope.plain(1);
    const Shape shape = scope.shapeOf(filter);
    if (shape.size() < 3)
        return scope.fail("has a filter whose axes are not known");
    const std::size_t axes = shape.size() - 2;
    scope.beginPlain();
    const TfFlow input = picture(scope, 0);
    const Shape data = scope.shapeOf(input.id);
    Attributes attributes = windowOf(scope, axes);
    // Fewer channels in the filter than in the picture are groups.
    if (data.size() == axes + 2 && shape[axes] > 0 && data[1] % shape[axes] == 0)
        attributes["group"] = data[1] / shape[axes];
    scope.begin(LayerKind::Convolution);
    const TensorId stored = scope.add("Transpose", {filter}, {{"perm", filterOrder(axes)}});
    scope.setOutput({scope.add("Conv", {input.id, stored}, std::move(attributes)), scope.hasChannelsLast()});
}

/// [height, width, channels, multiplier]: every channel by itself.
void depthwise(TfScope& scope)
{
    const TensorId filter = scope.plain(1);
    const Shape shape = scope.shapeOf(filter);
    if (shape.size() != 4)
        return scope.fail("has a filter that is not of 4 axes");
    std::int64_t outputs = 0;
    if (__builtin_mul_overflow(shape[2], shape[3], &outputs))
        return scope.fail("has a filter that is far too large");
    scope.beginPlain();
    const TfFlow input = picture(scope, 0);
    Attributes attributes = windowOf(scope, 2);
    attributes["group"] = shape[2];
    scope.begin(LayerKind::Convolution);
    const TensorId order = scope.add("Transpose", {filter}, {{"perm", std::vector<std::int64_t>{2, 3, 0, 1}}});
    const TensorId stored = scope.add("Reshape", {order, scope.integersOf("filter", {outputs, 1, shape[0], shape[1]})});
    scope.setOutput({scope.add("Conv", {input.id, stored}, std::move(attributes)), scope.hasChannelsLast()});
}

/// The gradient of a convolution, which networks use as one that makes pictures larger.
void transposedConvolution(TfScope& scope)
{
    const TensorId filter = scope.plain(1);
    const Shape shape = scope.shapeOf(filter);
    if (shape.size() < 3)
        return scope.fail("has a filter whose axes are not known");
    const std::size_t axes = shape.size() - 2;
    scope.beginPlain();
    const TfFlow input = picture(scope, 2);
    Attributes attributes = windowOf(scope, axes);
    scope.begin(LayerKind::Convolution);
    const TensorId stored = scope.add("Transpose", {filter}, {{"perm", filterOrder(axes)}});
    scope.setOutput({scope.add("ConvTranspose", {input.id, stored}, std::move(attributes)), scope.hasChannelsLast()});
}

void batchNorm(TfScope& scope)
{
    scope.beginPlain();
    const TfFlow input = picture(scope, 0);
    const TensorId scale = scope.plain(1);
    const TensorId shift = scope.plain(2);
    // In training the moments are the batch's own, and nothing is given for them.
    const bool isGiven = scope.number("is_training", 1) == 0;
    const TensorId mean = isGiven ? scope.plain(3) : shift;
    const TensorId variance = isGiven ? scope.plain(4) : scale;
    scope.begin(LayerKind::Normalisation);
    scope.setOutput(
        {scope.add("BatchNormalization", {input.id, scale, shift, mean, variance}), scope.hasChannelsLast()});
    scope.addOutput({mean, false});
    scope.addOutput({variance, false});
}

constexpr TfOperator kMatrixOperators[] = {
    {"BatchMatMul", batchProduct},
    {"BatchMatMulV2", batchProduct},
    {"BatchMatMulV3", batchProduct},
    {"Conv2D", convolution},
    {"Conv2DBackpropInput", transposedConvolution},
    {"Conv3D", convolution},
    {"Conv3DBackpropInputV2", transposedConvolution},
    {"DepthwiseConv2dNative", depthwise},
    {"Einsum", einsteinSum},
    {"FusedBatchNorm", batchNorm},
    {"FusedBatchNormV2", batchNorm},
    {"FusedBatchNormV3", batchNorm},
    {"MatMul", matrixProduct},
};

} // namespace

std::span<const TfOperator> tfMatrixOperators()
{
    return kMatrixOperators;
}

} // namespace waferscope
