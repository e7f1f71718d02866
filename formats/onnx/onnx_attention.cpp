#include "formats/onnx/onnx_attention.h"

namespace waferscope {

namespace {

constexpr std::int64_t kMostHeads = 65536;

/// How many heads the queries have, and the keys and values.
struct HeadCounts {
    std::int64_t queries = 0;
    std::int64_t keys = 0;

    [[nodiscard]] bool isGood() const
    {
        return queries >= 1 && keys >= 1 && queries <= kMostHeads && queries % keys == 0;
    }
};

/// Queries, keys and values as [batch, heads, sequence, size].
struct HeadTensors {
    TensorId queries;
    TensorId keys;
    TensorId values;
};

/// Keys and values of earlier positions, in the same form; and where those of all positions go.
struct KeptTensors {
    std::optional<TensorId> keys;
    std::optional<TensorId> values;
};

const std::vector<std::int64_t> kHeadsBefore{0, 2, 1, 3}; ///< swaps sequence and heads

/// [batch, sequence, heads x size] as [batch, heads, sequence, size].
TensorId headsOf(OnnxOperatorWriter& writer, TensorId tensor, std::int64_t heads)
{
    const TensorId split = writer.add("Reshape", {tensor, writer.integers({0, 0, heads, -1})});
    return writer.add("Transpose", {split}, {{"perm", kHeadsBefore}});
}

/// Queries, keys and values that lie one behind the other in the last axis, heads of one size.
HeadTensors splitHeads(OnnxOperatorWriter& writer, TensorId packed, const HeadCounts& heads)
{
    const TensorId all = headsOf(writer, packed, heads.queries + 2 * heads.keys);
    const std::vector<TensorId> parts = writer.addSeveral(
        "Split", {all, writer.integers({heads.queries, heads.keys, heads.keys})}, {{"axis", std::int64_t{1}}}, 3);
    return {parts[0], parts[1], parts[2]};
}

TensorId behindKept(OnnxOperatorWriter& writer, TensorId now, std::optional<TensorId> kept)
{
    return kept ? writer.add("Concat", {kept, now}, {{"axis", std::int64_t{2}}}) : now;
}

/// Each head of the keys as often as queries share it.
TensorId shared(OnnxOperatorWriter& writer, TensorId tensor, const HeadCounts& heads)
{
    if (heads.queries == heads.keys)
        return tensor;
    std::vector<std::int64_t> which;
    for (std::int64_t head = 0; head < heads.queries; ++head)
        which.push_back(head / (heads.queries / heads.keys));
    return writer.add("Gather", {tensor, writer.integers(std::move(which))}, {{"axis", std::int64_t{1}}});
}

enum class ResultForm { Rows, Heads };

/// Scores and sums of values as the first output; returns all keys and values.
KeptTensors attend(OnnxOperatorWriter& writer, const HeadTensors& tensors, const KeptTensors& kept,
                   const HeadCounts& heads, ResultForm form)
{
    const TensorId keys = behindKept(writer, tensors.keys, kept.keys);
    const TensorId values = behindKept(writer, tensors.values, kept.values);
    const TensorId across =
        writer.add("Transpose", {shared(writer, keys, heads)}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}});
    const TensorId scores = writer.add("MatMul", {tensors.queries, across});
    const TensorId shares = writer.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
    const TensorId sharedValues = shared(writer, values, heads);
    if (form == ResultForm::Heads) {
        writer.give(0, "MatMul", {shares, sharedValues});
        return {keys, values};
    }
    const TensorId sums = writer.add("MatMul", {shares, sharedValues});
    const TensorId rows = writer.add("Transpose", {sums}, {{"perm", kHeadsBefore}});
    writer.give(0, "Reshape", {rows, writer.integers({0, 0, -1})});
    return {keys, values};
}

void giveKept(OnnxOperatorWriter& writer, const KeptTensors& all)
{
    writer.give(1, "Identity", {all.keys});
    writer.give(2, "Identity", {all.values});
}

/// com.microsoft.GroupQueryAttention: query, key, value, past_key, past_value ...; all in the query where the others
/// are absent.
bool addGrouped(OnnxOperatorWriter& writer)
{
    const HeadCounts heads{writer.integer("num_heads", 0), writer.integer("kv_num_heads", 0)};
    if (!heads.isGood() || !writer.input(0) || writer.input(1).has_value() != writer.input(2).has_value())
        return false;
    const HeadTensors tensors = writer.input(1)
        ? HeadTensors{headsOf(writer, *writer.input(0), heads.queries), headsOf(writer, *writer.input(1), heads.keys),
                      headsOf(writer, *writer.input(2), heads.keys)}
        : splitHeads(writer, *writer.input(0), heads);
    giveKept(writer, attend(writer, tensors, {writer.input(3), writer.input(4)}, heads, ResultForm::Rows));
    return true;
}

