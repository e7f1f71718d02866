#include "formats/torch/torch_scope.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// view, reshape and unflatten. ONNX reads a 0 as "the input's extent" and torch does not write any but for empty
/// tensors.
void reshape(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const char* key = scope.has("size") ? "size" : "shape";
    if (!scope.has(key)) // view.dtype
        return scope.setOutput(scope.add("Identity", {self}));
    const TensorId shape = scope.sizes(key);
    scope.setOutput(scope.add("Reshape", {self, shape}, {{"allowzero", std::int64_t{1}}}));
}

/// An axis from the front.
std::size_t axisOf(TorchScope& scope, const char* key, std::int64_t fallback, std::size_t rank)
{
    const std::int64_t stated = scope.integer(key, fallback);
    const auto axes = static_cast<std::int64_t>(std::max<std::size_t>(rank, 1));
    const std::int64_t axis = stated < 0 ? stated + axes : stated;
    if (axis >= 0 && axis < axes)
        return static_cast<std::size_t>(axis);
    scope.fail("speaks of the axis " + std::to_string(stated) + " of a tensor of " + std::to_string(rank) + " axes");
    return 0;
}

/// Keeps the axes in front with 0, which copies them, so that open sizes stay open.
void flatten(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TorchTensor input = scope.stated("self");
    const std::size_t first = axisOf(scope, "start_dim", 0, input.shape.size());
    const std::size_t last = axisOf(scope, "end_dim", -1, input.shape.size());
    std::vector<std::int64_t> shape(first, 0);
    shape.push_back(-1);
    for (std::size_t axis = last + 1; axis < input.shape.size(); ++axis) {
        const auto* extent = std::get_if<std::int64_t>(&input.shape[axis]);
        if (extent == nullptr)
            return scope.passOn();
        shape.push_back(*extent);
    }
    scope.beginView();
    scope.setOutput(scope.add("Reshape", {self, scope.integersOf("shape", std::move(shape))}));
}

void unflatten(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TorchTensor input = scope.stated("self");
    const std::size_t axis = axisOf(scope, "dim", 0, input.shape.size());
    const auto sizes = scope.integers("sizes");
    if (!sizes)
        return scope.passOn();
    std::vector<std::int64_t> shape(axis, 0);
    shape.insert(shape.end(), sizes->begin(), sizes->end());
    for (std::size_t behind = axis + 1; behind < input.shape.size(); ++behind) {
        const auto* extent = std::get_if<std::int64_t>(&input.shape[behind]);
        if (extent == nullptr)
            return scope.passOn();
        shape.push_back(*extent);
    }
    scope.beginView();
    scope.setOutput(scope.add("Reshape", {self, scope.integersOf("shape", std::move(shape))}));
}

void permute(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    scope.setOutput(
        scope.add("Transpose", {self}, {{"perm", scope.integers("dims").value_or(std::vector<std::int64_t>{})}}));
}

void exchange(TorchScope& scope, std::size_t one, std::size_t other, std::size_t rank)
{
    const TensorId self = scope.tensor("self");
    std::vector<std::int64_t> order(std::max(rank, std::max(one, other) + 1));
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[one], order[other]);
    scope.beginView();
    scope.setOutput(scope.add("Transpose", {self}, {{"perm", std::move(order)}}));
}

void transpose(TorchScope& scope)
{
    const std::size_t rank = scope.rank("self");
    if (rank == 0) // a scalar has nothing to exchange
        return exchange(scope, 0, 0, 0);
    const bool isNamed = scope.has("axis0");
    const std::size_t one = axisOf(scope, isNamed ? "axis0" : "dim0", 0, rank);
    const std::size_t other = axisOf(scope, isNamed ? "axis1" : "dim1", 0, rank);
    exchange(scope, one, other, rank);
}

/// t, mT and numpy_T of a matrix.
void transposeTail(TorchScope& scope)
{
    const std::size_t rank = scope.rank("self");
    if (rank < 2) {
        scope.beginView();
        return scope.setOutput(scope.add("Identity", {scope.tensor("self")}));
    }
    exchange(scope, rank - 2, rank - 1, rank);
}

void unsqueeze(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    scope.setOutput(scope.add("Unsqueeze", {self, scope.integersOf("axes", {scope.integer("dim", 0)})}));
}

/// Only axes that are 1 long go; torch lets the others be.
void squeeze(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TorchTensor input = scope.stated("self");
    std::vector<std::int64_t> axes;
    const auto named = scope.integers("dim");
    for (std::size_t axis = 0; axis < input.shape.size(); ++axis) {
        const auto* extent = std::get_if<std::int64_t>(&input.shape[axis]);
        const auto index = static_cast<std::int64_t>(axis);
        const std::int64_t fromEnd = index - static_cast<std::int64_t>(input.shape.size());
        const bool isMeant = !named || std::find(named->begin(), named->end(), index) != named->end()
            || std::find(named->begin(), named->end(), fromEnd) != named->end();
        if (extent != nullptr && *extent == 1 && isMeant)
            axes.push_back(index);
    }
    scope.beginView();
    if (axes.empty())
        return scope.setOutput(scope.add("Identity", {self}));
    scope.setOutput(scope.add("Squeeze", {self, scope.integersOf("axes", std::move(axes))}));
}

/// torch's -1 keeps an extent and ONNX's 1 does, as both broadcast.
void expand(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    if (auto sizes = scope.integers("size")) {
        std::replace(sizes->begin(), sizes->end(), std::int64_t{-1}, std::int64_t{1});
        return scope.setOutput(scope.add("Expand", {self, scope.integersOf("size", std::move(*sizes))}));
    }
    const TensorId keeping = scope.integerOf("one", 1);
    const TensorId shape = scope.add("Max", {scope.sizes("size"), keeping});
    scope.builder().setType(shape, DataType::Int64);
    scope.setOutput(scope.add("Expand", {self, shape}));
}

