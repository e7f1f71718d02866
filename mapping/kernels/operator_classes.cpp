#include "mapping/kernels/operator_classes.h"

#include "core/base/rounding.h"
#include "core/shape_rules/matrix_product.h"
#include "core/shape_rules/shape_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace waferscope {

namespace {

template <std::size_t N>
bool isOneOf(std::string_view type, const std::array<std::string_view, N>& types)
{
    return std::find(types.begin(), types.end(), type) != types.end();
}

constexpr std::array<std::string_view, 13> kViews{"Reshape",   "Flatten", "Squeeze", "Unsqueeze", "Identity",
                                                  "Transpose", "Concat",  "Slice",   "Split",     "Expand",
                                                  "Cast",      "Dropout", "Pad"};
constexpr std::array<std::string_view, 3> kRecurrent{"LSTM", "GRU", "RNN"};
constexpr std::array<std::string_view, 10> kWindows{
    "MaxPool",      "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool",
    "GlobalLpPool", "Resize",      "Upsample",          "ReduceMean",    "ReduceMax"};
constexpr std::array<std::string_view, 7> kTwoPass{
    "Softmax", "LogSoftmax",      "LayerNormalization", "InstanceNormalization", "GroupNormalization",
    "LRN",     "RMSNormalization"};
constexpr std::array<std::string_view, 4> kLastAxis{"LayerNormalization", "LogSoftmax", "RMSNormalization", "Softmax"};
constexpr std::array<std::string_view, 7> kMatrixProducts{"Conv",   "ConvTranspose", "Einsum",      "Gemm",
                                                          "MatMul", "WindowScores",  "WindowValues"};

bool isStored(const Network& network, const std::optional<TensorId>& id)
{
    return id && network.roleOf(*id) != TensorRole::Activation && network.roleOf(*id) != TensorRole::Input;
}

std::int64_t perSample(const Network& network, std::int64_t elements)
{
    return std::max<std::int64_t>(1, elements / network.batch());
}

std::int64_t extentFromEnd(const Shape& shape, std::size_t fromEnd)
{
    return shape.size() < fromEnd ? 1 : std::max<std::int64_t>(1, shape[shape.size() - fromEnd]);
}

std::vector<std::int64_t> integersOf(const Operator& op, const std::string& name)
{
    const auto place = op.attributes.find(name);
    if (place == op.attributes.end())
        return {};
    const auto* values = std::get_if<std::vector<std::int64_t>>(&place->second);
    return values ? *values : std::vector<std::int64_t>{};
}

const Shape& shapeOfInput(const Network& network, const Operator& op, std::size_t index)
{
    static const Shape kNone;
    return index < op.inputs.size() && op.inputs[index] ? network.shapeOf(*op.inputs[index]) : kNone;
}

const Shape& shapeOfOutput(const Network& network, const Operator& op)
{
    static const Shape kNone;
    return op.outputs.empty() || !op.outputs.front() ? kNone : network.shapeOf(*op.outputs.front());
}

/// Image extents (N, C, H, W ...): the first spatial axis is the height, all others together the width.
struct Image {
    std::int64_t height = 1;
    std::int64_t width = 1;
};

Image imageOf(const Shape& shape)
{
    Image image;
    for (std::size_t axis = 2; axis < shape.size(); ++axis)
        (axis == 2 ? image.height : image.width) *= std::max<std::int64_t>(1, shape[axis]);
    return image;
}

/// The same stride both ways is T; an uneven one is taken out of H and W instead, which keeps the outputs exact.
std::int64_t evenStride(const Operator& op, std::size_t axes)
{
    const std::vector<std::int64_t> strides = integersOf(op, "strides");
    if (axes != 2 || strides.size() != 2 || strides[0] != strides[1])
        return 1;
    return std::max<std::int64_t>(1, strides[0]);
}

void setFilter(ConvShape& conv, const Shape& weights)
{
    const Image filter = imageOf(weights);
    conv.filterHeight = filter.height;
    conv.filterWidth = filter.width;
}

ConvShape convolution(const Network& network, const Operator& op)
{
    const Shape& weights = shapeOfInput(network, op, 1); // K x C / groups x R x S
    const bool transposed = op.type == "ConvTranspose"; // C x K / groups x R x S: every input pixel meets every weight
    const Image image = imageOf(transposed ? shapeOfInput(network, op, 0) : shapeOfOutput(network, op));
    ConvShape conv;
    conv.stride = transposed ? 1 : evenStride(op, weights.size() < 2 ? 0 : weights.size() - 2);
    conv.height = image.height * conv.stride;
    conv.width = image.width * conv.stride;
    setFilter(conv, weights);
    const std::int64_t groups = std::max<std::int64_t>(1, [&op] {
        const auto place = op.attributes.find("group");
        const auto* value = place == op.attributes.end() ? nullptr : std::get_if<std::int64_t>(&place->second);
        return value ? *value : 1;
    }());
    conv.inputChannels = transposed ? std::max<std::int64_t>(1, extentFromEnd(weights, weights.size()) / groups)
                                    : extentFromEnd(weights, weights.size() - 1);
    conv.groups = groups;
    conv.outputChannels =
        transposed ? extentFromEnd(weights, weights.size() - 1) * groups : extentFromEnd(weights, weights.size());
    return conv;
}

/// An Einstein sum of two factors: C = what is summed over, K = what only the second or stored factor has, H = the
/// rest.
ConvShape einsteinSum(const Network& network, const Operator& op, OperatorClass operatorClass)
{
    ConvShape conv;
    const auto place = op.attributes.find("equation");
    const auto* equation = place == op.attributes.end() ? nullptr : std::get_if<std::string>(&place->second);
    const Shape& first = shapeOfInput(network, op, 0);
    const Shape& second = shapeOfInput(network, op, 1);
    const std::int64_t outputs = std::max<std::int64_t>(1, elementCount(shapeOfOutput(network, op)));
    std::int64_t products = 1; // counted before: within 64 bits
    if (equation != nullptr)
        for (const std::int64_t extent : einsteinSumOf(*equation, {first, second}).extents)
            products *= std::max<std::int64_t>(1, extent);
    conv.inputChannels = std::max<std::int64_t>(1, products / outputs);
    const std::int64_t mine = perSample(network, outputs);
    if (operatorClass == OperatorClass::Matrix)
        conv.outputChannels = elementCount(isStored(network, op.inputs[1]) ? second : first) / conv.inputChannels;
    else
        conv.outputChannels = mine / extentFromEnd(shapeOfOutput(network, op), 2);
    conv.outputChannels = std::max<std::int64_t>(1, conv.outputChannels);
    conv.height = std::max<std::int64_t>(1, mine / conv.outputChannels);
    return conv;
}

/// Matrices stacked in a stored factor: all its axes but the last two.
std::int64_t stackedMatrices(const Shape& stored)
{
    std::int64_t count = 1;
    for (std::size_t axis = 0; axis + 2 < stored.size(); ++axis)
        count *= std::max<std::int64_t>(1, stored[axis]);
    return count;
}

/// A matrix product as H = positions, C inputs, K outputs. Outputs are the axis that the stored factor brings, which is
/// the last but one when it stands on the left; each of several stacked matrices is a group of its own.
ConvShape linear(const Network& network, const Operator& op)
{
    ConvShape conv;
    const Shape& left = shapeOfInput(network, op, 0);
    const auto transposed = op.attributes.find("transA");
    const bool isTransposed = transposed != op.attributes.end() && std::get_if<std::int64_t>(&transposed->second)
        && std::get<std::int64_t>(transposed->second) != 0;
    conv.inputChannels = extentFromEnd(left, isTransposed ? 2 : 1);
    const bool isLeft = isStored(network, op.inputs[0]);
    conv.groups = stackedMatrices(shapeOfInput(network, op, isLeft ? 0 : 1));
    const std::int64_t outputs = extentFromEnd(shapeOfOutput(network, op), isLeft ? 2 : 1);
    const std::int64_t mine = perSample(network, elementCount(shapeOfOutput(network, op)));
    if (mine % (outputs * conv.groups) != 0) // the stack is not of a sample
        conv.groups = 1;
    conv.outputChannels = outputs * conv.groups;
    conv.height = std::max<std::int64_t>(1, mine / conv.outputChannels);
    return conv;
}

/// Scores: H = n, C = d, K = n x heads. Values: C = n, K = d x heads. The leading axes but the first are heads, each a
/// group of its own.
ConvShape product(const Network& network, const Operator& op)
{
    const Shape& output = shapeOfOutput(network, op);
    ConvShape conv;
    conv.height = extentFromEnd(output, 2);
    conv.inputChannels = extentFromEnd(shapeOfInput(network, op, 0), 1);
    conv.outputChannels = std::max<std::int64_t>(1, perSample(network, elementCount(output)) / conv.height);
    conv.groups = std::max<std::int64_t>(1, conv.outputChannels / extentFromEnd(output, 1));
    return conv;
}

ConvShape recurrent(const Network& network, const Operator& op)
{
    const Shape& input = shapeOfInput(network, op, 1); // directions x gates K x C
    const Shape& recurrence = shapeOfInput(network, op, 2); // directions x gates K x K
    ConvShape conv;
    conv.inputChannels = extentFromEnd(input, 1) + extentFromEnd(recurrence, 1);
    conv.outputChannels = extentFromEnd(input, 2) * extentFromEnd(input, 3);
    return conv;
}

ConvShape embedding(const Network& network, const Operator& op)
{
    const Shape& table = shapeOfInput(network, op, 0);
    ConvShape conv;
    conv.inputChannels = extentFromEnd(table, table.size());
    conv.outputChannels = std::max<std::int64_t>(1, elementCount(table) / conv.inputChannels);
    conv.height =
        std::max<std::int64_t>(1, perSample(network, elementCount(shapeOfOutput(network, op))) / conv.outputChannels);
    return conv;
}

/// One channel in, one out: C' = channels, K = 1, H x W output pixels, R x S the window.
ConvShape channelwise(const Network& network, const Operator& op)
{
    const Shape& output = shapeOfOutput(network, op);
    const Shape& input = shapeOfInput(network, op, 0);
    ConvShape conv;
    const bool isImage = output.size() >= 3 && !isOneOf(op.type, kLastAxis);
    conv.inputChannels = isImage ? std::max<std::int64_t>(1, output[1]) : extentFromEnd(output, 1);
    conv.height = std::max<std::int64_t>(1, perSample(network, elementCount(output)) / conv.inputChannels);
    if (isImage && output.size() == 4) {
        conv.height = std::max<std::int64_t>(1, output[2]);
        conv.width = std::max<std::int64_t>(1, output[3]);
    }
    const std::vector<std::int64_t> window = integersOf(op, "kernel_shape");
    if (!window.empty()) {
        conv.filterHeight = std::max<std::int64_t>(1, window[0]);
        for (std::size_t axis = 1; axis < window.size(); ++axis)
            conv.filterWidth *= std::max<std::int64_t>(1, window[axis]);
    } else if (elementCount(output) > 0) { // global pooling reads everything
        conv.filterHeight = std::max<std::int64_t>(1, elementCount(input) / elementCount(output));
    }
    return conv;
}

/// Its output's elements, whatever it reads for one.
ConvShape unknown(const Network& network, const Operator& op)
{
    ConvShape conv = channelwise(network, op);
    conv.filterHeight = 1;
    conv.filterWidth = 1;
    return conv;
}

} // namespace

