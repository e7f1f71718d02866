#include "formats/torch/torch_scope.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace waferscope {

namespace {

/// What a scaled_dot_product_attention is given.
struct Attention {
    TensorId query;
    TensorId key;
    TensorId value;
    std::optional<TensorId> mask = {};
    bool masksByChoice = false; ///< the mask is of truths
    std::int64_t keyHeads = 0; ///< shared by groups of heads; 0 when each has its own
    std::int64_t heads = 0;
    std::size_t rank = 4;
};

/// An axis that the program states as a number.
std::optional<std::int64_t> extentOf(const TorchTensor& tensor, std::size_t axis)
{
    const auto* extent = axis < tensor.shape.size() ? std::get_if<std::int64_t>(&tensor.shape[axis]) : nullptr;
    return extent != nullptr ? std::optional{*extent} : std::nullopt;
}

/// With shared keys the heads fall into groups: [batch, key heads, group, steps, features].
void groupHeads(TorchScope& scope, Attention& attention, const TorchTensor& query, const TorchTensor& key)
{
    if (query.shape.size() != 4 || key.shape.size() != 4)
        return;
    const auto heads = extentOf(query, 1);
    const auto keyHeads = extentOf(key, 1);
    const auto size = extentOf(query, 3);
    if (!heads || !keyHeads || !size || *heads == *keyHeads || *keyHeads < 1 || *heads % *keyHeads != 0)
        return;
    attention.heads = *heads;
    attention.keyHeads = *keyHeads;
    attention.rank = 5;
    attention.query = scope.add(
        "Reshape", {attention.query, scope.integersOf("groups", {0, *keyHeads, *heads / *keyHeads, -1, *size})});
    const TensorId axes = scope.integersOf("group_axis", {2});
    attention.key = scope.add("Unsqueeze", {attention.key, axes});
    attention.value = scope.add("Unsqueeze", {attention.value, axes});
    if (attention.mask && scope.rank("attn_mask") == 4)
        attention.mask = scope.add("Unsqueeze", {attention.mask, axes});
}

TensorId scores(TorchScope& scope, const Attention& attention, const TorchTensor& query)
{
    std::vector<std::int64_t> order(attention.rank);
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[order.size() - 1], order[order.size() - 2]);
    const double size = static_cast<double>(extentOf(query, query.shape.size() - 1).value_or(1));
    const double scale = scope.has("scale") ? scope.real("scale", 1.0) : 1.0 / std::sqrt(std::max(size, 1.0));
    const TensorId turned = scope.add("Transpose", {attention.key}, {{"perm", std::move(order)}});
    const TensorId scaled = scope.add("Mul", {attention.query, scope.builder().number(scope.path() + "/scale", scale)});
    TensorId result = scope.add("MatMul", {scaled, turned});
    if (attention.mask && attention.masksByChoice)
        result = scope.add("Where", {attention.mask, result, scope.builder().number(scope.path() + "/hidden", -1e4)});
    else if (attention.mask)
        result = scope.add("Add", {result, attention.mask});
    return scope.add("Softmax", {result}, {{"axis", std::int64_t{-1}}});
}

/// All forms of it give the values first; what they keep for training is not followed.
void attend(TorchScope& scope)
{
    Attention attention{scope.tensor("query"), scope.tensor("key"), scope.tensor("value")};
    const char* mask = scope.has("attn_bias") ? "attn_bias" : "attn_mask";
    attention.mask = scope.has(mask) ? scope.maybeTensor(mask) : std::nullopt;
    attention.masksByChoice = scope.stated(mask).type == DataType::Bool;
    const TorchTensor query = scope.stated("query");
    if (query.shape.size() < 2 || scope.trouble())
        return scope.fail("takes tensors of at least 2 axes");
    attention.rank = query.shape.size();
    scope.begin(LayerKind::Attention, "scores");
    groupHeads(scope, attention, query, scope.stated("key"));
    const TensorId weights = scores(scope, attention, query);
    scope.begin(LayerKind::Attention, "values");
    TensorId output = scope.add("MatMul", {weights, attention.value});
    if (attention.keyHeads != 0)
        output = scope.add(
            "Reshape",
            {output,
             scope.integersOf("heads", {0, attention.heads, -1, extentOf(scope.statedOutput(0), 3).value_or(1)})});
    scope.setOutput(output);
}

constexpr TorchOperator kAttentionOperators[] = {
    {"_scaled_dot_product_attention_math", attend},          {"_scaled_dot_product_cudnn_attention", attend},
    {"_scaled_dot_product_efficient_attention", attend},     {"_scaled_dot_product_flash_attention", attend},
    {"_scaled_dot_product_flash_attention_for_cpu", attend}, {"scaled_dot_product_attention", attend},
};

} // namespace

std::span<const TorchOperator> torchAttentionOperators()
{
    return kAttentionOperators;
}

} // namespace waferscope
