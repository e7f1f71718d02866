#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// x weight^T + bias.
void linear(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const TensorId weight = scope.tensor("weight");
    const std::optional<TensorId> bias = scope.has("bias") ? scope.maybeTensor("bias") : std::nullopt;
    const bool isMatrix = scope.rank("input") == 2;
    scope.begin(LayerKind::Linear);
    if (isMatrix) {
        std::vector<std::optional<TensorId>> inputs{input, weight};
        if (bias)
            inputs.emplace_back(bias);
        return scope.setOutput(scope.add("Gemm", std::move(inputs), {{"transB", std::int64_t{1}}}));
    }
    const TensorId turned = scope.add("Transpose", {weight}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    TensorId output = scope.add("MatMul", {input, turned});
    if (bias)
        output = scope.add("Add", {output, *bias});
    scope.setOutput(output);
}

/// A product's kind: of two tensors that are computed it is a part of an attention.
LayerKind productKind(TorchScope& scope, TensorId first, TensorId second)
{
    return scope.isComputed(first) && scope.isComputed(second) ? LayerKind::Attention : LayerKind::Linear;
}

void product(TorchScope& scope, const char* firstKey, const char* secondKey)
{
    const TensorId first = scope.tensor(firstKey);
    const TensorId second = scope.tensor(secondKey);
    scope.begin(productKind(scope, first, second));
    scope.setOutput(scope.add("MatMul", {first, second}));
}

void matrixProduct(TorchScope& scope)
{
    product(scope, "self",
            scope.has("mat2")         ? "mat2"
                : scope.has("vec")    ? "vec"
                : scope.has("tensor") ? "tensor"
                                      : "other");
}

/// self + mat1 mat2, as Linear is written in the core operators.
void addedProduct(TorchScope& scope)
{
    const TensorId bias = scope.tensor("self");
    const TensorId first = scope.tensor("mat1");
    const TensorId second = scope.tensor("mat2");
    scope.begin(productKind(scope, first, second));
    scope.setOutput(scope.add("Gemm", {first, second, bias}));
}

void addedBatchProduct(TorchScope& scope)
{
    const TensorId added = scope.tensor("self");
    const TensorId first = scope.tensor("batch1");
    const TensorId second = scope.tensor("batch2");
    scope.begin(productKind(scope, first, second));
    scope.setOutput(scope.add("Add", {scope.add("MatMul", {first, second}), added}));
}

void einsteinSum(TorchScope& scope)
{
    const std::vector<std::optional<TensorId>> operands = scope.tensors(scope.has("tensors") ? "tensors" : "operands");
    if (operands.empty() || scope.trouble())
        return scope.fail("has no operands");
    scope.begin(operands.size() < 2 ? LayerKind::Pointwise : productKind(scope, *operands.front(), *operands.back()));
    scope.setOutput(scope.add("Einsum", operands, {{"equation", scope.text("equation")}}));
}

/// torch pads both sides alike; with "same" the rest goes behind.
Attributes windowOf(TorchScope& scope, std::size_t axes)
{
    Attributes attributes{{"strides", scope.perAxis("stride", axes, 1)},
                          {"dilations", scope.perAxis("dilation", axes, 1)}};
    const std::string named = scope.text("padding");
    if (named.empty()) {
        std::vector<std::int64_t> pads = scope.perAxis("padding", axes, 0);
        pads.insert(pads.end(), pads.begin(), pads.end());
        attributes["pads"] = std::move(pads);
    } else {
        attributes["auto_pad"] = std::string{named == "same" ? "SAME_UPPER" : "VALID"};
    }
    return attributes;
}

void convolution(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const TensorId weight = scope.tensor("weight");
    std::vector<std::optional<TensorId>> inputs{input, weight};
    if (scope.has("bias"))
        inputs.push_back(scope.maybeTensor("bias"));
    const std::size_t rank = scope.rank("weight");
    if (rank < 3)
        return scope.fail("has a filter of " + std::to_string(rank) + " axes");
    Attributes attributes = windowOf(scope, rank - 2);
    attributes["group"] = scope.integer("groups", 1);
    const bool isTransposed = scope.type() == "ConvTranspose" || scope.says("transposed", false);
    if (isTransposed)
        attributes["output_padding"] = scope.perAxis("output_padding", rank - 2, 0);
    const bool isAlone = scope.rank("input") + 1 == rank; // without a batch
    scope.begin(LayerKind::Convolution);
    const std::optional<TensorId> axes = isAlone ? std::optional{scope.integersOf("axes", {0})} : std::nullopt;
    if (isAlone)
        inputs[0] = scope.add("Unsqueeze", {inputs[0], axes});
    const TensorId output =
        scope.add(isTransposed ? "ConvTranspose" : "Conv", std::move(inputs), std::move(attributes));
    scope.setOutput(isAlone ? scope.add("Squeeze", {output, axes}) : output);
}

constexpr TorchOperator kMatrixOperators[] = {
    {"_convolution", convolution, "Conv"},
    {"addmm", addedProduct},
    {"baddbmm", addedBatchProduct},
    {"bmm", matrixProduct},
    {"conv1d", convolution, "Conv"},
    {"conv2d", convolution, "Conv"},
    {"conv3d", convolution, "Conv"},
    {"conv_transpose1d", convolution, "ConvTranspose"},
    {"conv_transpose2d", convolution, "ConvTranspose"},
    {"conv_transpose3d", convolution, "ConvTranspose"},
    {"convolution", convolution, "Conv"},
    {"einsum", einsteinSum},
    {"linear", linear},
    {"matmul", matrixProduct},
    {"mm", matrixProduct},
    {"mv", matrixProduct},
};

} // namespace

std::span<const TorchOperator> torchMatrixOperators()
{
    return kMatrixOperators;
}

} // namespace waferscope
