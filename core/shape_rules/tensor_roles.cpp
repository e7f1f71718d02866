#include "core/shape_rules/tensor_roles.h"

#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <array>
#include <utility>

namespace waferscope {

namespace {

struct UseRow {
    std::string_view type;
    std::string_view
        uses; ///< a letter an input: w weight, p packed, k carried, s statistic, c setting, o operand; the last repeats
};

constexpr UseRow kUses[] = {
    {"BatchNormalization", "owwss"},
    {"Clip", "oc"},
    {"ConstantOfShape", "c"},
    {"Conv", "oww"},
    {"ConvTranspose", "oww"},
    {"CumSum", "oc"},
    {"DequantizeLinear", "pc"},
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
    {"NonMaxSuppression", "ooccc"},
    {"OneHot", "occ"},
    {"PRelu", "ow"},
    {"Pad", "oc"},
    {"Pow", "oc"},
    {"QuantizeLinear", "oc"},
    {"RNN", "owwwcc"},
    {"Range", "c"},
    {"Reshape", "oc"},
    {"Resize", "oc"},
    {"RotaryEmbedding", "oc"},
    {"Slice", "oc"},
    {"SoftmaxCrossEntropyLoss", "occ"},
    {"Split", "oc"},
    {"Squeeze", "oc"},
    {"Stored", "ok"},
    {"Tile", "oc"},
    {"TopK", "oc"},
    {"Trilu", "oc"},
    {"Unsqueeze", "oc"},
    {"Upsample", "oc"},
    {"Where", "coo"},
    {"com.microsoft.RotaryEmbedding", "oc"},
};

/// Operators whose output does not depend on the numbers of their input, only on its shape.
constexpr std::array<std::string_view, 5> kShapeReaders = {"Shape", "Size", "EyeLike", "RandomNormalLike",
                                                           "RandomUniformLike"};

bool readsShapeOnly(const Operator& subject)
{
    return std::find(kShapeReaders.begin(), kShapeReaders.end(), subject.type) != kShapeReaders.end();
}

/// In which ways a tensor is used.
struct Uses {
    bool weight = false;
    bool statistic = false;
    bool operand = false;
    bool unpacked = false; ///< by an operator that makes floats of whole numbers, scales and zero points
    bool behind = false; ///< what is computed from it alone is used as a weight

    void add(InputUse use)
    {
        weight = weight || use == InputUse::Weight || use == InputUse::Carried;
        statistic = statistic || use == InputUse::Statistic;
        operand = operand || use == InputUse::Operand;
        unpacked = unpacked || use == InputUse::Packed || use == InputUse::Carried;
    }
    /// As what is unpacked from it is used.
    void addUnpacked(const Uses& result)
    {
        weight = weight || result.weight;
        statistic = statistic || result.statistic;
        operand = operand || result.operand;
    }
};

/// Numbers of a byte or less, which a network multiplies with a scale before it uses them.
bool isSmallNumber(DataType type)
{
    return type == DataType::Int8 || type == DataType::UInt8 || type == DataType::SmallFloat || type == DataType::Other;
}

/// Finds the uses of every tensor, by TensorId. What packed numbers are scaled and shifted by is a setting, and they
/// are used as the weight is that comes of it.
class UseWalk {
public:
    explicit UseWalk(const NetworkSource& source)
        : m_source(source)
        , m_uses(source.tensors.size())
        , m_isActive(source.tensors.size(), 0)
        , m_isPacked(source.tensors.size(), 0)
    {
    }

    std::vector<Uses> run()
    {
        findActive();
        for (auto at = m_source.operators.rbegin(); at != m_source.operators.rend(); ++at)
            visit(*at);
        return std::move(m_uses);
    }

private:
    void findActive()
    {
        for (std::size_t index = 0; index < m_source.tensors.size(); ++index) {
            const Tensor& tensor = m_source.tensors[index];
            const bool isStored = tensor.role != TensorRole::Activation && tensor.role != TensorRole::Input;
            m_isActive[index] = isStored ? 0 : 1;
            m_isPacked[index] = isStored && isSmallNumber(tensor.type) ? 1 : 0;
        }
        for (const Operator& subject : m_source.operators) {
            const bool isActive = !readsShapeOnly(subject) && reads(subject, m_isActive, Settings::Too);
            const bool isPacked = !isActive && !readsShapeOnly(subject) && reads(subject, m_isPacked, Settings::Aside);
            for (const std::optional<TensorId>& output : subject.outputs) {
                if (!output)
                    continue;
                m_isActive[output->index()] = isActive ? 1 : 0;
                m_isPacked[output->index()] = isPacked ? 1 : 0;
            }
        }
    }