void expandAs(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId other = scope.tensor("other");
    scope.beginView();
    const TensorId shape = scope.add("Shape", {other});
    scope.builder().setType(shape, DataType::Int64);
    scope.setOutput(scope.add(scope.type(), {self, shape}));
}

void repeat(TorchScope& scope)
{
    TensorId self = scope.tensor("self");
    const std::size_t rank = scope.rank("self");
    const auto repeats = scope.integers("repeats");
    const nlohmann::json& list = *torchValueOf(scope.argument("repeats")).value;
    const std::size_t axes = repeats ? repeats->size() : list.size();
    scope.beginView();
    if (axes > rank) {
        std::vector<std::int64_t> added(axes - rank);
        std::iota(added.begin(), added.end(), 0);
        self = scope.add("Unsqueeze", {self, scope.integersOf("axes", std::move(added))});
    }
    scope.setOutput(scope.add("Tile", {self, scope.sizes("repeats")}));
}

void concatenate(TorchScope& scope)
{
    std::vector<std::optional<TensorId>> tensors = scope.tensors("tensors");
    if (tensors.empty() || scope.trouble())
        return scope.fail("joins no tensors");
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add("Concat", std::move(tensors), {{"axis", scope.integer("dim", 0)}}));
}

void stack(TorchScope& scope)
{
    std::vector<std::optional<TensorId>> tensors = scope.tensors("tensors");
    if (tensors.empty() || scope.trouble())
        return scope.fail("joins no tensors");
    const std::int64_t axis = scope.integer("dim", 0);
    scope.begin(LayerKind::Other);
    const TensorId axes = scope.integersOf("axes", {axis});
    for (std::optional<TensorId>& tensor : tensors)
        tensor = scope.add("Unsqueeze", {tensor, axes});
    scope.setOutput(scope.add("Concat", std::move(tensors), {{"axis", axis}}));
}

/// Lengths of the parts along an axis as the program states them; empty where one is open.
std::vector<std::int64_t> partLengths(TorchScope& scope, std::size_t axis)
{
    std::vector<std::int64_t> lengths;
    for (std::size_t output = 0; output < scope.outputCount(); ++output) {
        const TorchTensor part = scope.statedOutput(output);
        const auto* extent = axis < part.shape.size() ? std::get_if<std::int64_t>(&part.shape[axis]) : nullptr;
        if (extent == nullptr)
            return {};
        lengths.push_back(*extent);
    }
    return lengths;
}

/// split, split_with_sizes, chunk and tensor_split: the outputs' shapes say the lengths.
void split(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const std::size_t axis = axisOf(scope, "dim", 0, scope.rank("self"));
    if (scope.outputCount() == 0)
        return scope.fail("has no outputs");
    std::vector<std::int64_t> lengths = partLengths(scope, axis);
    scope.beginView();
    std::vector<std::optional<TensorId>> inputs{self};
    if (!lengths.empty())
        inputs.emplace_back(scope.integersOf("lengths", std::move(lengths)));
    const Attributes attributes{{"axis", static_cast<std::int64_t>(axis)}};
    for (const TensorId part : scope.builder().addSeveral("Split", std::move(inputs), attributes, scope.outputCount()))
        scope.addOutput(part);
}

void unbind(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const std::size_t axis = axisOf(scope, "dim", 0, scope.rank("self"));
    if (scope.outputCount() == 0)
        return scope.fail("has no outputs");
    scope.beginView();
    const Attributes attributes{{"axis", static_cast<std::int64_t>(axis)}};
    const TensorId axes = scope.integersOf("axes", {static_cast<std::int64_t>(axis)});
    for (const TensorId part : scope.builder().addSeveral("Split", {self}, attributes, scope.outputCount()))
        scope.addOutput(scope.add("Squeeze", {part, axes}));
}

void blocks(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const bool isUp = scope.has("upscale_factor");
    const std::int64_t factor = scope.integer(isUp ? "upscale_factor" : "downscale_factor", 1);
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add(scope.type(), {self}, {{"blocksize", factor}}));
}

constexpr TorchOperator kLayoutOperators[] = {
    {"_reshape_alias", reshape},
    {"_unsafe_view", reshape},
    {"broadcast_to", expand},
    {"cat", concatenate},
    {"chunk", split},
    {"concat", concatenate},
    {"expand", expand},
    {"expand_as", expandAs, "Expand"},
    {"flatten", flatten},
    {"mT", transposeTail},
    {"numpy_T", transposeTail},
    {"permute", permute},
    {"pixel_shuffle", blocks, "DepthToSpace"},
    {"pixel_unshuffle", blocks, "SpaceToDepth"},
    {"repeat", repeat},
    {"reshape", reshape},
    {"reshape_as", expandAs, "Reshape"},
    {"split", split},
    {"split_copy", split},
    {"split_with_sizes", split},
    {"split_with_sizes_copy", split},
    {"squeeze", squeeze},
    {"squeeze_copy", squeeze},
    {"stack", stack},
    {"swapaxes", transpose},
    {"swapdims", transpose},
    {"t", transposeTail},
    {"tensor_split", split},
    {"transpose", transpose},
    {"transpose_copy", transpose},
    {"unbind", unbind},
    {"unflatten", unflatten},
    {"unsafe_chunk", split},
    {"unsafe_split", split},
    {"unsqueeze", unsqueeze},
    {"unsqueeze_copy", unsqueeze},
    {"view", reshape},
    {"view_as", expandAs, "Reshape"},
    {"view_copy", reshape},
};

} // namespace

std::span<const TorchOperator> torchLayoutOperators()
{
    return kLayoutOperators;
}

} // namespace waferscope
