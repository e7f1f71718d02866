#include "core/shape_rules/tensor_roles.h"

#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

struct UseRow {
    std::string_view type;
    std::string_view uses; ///< a letter an input: w weight, s statistic, c setting, o operand; the last repeats
};

constexpr UseRow kUses[] = {
    {"BatchNormalization", "owwss"},
    {"Clip", "oc"},
    {"ConstantOfShape", "c"},
    {"Conv", "oww"},
    {"ConvInteger", "owcc"},
    {"ConvTranspose", "oww"},
    {"CumSum", "oc"},
    {"DequantizeLinear", "oc"},
    {"Dropout", "oc"},
    {"Einsum", "w"},
    {"Expand", "oc"},
    {"GRU", "owwwcc"},
    {"Gather", "oc"},
    {"GatherElements", "oc"},
    {"GatherND", "oc"},
    {"Gemm", "www"},
    {"GroupNormalization", "oww"},
    {"InstanceNormalization", "oww"},
    {"LSTM", "owwwcccw"},
    {"LayerNormalization", "oww"},
    {"MatMul", "ww"},
    {"MatMulInteger", "wwcc"},
    {"NonMaxSuppression", "ooccc"},
    {"OneHot", "occ"},
    {"PRelu", "ow"},
    {"Pad", "oc"},
    {"Pow", "oc"},
    {"QLinearConv", "occwccccw"},
    {"QLinearMatMul", "occwcccc"},
    {"QuantizeLinear", "oc"},
    {"RNN", "owwwcc"},
    {"Range", "c"},
    {"Reshape", "oc"},
    {"Resize", "oc"},
    {"Slice", "oc"},
    {"SoftmaxCrossEntropyLoss", "occ"},
    {"Split", "oc"},
    {"Squeeze", "oc"},
    {"Tile", "oc"},
    {"TopK", "oc"},
    {"Trilu", "oc"},
    {"Unsqueeze", "oc"},
    {"Upsample", "oc"},
    {"Where", "coo"},
};

/// Operators whose output does not depend on the numbers of their input, only on its shape.
constexpr std::array<std::string_view, 5> kShapeReaders = {"Shape", "Size", "EyeLike", "RandomNormalLike",
                                                           "RandomUniformLike"};

bool readsShapeOnly(const Operator& subject)
{
    return std::find(kShapeReaders.begin(), kShapeReaders.end(), subject.type) != kShapeReaders.end();
}

/// How often a stored tensor is used in each way.
struct Uses {
    bool weight = false;
    bool statistic = false;
    bool operand = false;

    void add(InputUse use)
    {
        weight = weight || use == InputUse::Weight;
        statistic = statistic || use == InputUse::Statistic;
        operand = operand || use == InputUse::Operand;
    }
};

std::vector<Uses> usesOf(const NetworkSource& source)
{
    std::vector<Uses> uses(source.tensors.size());
    for (const Operator& subject : source.operators)
        for (std::size_t input = 0; input < subject.inputs.size(); ++input)
            if (subject.inputs[input])
                uses[subject.inputs[input]->index()].add(inputUse(subject.type, input));
    return uses;
}

/// The role of a float tensor that is stored. A reader that states a statistic knows better than the uses.
TensorRole storedRole(TensorRole stated, const Uses& uses, std::int64_t elements)
{
    if (stated == TensorRole::Statistic)
        return TensorRole::Statistic;
    if (uses.weight)
        return TensorRole::Parameter;
    if (uses.statistic)
        return TensorRole::Statistic;
    if (uses.operand && (stated == TensorRole::Parameter || elements >= 2))
        return TensorRole::Parameter;
    return TensorRole::Constant;
}

/// Fills in the roles of one operator's outputs from those of its inputs.
class RoleWalk {
public:
    RoleWalk(const NetworkSource& source, const std::vector<TensorFacts>& facts)
        : m_source(source)
        , m_facts(facts)
        , m_uses(usesOf(source))
        , m_isStored(source.tensors.size(), 1)
    {
        for (const Operator& subject : source.operators)
            for (const std::optional<TensorId>& output : subject.outputs)
                if (output)
                    m_isStored[output->index()] = 0;
    }

    std::vector<TensorRole> run()
    {
        readStored();
        for (const Operator& subject : m_source.operators)
            visit(subject);
        return std::move(m_roles);
    }

private:
    void readStored()
    {
        for (std::size_t index = 0; index < m_source.tensors.size(); ++index) {
            const Tensor& tensor = m_source.tensors[index];
            TensorRole role = tensor.role;
            if (m_isStored[index] != 0)
                role = isFloat(tensor.type) ? storedRole(role, m_uses[index], elementCount(m_facts[index].shape))
                                            : TensorRole::Constant;
            m_roles.push_back(role);
        }
        for (const TensorId input : m_source.inputs)
            m_roles[input.index()] = TensorRole::Input;
    }

    void visit(const Operator& subject)
    {
        const TensorRole role = roleOfResults(subject);
        for (const std::optional<TensorId>& output : subject.outputs)
            if (output)
                m_roles[output->index()] = role;
    }

    TensorRole roleOfResults(const Operator& subject) const
    {
        if (readsShapeOnly(subject))
            return TensorRole::Constant;
        if (subject.type == "ConstantOfShape" && standsForWeight(subject))
            return storedRole(TensorRole::Constant, m_uses[subject.outputs[0]->index()],
                              elementCount(m_facts[subject.outputs[0]->index()].shape));
        TensorRole role = TensorRole::Constant;
        for (std::size_t at = 0; at < subject.inputs.size(); ++at) {
            if (!subject.inputs[at])
                continue;
            const TensorRole input = m_roles[subject.inputs[at]->index()];
            if (input == TensorRole::Activation || input == TensorRole::Input)
                return TensorRole::Activation;
            if (input == TensorRole::Parameter || (input == TensorRole::Statistic && role == TensorRole::Constant))
                role = input;
        }
        return role;
    }

    bool standsForWeight(const Operator& subject) const
    {
        return !subject.outputs.empty() && subject.outputs[0] && !subject.inputs.empty() && subject.inputs[0]
            && m_isStored[subject.inputs[0]->index()] != 0
            && isFloat(m_source.tensors[subject.outputs[0]->index()].type);
    }

    const NetworkSource& m_source;
    const std::vector<TensorFacts>& m_facts;
    std::vector<Uses> m_uses;
    std::vector<char> m_isStored; ///< by TensorId: no operator computes it
    std::vector<TensorRole> m_roles;
};

} // namespace

InputUse inputUse(std::string_view type, std::size_t input)
{
    const auto row = std::find_if(std::begin(kUses), std::end(kUses),
                                  [type](const UseRow& candidate) { return candidate.type == type; });
    if (row == std::end(kUses))
        return type.starts_with("Reduce") && input > 0 ? InputUse::Setting : InputUse::Operand;
    switch (row->uses[std::min(input, row->uses.size() - 1)]) {
    case 'w': return InputUse::Weight;
    case 's': return InputUse::Statistic;
    case 'c': return InputUse::Setting;
    default: return InputUse::Operand;
    }
}

std::vector<TensorRole> tensorRoles(const NetworkSource& source, const std::vector<TensorFacts>& facts)
{
    return RoleWalk{source, facts}.run();
}

} // namespace waferscope