/// com.microsoft.MultiHeadAttention: query, key, value, bias, mask, bias of scores, past_key, past_value.
bool addMultiHead(OnnxOperatorWriter& writer)
{
    const HeadCounts heads{writer.integer("num_heads", 0), writer.integer("num_heads", 0)};
    if (!heads.isGood() || !writer.input(0) || !writer.input(1) || !writer.input(2))
        return false; // packed forms of five axes
    TensorId queries = *writer.input(0);
    if (writer.input(3)) // of all three at once
        queries = writer.add(kStoredOperator, {queries, writer.input(3)});
    const HeadTensors tensors{headsOf(writer, queries, heads.queries), headsOf(writer, *writer.input(1), heads.keys),
                              headsOf(writer, *writer.input(2), heads.keys)};
    giveKept(writer, attend(writer, tensors, {writer.input(6), writer.input(7)}, heads, ResultForm::Rows));
    return true;
}

/// ONNX's own, since version 23: Q, K, V, mask, past_key, past_value; heads are an axis unless attributes count them.
bool addStandard(OnnxOperatorWriter& writer)
{
    if (!writer.input(0) || !writer.input(1) || !writer.input(2))
        return false;
    const KeptTensors kept{writer.input(4), writer.input(5)};
    const HeadCounts heads{writer.integer("q_num_heads", 0), writer.integer("kv_num_heads", 0)};
    if (heads.isGood()) {
        const HeadTensors tensors{headsOf(writer, *writer.input(0), heads.queries),
                                  headsOf(writer, *writer.input(1), heads.keys),
                                  headsOf(writer, *writer.input(2), heads.keys)};
        giveKept(writer, attend(writer, tensors, kept, heads, ResultForm::Rows));
        return true;
    }
    const HeadTensors tensors{*writer.input(0), *writer.input(1), *writer.input(2)};
    giveKept(writer, attend(writer, tensors, kept, {1, 1}, ResultForm::Heads));
    return true;
}

/// The past of com.microsoft.Attention, [2, batch, heads, positions, size].
KeptTensors pastOf(OnnxOperatorWriter& writer, std::optional<TensorId> past)
{
    if (!past)
        return {};
    const std::vector<TensorId> halves =
        writer.addSeveral("Split", {past, writer.integers({1, 1})}, {{"axis", std::int64_t{0}}}, 2);
    const TensorId axis = writer.integers({0});
    return {writer.add("Squeeze", {halves[0], axis}), writer.add("Squeeze", {halves[1], axis})};
}

/// com.microsoft.Attention and QAttention: input, weights of all three, bias, and at `past` what came before.
bool addWithWeights(OnnxOperatorWriter& writer, std::optional<TensorId> weights, std::size_t past)
{
    const HeadCounts heads{writer.integer("num_heads", 0), writer.integer("num_heads", 0)};
    if (!heads.isGood() || !writer.input(0) || !weights)
        return false;
    TensorId product = writer.add("MatMul", {writer.input(0), weights});
    if (writer.input(2))
        product = writer.add("Add", {product, writer.unpacked(2)});
    HeadTensors tensors = [&] {
        const auto sizes = writer.attributes().find("qkv_hidden_sizes");
        const auto* list =
            sizes == writer.attributes().end() ? nullptr : std::get_if<std::vector<std::int64_t>>(&sizes->second);
        if (list == nullptr || list->size() != 3)
            return splitHeads(writer, product, heads);
        const std::vector<TensorId> parts =
            writer.addSeveral("Split", {product, writer.integers(*list)}, {{"axis", std::int64_t{-1}}}, 3);
        return HeadTensors{headsOf(writer, parts[0], heads.queries), headsOf(writer, parts[1], heads.keys),
                           headsOf(writer, parts[2], heads.keys)};
    }();
    const KeptTensors all = attend(writer, tensors, pastOf(writer, writer.input(past)), heads, ResultForm::Rows);
    if (writer.output(1)) {
        const TensorId axis = writer.integers({0});
        writer.give(1, "Concat",
                    {writer.add("Unsqueeze", {all.keys, axis}), writer.add("Unsqueeze", {all.values, axis})},
                    {{"axis", std::int64_t{0}}});
    }
    return true;
}

} // namespace

bool addPlainAttention(const Operator& given, OnnxOperatorWriter& writer)
{
    if (given.type == "com.microsoft.GroupQueryAttention")
        return addGrouped(writer);
    if (given.type == "com.microsoft.MultiHeadAttention")
        return addMultiHead(writer);
    if (given.type == "Attention")
        return addStandard(writer);
    if (given.type == "com.microsoft.Attention")
        return addWithWeights(writer, writer.input(1), 4);
    if (given.type == "com.microsoft.QAttention")
        return writer.input(0) && addWithWeights(writer, writer.unpacked(1, 4, 7), 8);
    return false;
}

} // namespace waferscope