std::vector<TensorId> activationInputs(const Network& network, const Operator& op)
{
    std::vector<TensorId> ids;
    for (const std::optional<TensorId>& id : op.inputs)
        if (id && (network.roleOf(*id) == TensorRole::Activation || network.roleOf(*id) == TensorRole::Input))
            ids.push_back(*id);
    return ids;
}

OperatorClass classOf(const Network& network, const Operator& op)
{
    const std::size_t activations = activationInputs(network, op).size();
    if (activations == 0)
        return OperatorClass::None;
    if (op.type == "Gather")
        return isStored(network, op.inputs.front()) ? OperatorClass::Embedding : OperatorClass::View;
    if (op.type == "Einsum" && op.inputs.size() != 2)
        return OperatorClass::Pointwise;
    if (isOneOf(op.type, kMatrixProducts)) {
        const bool stored =
            isStored(network, op.inputs[0]) || (op.inputs.size() > 1 && isStored(network, op.inputs[1]));
        return stored ? OperatorClass::Matrix : OperatorClass::Product;
    }
    if (isOneOf(op.type, kRecurrent))
        return OperatorClass::Recurrent;
    if (op.type == "Shape" || op.type == "Size")
        return OperatorClass::None;
    if (isOneOf(op.type, kViews))
        return OperatorClass::View;
    if (shapeRuleOf(op.type) == nullptr)
        return OperatorClass::Unknown;
    if (isOneOf(op.type, kWindows))
        return OperatorClass::Window;
    return isOneOf(op.type, kTwoPass) ? OperatorClass::TwoPass : OperatorClass::Pointwise;
}

