#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// A tensor that has the same number everywhere and is not trained.
void fill(TorchScope& scope)
{
    const char* key = scope.has("size") ? "size" : "shape";
    scope.beginView();
    const TensorId value = scope.has("fill_value") ? scope.operand("fill_value") : scope.integerOf("value", 0);
    scope.setOutput(scope.add("Expand", {value, scope.sizes(key)}));
}

void fillLike(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const TensorId value = scope.has("fill_value") ? scope.operand("fill_value") : scope.integerOf("value", 0);
    const TensorId shape = scope.add("Shape", {self});
    scope.builder().setType(shape, DataType::Int64);
    scope.setOutput(scope.add("Expand", {value, shape}));
}

void scalar(TorchScope& scope)
{
    scope.beginView();
    scope.setOutput(scope.add("Identity", {scope.operand(scope.has("s") ? "s" : "fill_value")}));
}

void range(TorchScope& scope)
{
    scope.beginView();
    const TensorId start = scope.has("start") ? scope.operand("start") : scope.integerOf("start", 0);
    const TensorId end = scope.operand("end");
    const TensorId step = scope.has("step") ? scope.operand("step") : scope.integerOf("step", 1);
    scope.setOutput(scope.add("Range", {start, end, step}));
}

constexpr TorchOperator kGeneratorOperators[] = {
    {"arange", range},       {"empty", fill},          {"empty_like", fillLike}, {"full", fill},
    {"full_like", fillLike}, {"new_empty", fill},      {"new_full", fill},       {"new_ones", fill},
    {"new_zeros", fill},     {"ones", fill},           {"ones_like", fillLike},  {"rand", fill},
    {"rand_like", fillLike}, {"randn", fill},          {"randn_like", fillLike}, {"scalar_tensor", scalar},
    {"zeros", fill},         {"zeros_like", fillLike},
};

} // namespace

std::span<const TorchOperator> torchGeneratorOperators()
{
    return kGeneratorOperators;
}

} // namespace waferscope
