#include "formats/onnx/onnx_plain_operators.h"

#include "formats/onnx/onnx_attention.h"
#include "formats/onnx/onnx_experts.h"
#include "formats/onnx/onnx_operator_writer.h"

#include <algorithm>
#include <iterator>

namespace waferscope {

namespace {

/// Where an operator has a value, its scale and its zero point; -1 for none.
struct PackedOperand {
    int value = -1;
    int scale = -1;
    int zero = -1;
};

/// An operator of packed numbers, and the plain one that it stands for.
struct PlainRow {
    std::string_view type;
    std::string_view plain;
    PackedOperand operands[3];
    int addend = -1; ///< what is added to the result
};

// ONNX's own operators, and ONNX Runtime's (ContribOperators.md).
constexpr PlainRow kRows[] = {
    {"ConvInteger", "Conv", {{0}, {1, -1, 3}, {}}},
    {"MatMulInteger", "MatMul", {{0}, {1, -1, 3}, {}}},
    {"QLinearConv", "Conv", {{0}, {3, 4, 5}, {8, 4}}},
    {"QLinearMatMul", "MatMul", {{0, 1, 2}, {3, 4, 5}, {}}},
    {"com.microsoft.DequantizeLinear", "DequantizeLinear", {{0}, {1}, {2}}},
    {"com.microsoft.DynamicQuantizeMatMul", "MatMul", {{0}, {1, 2, 3}, {}}, 4},
    {"com.microsoft.FusedConv", "Conv", {{0}, {1}, {2}}, 3},
    {"com.microsoft.FusedGemm", "Gemm", {{0}, {1}, {2}}},
    {"com.microsoft.MatMulInteger16", "MatMul", {{0}, {1}, {}}},
    {"com.microsoft.MatMulIntegerToFloat", "MatMul", {{0, 2, 4}, {1, 3, 5}, {}}, 6},
    {"com.microsoft.QGemm", "Gemm", {{0, 1, 2}, {3, 4, 5}, {6, 4}}},
    {"com.microsoft.QLinearAdd", "Add", {{0, 1, 2}, {3, 4, 5}, {}}},
    {"com.microsoft.QLinearAveragePool", "AveragePool", {{0}, {}, {}}},
    {"com.microsoft.QLinearConv", "Conv", {{0}, {3, 4, 5}, {8, 4}}},
    {"com.microsoft.QLinearGlobalAveragePool", "GlobalAveragePool", {{0}, {}, {}}},
    {"com.microsoft.QLinearLeakyRelu", "LeakyRelu", {{0}, {}, {}}},
    {"com.microsoft.QLinearMul", "Mul", {{0, 1, 2}, {3, 4, 5}, {}}},
    {"com.microsoft.QLinearSigmoid", "Sigmoid", {{0}, {}, {}}},
    {"com.microsoft.QLinearSoftmax", "Softmax", {{0}, {}, {}}},
    {"com.microsoft.QLinearWhere", "Where", {{0}, {1, 2, 3}, {4, 5, 6}}},
    {"com.microsoft.QuantizeLinear", "QuantizeLinear", {{0}, {1}, {2}}},
};

std::optional<std::size_t> place(int at)
{
    return at < 0 ? std::nullopt : std::optional{static_cast<std::size_t>(at)};
}

bool addRow(const PlainRow& row, OnnxOperatorWriter& writer)
{
    if (writer.integer("channels_last", 0) != 0 || !writer.output(0))
        return false;
    const bool unpacks = !row.plain.ends_with("quantizeLinear") && row.plain != "QuantizeLinear";
    OnnxOperatorWriter::Inputs inputs;
    for (const PackedOperand& operand : row.operands)
        if (const auto value = place(operand.value))
            inputs.push_back(unpacks ? writer.unpacked(*value, place(operand.scale), place(operand.zero))
                                     : writer.input(*value));
    const std::optional<TensorId> addend = row.addend < 0 ? std::nullopt : writer.input(*place(row.addend));
    if (!addend) {
        writer.give(0, row.plain, std::move(inputs), writer.attributes());
        return true;
    }
    const TensorId result = writer.add(row.plain, std::move(inputs), writer.attributes());
    writer.give(0, "Add", {result, addend});
    return true;
}

/// QLinearConcat: the result's scale and zero point, then value, scale and zero point of each part.
bool addConcat(OnnxOperatorWriter& writer, std::size_t inputs)
{
    OnnxOperatorWriter::Inputs parts;
    for (std::size_t at = 2; at < inputs; at += 3)
        parts.push_back(writer.unpacked(at, at + 1, at + 2));
    writer.give(0, "Concat", std::move(parts), writer.attributes());
    return true;
}

/// MatMulNBits and its kin: a matrix of N rows and K columns in blocks of few bits, which the first input is multiplied
/// with from the right.
bool addFewBits(OnnxOperatorWriter& writer, std::optional<std::size_t> bias)
{
    Tensor* packed = writer.stored(1);
    if (packed == nullptr || !writer.input(0)
        || !restatePacked(*packed, {writer.integer("N", 0), writer.integer("K", 0)}))
        return false;
    const TensorId matrix =
        writer.add("Transpose", {writer.unpacked(1, 2)}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    const std::optional<TensorId> added = bias ? writer.input(*bias) : std::nullopt;
    if (added)
        writer.give(0, "Add", {writer.add("MatMul", {writer.input(0), matrix}), added});
    else
        writer.give(0, "MatMul", {writer.input(0), matrix});
    return true;
}

/// GatherBlockQuantized: a table whose last axis is packed where its type is a whole byte.
bool addPackedGather(OnnxOperatorWriter& writer)
{
    Tensor* table = writer.stored(0);
    const std::int64_t bits = writer.integer("bits", 4);
    if (table == nullptr || table->declared.empty() || bits < 1 || bits > 8)
        return false;
    Shape shape;
    for (const Extent& extent : table->declared)
        shape.push_back(std::holds_alternative<std::int64_t>(extent) ? std::get<std::int64_t>(extent) : 0);
    if (table->type == DataType::UInt8 && __builtin_mul_overflow(shape.back(), 8 / bits, &shape.back()))
        return false;
    if (!restatePacked(*table, shape))
        return false;
    writer.give(0, "Gather", {writer.unpacked(0, 2, 3), writer.input(1)}, {{"axis", writer.integer("gather_axis", 0)}});
    return true;
}

/// DynamicQuantizeLSTM has its matrices the other way round.
bool addPackedLstm(OnnxOperatorWriter& writer)
{
    if (!writer.input(1) || !writer.input(2))
        return false;
    const Attributes turned{{"perm", std::vector<std::int64_t>{0, 2, 1}}};
    const TensorId inputs = writer.add("Transpose", {writer.unpacked(1, 8, 9)}, turned);
    const TensorId states = writer.add("Transpose", {writer.unpacked(2, 10, 11)}, turned);
    writer.giveAll("LSTM",
                   {writer.input(0), inputs, states, writer.input(3), writer.input(4), writer.input(5), writer.input(6),
                    writer.input(7)},
                   writer.attributes());
    return true;
}

const Attributes kLastAxis{{"axis", std::int64_t{-1}}};

/// SkipLayerNormalization: input, skip, scale, shift, bias; without a shift in its simplified form.
bool addSkipNormalisation(OnnxOperatorWriter& writer, bool hasShift)
{
    if (!writer.input(0) || !writer.input(1) || !writer.input(2))
        return false;
    TensorId sum = writer.add("Add", {writer.input(0), writer.input(1)});
    if (const auto bias = writer.input(hasShift ? 4 : 3))
        sum = writer.add("Add", {sum, bias});
    if (hasShift)
        writer.give(0, "LayerNormalization", {sum, writer.input(2), writer.input(3)}, kLastAxis);
    else
        writer.give(0, "RMSNormalization", {sum, writer.input(2)}, kLastAxis);
    writer.give(3, "Identity", {sum});
    return true;
}

/// EmbedLayerNormalization and its packed form: ids, segments, the tables of words, positions and segments, scale,
/// shift. Scales and zero points of the five follow at `scales` in the packed form.
bool addEmbedding(OnnxOperatorWriter& writer, std::optional<std::size_t> scales)
{
    const auto stored = [&](std::size_t at) {
        return scales ? writer.unpacked(at, *scales + at - 2, *scales + at + 3) : writer.input(at);
    };
    if (!writer.input(0) || !writer.input(2) || !writer.input(3) || !writer.input(5))
        return false;
    const TensorId words = writer.add("Gather", {stored(2), writer.input(0)});
    // Positions have the shape of the ids.
    TensorId sum = writer.add("Add", {words, writer.add("Gather", {stored(3), writer.input(0)})});
    if (writer.input(1) && writer.input(4))
        sum = writer.add("Add", {sum, writer.add("Gather", {stored(4), writer.input(1)})});
    writer.give(0, "LayerNormalization", {sum, stored(5), writer.input(6) ? stored(6) : std::nullopt}, kLastAxis);
    writer.give(1, "ReduceSum", {writer.input(0), writer.integers({1})}, {{"keepdims", std::int64_t{0}}});
    writer.give(2, "Identity", {sum});
    return true;
}

bool addOther(const Operator& given, OnnxOperatorWriter& writer)
{
    const std::string_view type = given.type;
    if (type == "com.microsoft.QLinearConcat")
        return addConcat(writer, given.inputs.size());
    if (type == "com.microsoft.MatMulNBits")
        return addFewBits(writer, 5);
    if (type == "com.microsoft.MatMulBnb4")
        return addFewBits(writer, std::nullopt);
    if (type == "com.microsoft.GatherBlockQuantized")
        return addPackedGather(writer);
    if (type == "com.microsoft.DynamicQuantizeLSTM")
        return addPackedLstm(writer);
    if (type == "com.microsoft.SkipLayerNormalization")
        return addSkipNormalisation(writer, true);
    if (type == "com.microsoft.SkipSimplifiedLayerNormalization")
        return addSkipNormalisation(writer, false);
    if (type == "com.microsoft.EmbedLayerNormalization")
        return addEmbedding(writer, std::nullopt);
    if (type == "com.microsoft.QEmbedLayerNormalization")
        return addEmbedding(writer, 8);
    return addPlainExperts(given, writer) || addPlainAttention(given, writer);
}

} // namespace

bool addPlainOperators(const Operator& given, NetworkSource& source)
{
    if (given.outputs.empty())
        return false;
    OnnxOperatorWriter writer{given, source};
    const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                  [&given](const PlainRow& candidate) { return candidate.type == given.type; });
    return row != std::end(kRows) ? addRow(*row, writer) : addOther(given, writer);
}

} // namespace waferscope