ConvShape convShapeOf(const Network& network, const Operator& op, OperatorClass operatorClass)
{
    if (op.type == "Einsum" && operatorClass != OperatorClass::Pointwise)
        return einsteinSum(network, op, operatorClass);
    switch (operatorClass) {
    case OperatorClass::Matrix:
        return op.type == "Conv" || op.type == "ConvTranspose" ? convolution(network, op) : linear(network, op);
    case OperatorClass::Product: return product(network, op);
    case OperatorClass::Recurrent: return recurrent(network, op);
    case OperatorClass::Embedding: return embedding(network, op);
    case OperatorClass::Unknown: return unknown(network, op);
    default: return channelwise(network, op);
    }
}

std::int64_t stepsOf(const Network& network, const Operator& op, OperatorClass operatorClass)
{
    if (operatorClass != OperatorClass::Recurrent)
        return 1;
    const Shape& input = shapeOfInput(network, op, 0); // steps x batch x C, or batch first
    const std::int64_t channels = extentFromEnd(input, 1);
    return std::max<std::int64_t>(1, perSample(network, elementCount(input)) / channels);
}

std::int64_t stateElementsOf(const Network& network, const Operator& op)
{
    if (!isOneOf(op.type, kRecurrent))
        return 0;
    const Shape& recurrence = shapeOfInput(network, op, 2); // directions x gates K x K
    const std::int64_t states = op.type == "LSTM" ? 2 : 1; // what it gives and, of an LSTM, its cell
    const std::int64_t ofStep = extentFromEnd(recurrence, 3) * extentFromEnd(recurrence, 1) * states;
    return stepsOf(network, op, OperatorClass::Recurrent) * ofStep;
}

std::int64_t expertsOf(const Network& network, const Operator& op, const std::vector<int>& gathers)
{
    for (const std::optional<TensorId>& input : op.inputs) {
        if (!input || !isStored(network, *input))
            continue;
        const std::optional<OperatorId> producer = network.producerOf(*input);
        if (!producer || network[*producer].type != "Gather" || !network[*producer].inputs.front())
            continue;
        const TensorId table = *network[*producer].inputs.front();
        const std::int64_t one = std::max<std::int64_t>(1, elementCount(network.shapeOf(*input)));
        return std::max<std::int64_t>(1,
                                      ceilDivide(elementCount(network.shapeOf(table)) / one, gathers[table.index()]));
    }
    return 1;
}

} // namespace waferscope
