#include "formats/keras/keras_scope.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

/// Heads and their sizes.
struct HeadSizes {
    std::int64_t heads = 1;
    std::int64_t key = 1;
    std::int64_t value = 1;
};

TensorId product(KerasScope& scope, const std::string& name, const KerasTensor& input, std::int64_t outputs)
{
    const std::int64_t inputs = scope.extent(input, -1);
    TensorId result =
        scope.builder().add("MatMul", {input.id, scope.weight((name + "/kernel").c_str(), {inputs, outputs})});
    if (scope.says("use_bias", true))
        result = scope.builder().add("Add", {result, scope.weight((name + "/bias").c_str(), {outputs})});
    return result;
}

/// [batch, steps, heads x size] with the heads in front of the steps, or for the keys with the steps last.
TensorId byHead(KerasScope& scope, TensorId tensor, std::int64_t heads, std::int64_t size, bool stepsLast)
{
    GraphBuilder& builder = scope.builder();
    const TensorId apart =
        builder.add("Reshape", {tensor, builder.integers(scope.path() + "/heads", {0, 0, heads, size})});
    const std::vector<std::int64_t> order =
        stepsLast ? std::vector<std::int64_t>{0, 2, 3, 1} : std::vector<std::int64_t>{0, 2, 1, 3};
    return builder.add("Transpose", {apart}, {{"perm", order}});
}

/// Scores, weights and their mean of the values.
TensorId attended(KerasScope& scope, const HeadSizes& sizes, const std::vector<KerasTensor>& inputs)
{
    GraphBuilder& builder = scope.builder();
    const TensorId query = product(scope, "query", inputs[0], sizes.heads * sizes.key);
    const TensorId key = product(scope, "key", inputs[2], sizes.heads * sizes.key);
    const TensorId value = product(scope, "value", inputs[1], sizes.heads * sizes.value);
    const TensorId scaled = builder.add("Mul", {query, builder.number(scope.path() + "/scale", 1.0)});
    const TensorId scores = builder.add(
        "MatMul",
        {byHead(scope, scaled, sizes.heads, sizes.key, false), byHead(scope, key, sizes.heads, sizes.key, true)});
    const TensorId weights = builder.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
    const TensorId mean = builder.add("MatMul", {weights, byHead(scope, value, sizes.heads, sizes.value, false)});
    const TensorId together = builder.add("Transpose", {mean}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
    return builder.add("Reshape",
                       {together, builder.integers(scope.path() + "/joined", {0, 0, sizes.heads * sizes.value})});
}

/// Arguments are query, value and, where it is another tensor, key.
void multiHeadAttention(KerasScope& scope)
{
    HeadSizes sizes;
    sizes.heads = scope.count("num_heads");
    sizes.key = scope.count("key_dim");
    sizes.value = scope.count("value_dim", sizes.key);
    (void)scope.setting("attention_axes"); // a sequence has but one
    scope.begin(LayerKind::Attention);
    std::vector<KerasTensor> inputs;
    for (std::size_t at = 0; at < 3; ++at)
        inputs.push_back(scope.asKeras(scope.inputs()[std::min(at, scope.inputs().size() - 1)]));
    for (const KerasTensor& input : inputs)
        if (input.shape.size() != 3)
            return scope.fail("takes sequences of 3 axes");
    if (scope.trouble())
        return;
    if (sizes.heads > 65536 || sizes.key > 1 << 24 || sizes.value > 1 << 24)
        return scope.fail("has more than 65,536 heads or 2^24 features in one");
    const nlohmann::json& stated = scope.setting("output_shape");
    const nlohmann::json& only = stated.is_array() && stated.size() == 1 ? stated[0] : stated;
    const std::int64_t outputs = wholeNumber(only).value_or(scope.extent(inputs[0], -1));
    KerasTensor output = inputs[0];
    output.id = attended(scope, sizes, inputs);
    output.shape.back() = sizes.heads * sizes.value;
    output.id = product(scope, "attention_output", output, outputs);
    output.shape.back() = outputs;
    scope.setOutput(output);
}

constexpr KerasLayerType kAttentionLayers[] = {
    {"MultiHeadAttention", multiHeadAttention, 2, 3},
};

} // namespace

std::span<const KerasLayerType> kerasAttentionLayers()
{
    return kAttentionLayers;
}

} // namespace waferscope
