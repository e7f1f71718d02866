#include "formats/keras/keras_scope.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

/// The inputs in one layout: channels first where one of them is and all have as many axes.
std::vector<KerasTensor> aligned(KerasScope& scope)
{
    const std::vector<KerasTensor>& inputs = scope.inputs();
    const bool hasOneRank = std::all_of(inputs.begin(), inputs.end(), [&inputs](const KerasTensor& tensor) {
        return tensor.shape.size() == inputs.front().shape.size();
    });
    const bool toFront = hasOneRank
        && std::any_of(inputs.begin(), inputs.end(), [](const KerasTensor& tensor) { return tensor.isChannelsFirst; });
    std::vector<KerasTensor> result;
    result.reserve(inputs.size());
    for (const KerasTensor& tensor : inputs)
        result.push_back(toFront ? scope.channelsFirst(tensor) : scope.asKeras(tensor));
    return result;
}

std::vector<std::optional<std::int64_t>> broadcastShape(std::vector<std::optional<std::int64_t>> first,
                                                        std::vector<std::optional<std::int64_t>> second)
{
    if (first.size() < second.size())
        std::swap(first, second);
    const std::size_t apart = first.size() - second.size();
    for (std::size_t axis = 0; axis < second.size(); ++axis)
        if (first[apart + axis] == 1 || (!first[apart + axis] && second[axis] != 1))
            first[apart + axis] = second[axis];
    return first;
}

constexpr char kAdd[] = "Add";
constexpr char kSub[] = "Sub";
constexpr char kMul[] = "Mul";
constexpr char kMax[] = "Max";
constexpr char kMin[] = "Min";
constexpr char kMean[] = "Mean";

/// Joins the inputs two by two.
template <const char* kOperator>
void merge(KerasScope& scope)
{
    scope.begin(LayerKind::Pointwise);
    const std::vector<KerasTensor> inputs = aligned(scope);
    KerasTensor output = inputs.front();
    for (std::size_t at = 1; at < inputs.size(); ++at) {
        output.id = scope.builder().add(kOperator, {output.id, inputs[at].id});
        output.shape = broadcastShape(output.shape, inputs[at].shape);
    }
    if (inputs.size() == 1)
        output.id = scope.builder().add("Identity", {output.id});
    scope.setOutput(output);
}

/// Where an axis of Keras's shape lies in what is stored.
std::int64_t storedAxis(const KerasTensor& tensor, std::size_t axis)
{
    if (!tensor.isChannelsFirst || axis == 0)
        return static_cast<std::int64_t>(axis);
    return axis + 1 == tensor.shape.size() ? 1 : static_cast<std::int64_t>(axis) + 1;
}

void concatenate(KerasScope& scope)
{
    const auto rank = static_cast<std::int64_t>(scope.input().shape.size());
    const std::int64_t stated = wholeNumber(scope.setting("axis")).value_or(-1);
    if (stated < -rank || stated >= rank)
        return scope.fail("joins along an axis that its inputs do not have");
    const auto axis = static_cast<std::size_t>(stated < 0 ? stated + rank : stated);
    scope.begin(LayerKind::Other);
    const std::vector<KerasTensor> inputs = aligned(scope);
    KerasTensor output = inputs.front();
    const Attributes attributes{{"axis", storedAxis(output, axis)}};
    std::vector<std::optional<TensorId>> ids{output.id};
    for (std::size_t at = 1; at < inputs.size(); ++at) {
        if (inputs[at].shape.size() != output.shape.size())
            return scope.fail("joins tensors of different numbers of axes");
        const std::optional<std::int64_t> extent = inputs[at].shape[axis];
        if (output.shape[axis] && extent)
            output.shape[axis] = std::min(*output.shape[axis], kMostElements) + std::min(*extent, kMostElements);
        else
            output.shape[axis].reset();
    }
    for (std::size_t at = 1; at < inputs.size(); ++at)
        ids.emplace_back(inputs[at].id);
    output.id = scope.builder().add("Concat", std::move(ids), attributes);
    scope.setOutput(output);
}

