#include "formats/onnx/onnx_experts.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::int64_t kMostUsed = 4096;

/// Where an operator has the matrices of its experts, [experts, outputs, inputs], and their bias.
struct ExpertInputs {
    std::size_t matrices;
    std::size_t bias;
    std::optional<std::size_t> scales; ///< of packed ones
};

struct ExpertForm {
    ExpertInputs expand;
    ExpertInputs contract;
    ExpertInputs gate; ///< may be absent
};

constexpr ExpertForm kPlain{{2, 3, {}}, {4, 5, {}}, {6, 7, {}}};
constexpr ExpertForm kPacked{{2, 4, 3}, {5, 7, 6}, {8, 10, 9}};

/// The shape of a stored stack of matrices; empty for anything else.
Shape stackShape(const OnnxOperatorWriter& writer, std::size_t at)
{
    const Tensor* tensor = writer.stored(at);
    Shape shape;
    if (tensor != nullptr && tensor->declared.size() == 3)
        for (const Extent& extent : tensor->declared)
            shape.push_back(std::holds_alternative<std::int64_t>(extent) ? std::get<std::int64_t>(extent) : 0);
    return shape;
}

/// Numbers of a few bits lie in whole bytes, along the inputs.
bool unpackShape(OnnxOperatorWriter& writer, std::size_t at, std::int64_t bits)
{
    Shape shape = stackShape(writer, at);
    if (shape.empty() || bits < 1 || bits > 8)
        return false;
    if (writer.stored(at)->type != DataType::UInt8)
        return true; // restated by an operator before, or of whole bytes
    return !__builtin_mul_overflow(shape.back(), 8 / bits, &shape.back()) && restatePacked(*writer.stored(at), shape);
}

/// The product with those that are used: [.., used, positions, outputs].
TensorId product(OnnxOperatorWriter& writer, TensorId input, const ExpertInputs& inputs, TensorId used)
{
    const TensorId some = writer.add("Gather", {writer.unpacked(inputs.matrices, inputs.scales), used});
    const TensorId turned = writer.add("Transpose", {some}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
    const TensorId result = writer.add("MatMul", {input, turned});
    if (!writer.input(inputs.bias))
        return result;
    const TensorId bias = writer.add("Gather", {writer.input(inputs.bias), used});
    return writer.add("Add", {result, writer.add("Unsqueeze", {bias, writer.integers({1})})});
}

bool addExperts(OnnxOperatorWriter& writer, const ExpertForm& form)
{
    const Shape expand = stackShape(writer, form.expand.matrices);
    const Shape contract = stackShape(writer, form.contract.matrices);
    if (!writer.input(0) || expand.empty() || contract.empty() || expand[0] < 1 || contract[0] != expand[0]
        || expand[2] != contract[1])
        return false;
    const bool isDouble = expand[1] == 2 * contract[2]; // gate and gated in one
    if (!isDouble && expand[1] != contract[2])
        return false;
    std::vector<std::int64_t> used(
        static_cast<std::size_t>(std::clamp<std::int64_t>(writer.integer("k", 1), 1, std::min(expand[0], kMostUsed))));
    std::iota(used.begin(), used.end(), 0);
    const TensorId which = writer.integers(std::move(used));
    const TensorId axis = writer.integers({-3});
    const TensorId spread = writer.add("Unsqueeze", {writer.input(0), axis});
    TensorId wide = product(writer, spread, form.expand, which);
    if (isDouble)
        wide = writer.add("Slice", {wide, writer.integers({0}), writer.integers({contract[2]}), writer.integers({-1})});
    if (writer.stored(form.gate.matrices) != nullptr)
        wide = writer.add("Mul", {wide, product(writer, spread, form.gate, which)});
    writer.give(0, "ReduceSum", {product(writer, wide, form.contract, which), axis}, {{"keepdims", std::int64_t{0}}});
    return true;
}

} // namespace

bool addPlainExperts(const Operator& given, OnnxOperatorWriter& writer)
{
    if (given.type == "com.microsoft.MoE")
        return addExperts(writer, kPlain);
    if (given.type != "com.microsoft.QMoE")
        return false;
    const std::int64_t bits = writer.integer("expert_weight_bits", 4);
    for (const ExpertInputs& inputs : {kPacked.expand, kPacked.contract, kPacked.gate})
        if (writer.stored(inputs.matrices) != nullptr && !unpackShape(writer, inputs.matrices, bits))
            return false;
    return addExperts(writer, kPacked);
}

} // namespace waferscope
