#include "formats/torch/torch_scope.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

/// A bound of a slice as a vector of one: a number, or a symbolic one.
TensorId bound(TorchScope& scope, const char* key, std::int64_t fallback)
{
    if (torchValueOf(scope.argument(key)).kind != "as_sym_int")
        return scope.integersOf(key, {scope.integer(key, fallback)});
    const TensorId number = scope.operand(key);
    const TensorId vector = scope.add("Unsqueeze", {number, scope.integersOf("axis", {0})});
    scope.builder().setType(vector, DataType::Int64);
    return vector;
}

void slice(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const TensorId start = bound(scope, "start", 0);
    const TensorId end = bound(scope, "end", kEnd);
    const TensorId axes = scope.integersOf("axes", {scope.integer("dim", 0)});
    const TensorId steps = scope.integersOf("steps", {std::max<std::int64_t>(1, scope.integer("step", 1))});
    scope.setOutput(scope.add("Slice", {self, start, end, axes, steps}));
}

void narrow(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const TensorId start = bound(scope, "start", 0);
    const TensorId length = bound(scope, "length", 0);
    const TensorId end = scope.add("Add", {start, length});
    scope.builder().setType(end, DataType::Int64);
    scope.setOutput(scope.add("Slice", {self, start, end, scope.integersOf("axes", {scope.integer("dim", 0)})}));
}

void select(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const TensorId index = scope.operand("index");
    scope.setOutput(scope.add("Gather", {self, index}, {{"axis", scope.integer("dim", 0)}}));
}

void indexSelect(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId index = scope.tensor("index");
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add("Gather", {self, index}, {{"axis", scope.integer("dim", 0)}}));
}

void gather(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId index = scope.tensor("index");
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add("GatherElements", {self, index}, {{"axis", scope.integer("dim", 0)}}));
}

/// x[:, i]: one index tensor; more together, and masks, are not followed.
void index(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const std::vector<std::optional<TensorId>> indices = scope.tensors("indices");
    const auto given = std::count_if(indices.begin(), indices.end(), [](const auto& entry) { return entry; });
    const auto first = std::find_if(indices.begin(), indices.end(), [](const auto& entry) { return entry; });
    if (given != 1 || scope.trouble() || scope.stated("indices").type == DataType::Bool)
        return scope.passOn();
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add("Gather", {self, *first}, {{"axis", std::int64_t{first - indices.begin()}}}));
}

void embedding(TorchScope& scope)
{
    const TensorId weight = scope.tensor("weight");
    const TensorId indices = scope.tensor("indices");
    scope.begin(LayerKind::Embedding);
    scope.setOutput(scope.add("Gather", {weight, indices}));
}

void largest(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TensorId count = scope.integersOf("k", {scope.integer("k", 1)});
    scope.begin(LayerKind::Other);
    for (const TensorId id : scope.builder().addSeveral("TopK", {self, count}, {{"axis", scope.integer("dim", -1)}}, 2))
        scope.addOutput(id);
}

void running(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add("CumSum", {self, scope.integerOf("axis", scope.integer("dim", 0))}));
}

/// ONNX lists the margins before all axes, then behind; torch pairs of them from the last axis on.
void pad(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const std::size_t rank = scope.rank("self");
    const auto pairs = scope.integers(scope.has("pad") ? "pad" : "padding");
    if (!pairs || pairs->size() % 2 != 0 || pairs->size() / 2 > rank)
        return scope.passOn();
    std::vector<std::int64_t> pads(2 * rank, 0);
    for (std::size_t at = 0; at < pairs->size() / 2; ++at) {
        pads[rank - 1 - at] = (*pairs)[2 * at];
        pads[2 * rank - 1 - at] = (*pairs)[2 * at + 1];
    }
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add("Pad", {self, scope.integersOf("pads", std::move(pads))}));
}

constexpr TorchOperator kSelectionOperators[] = {
    {"constant_pad_nd", pad},   {"cumsum", running},           {"embedding", embedding},  {"gather", gather},
    {"index", index},           {"index_select", indexSelect}, {"narrow", narrow},        {"pad", pad},
    {"reflection_pad1d", pad},  {"reflection_pad2d", pad},     {"reflection_pad3d", pad}, {"replication_pad1d", pad},
    {"replication_pad2d", pad}, {"replication_pad3d", pad},    {"select", select},        {"select_copy", select},
    {"slice", slice},           {"slice_copy", slice},         {"topk", largest},
};

} // namespace

std::span<const TorchOperator> torchSelectionOperators()
{
    return kSelectionOperators;
}

} // namespace waferscope