/// Elements of one sample; nothing where an axis is open or there are far too many.
std::optional<std::int64_t> sampleElements(const KerasTensor& tensor)
{
    Shape shape;
    for (std::size_t axis = 1; axis < tensor.shape.size(); ++axis) {
        if (!tensor.shape[axis])
            return std::nullopt;
        shape.push_back(*tensor.shape[axis]);
    }
    return checkedElementCount(shape);
}

/// The order of the elements does not matter here, so that channels in front may stay there.
void flatten(KerasScope& scope)
{
    scope.begin(LayerKind::Other);
    const TensorId id = scope.builder().add("Flatten", {scope.input().id}, {{"axis", std::int64_t{1}}});
    scope.setOutput({id, {scope.input().shape[0], sampleElements(scope.input())}, false});
}

void reshape(KerasScope& scope)
{
    const nlohmann::json& target = scope.setting("target_shape");
    std::vector<std::int64_t> extents{0}; // the batch stays
    Shape known;
    for (const nlohmann::json& entry : target.is_array() ? target : nlohmann::json::array({target})) {
        const std::int64_t extent = wholeNumber(entry).value_or(0);
        if (extent < 1 && extent != -1)
            return scope.fail("must have whole numbers for target_shape");
        extents.push_back(extent);
        if (extent > 0)
            known.push_back(extent);
    }
    const std::optional<std::int64_t> elements = sampleElements(scope.input());
    const std::optional<std::int64_t> stated = checkedElementCount(known);
    if (!stated || extents.size() > 8)
        return scope.fail("has a target_shape that is far too large");
    scope.begin(LayerKind::Other);
    KerasTensor output = scope.asKeras(scope.input());
    output.shape.resize(1);
    for (std::size_t axis = 1; axis < extents.size(); ++axis) {
        const bool isRest = extents[axis] == -1;
        output.shape.push_back(isRest ? (elements ? std::optional{*elements / *stated} : std::nullopt)
                                      : std::optional{extents[axis]});
    }
    const TensorId shape = scope.builder().integers(scope.path() + "/shape", std::move(extents));
    output.id = scope.builder().add("Reshape", {output.id, shape});
    scope.setOutput(output);
}

void permute(KerasScope& scope)
{
    const nlohmann::json& dims = scope.setting("dims");
    scope.begin(LayerKind::Other);
    KerasTensor output = scope.asKeras(scope.input());
    std::vector<std::int64_t> order{0};
    const std::vector<std::optional<std::int64_t>> before = output.shape;
    output.shape.resize(1);
    for (const nlohmann::json& entry : dims) {
        const std::int64_t axis = wholeNumber(entry).value_or(0);
        if (axis < 1 || axis >= static_cast<std::int64_t>(before.size()) || order.size() >= before.size())
            return scope.fail("must have an order of its input's axes for dims");
        order.push_back(axis);
        output.shape.push_back(before[static_cast<std::size_t>(axis)]);
    }
    output.id = scope.builder().add("Transpose", {output.id}, {{"perm", std::move(order)}});
    scope.setOutput(output);
}

void repeatVector(KerasScope& scope)
{
    const std::int64_t repeats = scope.count("n");
    scope.begin(LayerKind::Other);
    const std::string& path = scope.path();
    const TensorId apart =
        scope.builder().add("Unsqueeze", {scope.input().id, scope.builder().integers(path + "/axes", {1})});
    const TensorId id =
        scope.builder().add("Expand", {apart, scope.builder().integers(path + "/shape", {1, repeats, 1})});
    scope.setOutput({id, {scope.input().shape[0], repeats, scope.input().shape[1]}, false});
}

constexpr KerasLayerType kJoiningLayers[] = {
    {"Add", merge<kAdd>, 1, 1},         {"Average", merge<kMean>, 1, 1},
    {"Concatenate", concatenate, 1, 1}, {"Flatten", flatten},
    {"Maximum", merge<kMax>, 1, 1},     {"Minimum", merge<kMin>, 1, 1},
    {"Multiply", merge<kMul>, 1, 1},    {"Permute", permute},
    {"RepeatVector", repeatVector},     {"Reshape", reshape, 1, 1},
    {"Subtract", merge<kSub>, 2, 1},
};

} // namespace

std::span<const KerasLayerType> kerasJoiningLayers()
{
    return kJoiningLayers;
}

} // namespace waferscope
