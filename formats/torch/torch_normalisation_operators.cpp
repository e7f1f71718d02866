#include "formats/torch/torch_scope.h"

namespace waferscope {

namespace {

/// A tensor that the node is given, or numbers that stand for it: a scale of 1, a shift of 0.
TensorId givenOr(TorchScope& scope, const char* key, double value, const Shape& shape)
{
    if (scope.has(key))
        return scope.tensor(key);
    return scope.constant(key, value, shape);
}

/// The channels of a picture, as the program states them.
std::optional<std::int64_t> channelsOf(TorchScope& scope)
{
    const TorchTensor input = scope.stated("input");
    const auto* extent = input.shape.size() > 1 ? std::get_if<std::int64_t>(&input.shape[1]) : nullptr;
    return extent != nullptr ? std::optional{*extent} : std::nullopt;
}

/// All forms of it give the normalised tensor first; the moments of a batch are not followed.
void batchNorm(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const auto channels = channelsOf(scope);
    if (!channels)
        return scope.passOn();
    const Shape shape{*channels};
    scope.begin(LayerKind::Normalisation);
    const TensorId weight = givenOr(scope, "weight", 1.0, shape);
    const TensorId bias = givenOr(scope, "bias", 0.0, shape);
    const TensorId mean = givenOr(scope, "running_mean", 0.0, shape);
    const TensorId variance = givenOr(scope, "running_var", 1.0, shape);
    scope.setOutput(scope.add("BatchNormalization", {input, weight, bias, mean, variance}));
    for (std::size_t output = 1; output < scope.outputCount(); ++output)
        scope.addOutput(scope.isUsed(output) && output > 2 ? std::optional{output == 3 ? mean : variance}
                                                           : std::nullopt);
}

void instanceNorm(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const auto channels = channelsOf(scope);
    if (!channels)
        return scope.passOn();
    scope.begin(LayerKind::Normalisation);
    const TensorId weight = givenOr(scope, "weight", 1.0, {*channels});
    const TensorId bias = givenOr(scope, "bias", 0.0, {*channels});
    scope.setOutput(scope.add("InstanceNormalization", {input, weight, bias}));
}

void groupNorm(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const auto channels = channelsOf(scope);
    if (!channels)
        return scope.passOn();
    scope.begin(LayerKind::Normalisation);
    const TensorId weight = givenOr(scope, "weight", 1.0, {*channels});
    const TensorId bias = givenOr(scope, "bias", 0.0, {*channels});
    const std::int64_t groups = scope.integer(scope.has("num_groups") ? "num_groups" : "group", 1);
    scope.setOutput(scope.add("GroupNormalization", {input, weight, bias}, {{"num_groups", groups}}));
}

/// layer_norm and rms_norm over the last axes.
void layerNorm(TorchScope& scope)
{
    const TensorId input = scope.tensor("input");
    const auto shape = scope.integers("normalized_shape");
    if (!shape || shape->empty())
        return scope.passOn();
    scope.begin(LayerKind::Normalisation);
    std::vector<std::optional<TensorId>> inputs{input, givenOr(scope, "weight", 1.0, *shape)};
    if (scope.has("bias"))
        inputs.emplace_back(scope.tensor("bias"));
    scope.setOutput(scope.add(scope.type(), std::move(inputs), {{"axis", -static_cast<std::int64_t>(shape->size())}}));
}

constexpr TorchOperator kNormalisationOperators[] = {
    {"_batch_norm_no_update", batchNorm},
    {"_batch_norm_with_update", batchNorm},
    {"_batch_norm_with_update_functional", batchNorm},
    {"_fused_rms_norm", layerNorm, "RMSNormalization"},
    {"_native_batch_norm_legit", batchNorm},
    {"_native_batch_norm_legit_functional", batchNorm},
    {"_native_batch_norm_legit_no_training", batchNorm},
    {"batch_norm", batchNorm},
    {"cudnn_batch_norm", batchNorm},
    {"group_norm", groupNorm},
    {"instance_norm", instanceNorm},
    {"layer_norm", layerNorm, "LayerNormalization"},
    {"native_batch_norm", batchNorm},
    {"native_group_norm", groupNorm},
    {"native_layer_norm", layerNorm, "LayerNormalization"},
    {"rms_norm", layerNorm, "RMSNormalization"},
};

} // namespace

std::span<const TorchOperator> torchNormalisationOperators()
{
    return kNormalisationOperators;
}

} // namespace waferscope
