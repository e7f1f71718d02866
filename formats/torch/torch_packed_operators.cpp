#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// Scales and zero points change no shape and are not trained: they are left out.
void pack(TorchScope& scope)
{
    const TensorId self = scope.tensor("input");
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.add(scope.type(), {self}));
}

/// A stored factor of whole numbers as the weights that it stands for.
TensorId unpacked(TorchScope& scope, const char* key)
{
    const TensorId tensor = scope.tensor(key);
    return scope.isComputed(tensor) ? tensor : scope.add("DequantizeLinear", {tensor});
}

void product(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Linear);
    scope.setOutput(scope.add("MatMul", {self, unpacked(scope, "mat2")}));
}

/// The second factor is stored with the outputs first.
void turnedProduct(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Linear);
    const TensorId turned =
        scope.add("Transpose", {unpacked(scope, "mat2")}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    scope.setOutput(scope.add("MatMul", {self, turned}));
}

constexpr char kPack[] = "QuantizeLinear";
constexpr char kUnpack[] = "DequantizeLinear";

constexpr TorchOperator kPackedOperators[] = {
    {"_int_mm", product},
    {"_scaled_mm", product},
    {"_weight_int8pack_mm", turnedProduct},
    {"dequantize_affine", pack, kUnpack},
    {"dequantize_per_channel", pack, kUnpack},
    {"dequantize_per_channel_group", pack, kUnpack},
    {"dequantize_per_tensor", pack, kUnpack},
    {"dequantize_per_token", pack, kUnpack},
    {"quantize_affine", pack, kPack},
    {"quantize_per_channel", pack, kPack},
    {"quantize_per_channel_group", pack, kPack},
    {"quantize_per_tensor", pack, kPack},
    {"quantize_per_token", pack, kPack},
};

} // namespace

std::span<const TorchOperator> torchPackedOperators()
{
    return kPackedOperators;
}

} // namespace waferscope