    enum class Settings { Too, Aside };

    static bool reads(const Operator& subject, const std::vector<char>& marks, Settings settings)
    {
        for (std::size_t at = 0; at < subject.inputs.size(); ++at)
            if (subject.inputs[at] && marks[subject.inputs[at]->index()] != 0
                && (settings == Settings::Too || inputUse(subject.type, at) != InputUse::Setting))
                return true;
        return false;
    }

    void visit(const Operator& subject)
    {
        const bool isStored = !subject.outputs.empty() && subject.outputs[0]
            && m_isActive[subject.outputs[0]->index()] == 0 && !readsShapeOnly(subject);
        const bool isPacked = isStored && m_isPacked[subject.outputs[0]->index()] != 0;
        for (std::size_t at = 0; at < subject.inputs.size(); ++at) {
            if (!subject.inputs[at])
                continue;
            Uses& uses = m_uses[subject.inputs[at]->index()];
            const InputUse use = inputUse(subject.type, at);
            const bool isScale = isPacked && use != InputUse::Packed && m_isPacked[subject.inputs[at]->index()] == 0;
            uses.add(isScale ? InputUse::Setting : use);
            if (use == InputUse::Packed && isStored)
                uses.addUnpacked(m_uses[subject.outputs[0]->index()]);
            if (isStored && !isScale && use != InputUse::Setting) {
                const Uses& result = m_uses[subject.outputs[0]->index()];
                uses.behind = uses.behind || result.weight || result.behind;
            }
        }
    }

    const NetworkSource& m_source;
    std::vector<Uses> m_uses;
    std::vector<char> m_isActive; ///< by TensorId: computed from the numbers of an input, or an input
    std::vector<char> m_isPacked; ///< by TensorId: small numbers that are stored, or made from such alone
};

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

/// Of stored whole numbers: trained where an operator unpacks them, or where they are a weight once they are scaled.
TensorRole packedRole(DataType type, const Uses& uses, std::int64_t elements)
{
    if (uses.unpacked && uses.statistic && !uses.weight)
        return TensorRole::Statistic;
    if (uses.unpacked && (uses.weight || (uses.operand && elements >= 2)))
        return TensorRole::Parameter;
    return isSmallNumber(type) && uses.behind && elements >= 2 ? TensorRole::Parameter : TensorRole::Constant;
}

/// Fills in the roles of one operator's outputs from those of its inputs.
class RoleWalk {
public:
    RoleWalk(const NetworkSource& source, const std::vector<TensorFacts>& facts)
        : m_source(source)
        , m_facts(facts)
        , m_uses(UseWalk{source}.run())
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
            if (m_isStored[index] != 0 && role != TensorRole::Activation) {
                const std::int64_t elements = elementCount(m_facts[index].shape);
                role = isFloat(tensor.type) ? storedRole(role, m_uses[index], elements)
                                            : packedRole(tensor.type, m_uses[index], elements);
            }
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
    case 'k': return InputUse::Carried;
    case 'p': return InputUse::Packed;
    case 's': return InputUse::Statistic;
    case 'c': return InputUse::Setting;
    default: return InputUse::Operand;
    }
}

std::vector<TensorRole> tensorRoles(const NetworkSource& source, const std::vector<TensorFacts>& facts)
{
    return RoleWalk{source, facts}.run();
}

std::vector<KeptTensor> keptTensors(const NetworkSource& source, std::size_t firstOperator)
{
    std::vector<TensorFacts> facts(source.tensors.size());
    for (std::size_t index = 0; index < facts.size(); ++index)
        for (const Extent& extent : source.tensors[index].declared)
            facts[index].shape.push_back(std::holds_alternative<std::int64_t>(extent) ? std::get<std::int64_t>(extent)
                                                                                      : 1);
    for (TensorFacts& fact : facts)
        if (!checkedElementCount(fact.shape))
            fact.shape.clear();
    std::vector<char> isComputed(source.tensors.size(), 0);
    for (const Operator& subject : source.operators)
        for (const std::optional<TensorId>& output : subject.outputs)
            if (output)
                isComputed[output->index()] = 1;
    const std::vector<TensorRole> roles = tensorRoles(source, facts);
    std::vector<KeptTensor> kept;
    for (std::size_t at = firstOperator; at < source.operators.size(); ++at)
        for (const std::optional<TensorId>& input : source.operators[at].inputs)
            if (input && std::exchange(isComputed[input->index()], 1) == 0
                && (roles[input->index()] == TensorRole::Parameter || roles[input->index()] == TensorRole::Statistic))
                kept.push_back({*input, roles[input->index()]});
    return kept;
}

} // namespace waferscope
