#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// One extent of a tensor as a number that shapes are computed from.
void extent(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    const TensorId shape = scope.add("Shape", {self});
    scope.builder().setType(shape, DataType::Int64);
    const TensorId axis = scope.integerOf("axis", scope.integer("dim", 0));
    scope.setOutput(scope.add("Gather", {shape, axis}));
}

void elements(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.beginView();
    scope.setOutput(scope.add("Size", {self}));
}

void arithmetic(TorchScope& scope)
{
    scope.beginView();
    const TensorId first = scope.operand("a");
    const TensorId second = scope.operand("b");
    scope.setOutput(scope.add(scope.type(), {first, second}));
}

void negative(TorchScope& scope)
{
    scope.beginView();
    scope.setOutput(scope.add("Neg", {scope.operand("a")}));
}

/// Names as Python's operator module and torch have them, behind "_operator." and "torch.".
constexpr TorchOperator kSymbolOperators[] = {
    {"_operator.add", arithmetic, "Add"},
    {"_operator.floordiv", arithmetic, "Div"},
    {"_operator.mod", arithmetic, "Mod"},
    {"_operator.mul", arithmetic, "Mul"},
    {"_operator.neg", negative},
    {"_operator.pow", arithmetic, "Pow"},
    {"_operator.sub", arithmetic, "Sub"},
    {"sym_max", arithmetic, "Max"},
    {"sym_min", arithmetic, "Min"},
    {"sym_numel", elements},
    {"sym_size", extent},
};

} // namespace

std::span<const TorchOperator> torchSymbolOperators()
{
    return kSymbolOperators;
}

} // namespace waferscope
