#include "core/network/layer_grouping.h"

#include <algorithm>
#include <array>
#include <set>

namespace waferscope {

namespace {

struct KindRow {
    std::string_view type;
    LayerKind kind;
};

constexpr KindRow kKinds[] = {
    {"ArgMax", LayerKind::Other},
    {"ArgMin", LayerKind::Other},
    {"AveragePool", LayerKind::Pooling},
    {"BatchNormalization", LayerKind::Normalisation},
    {"Cast", LayerKind::Other},
    {"Concat", LayerKind::Other},
    {"Conv", LayerKind::Convolution},
    {"ConvTranspose", LayerKind::Convolution},
    {"DepthToSpace", LayerKind::Other},
    {"Expand", LayerKind::Other},
    {"Flatten", LayerKind::Other},
    {"GRU", LayerKind::Recurrent},
    {"Gather", LayerKind::Other},
    {"GatherElements", LayerKind::Other},
    {"GatherND", LayerKind::Other},
    {"Gemm", LayerKind::Linear},
    {"GlobalAveragePool", LayerKind::Pooling},
    {"GlobalLpPool", LayerKind::Pooling},
    {"GlobalMaxPool", LayerKind::Pooling},
    {"GridSample", LayerKind::Other},
    {"GroupNormalization", LayerKind::Normalisation},
    {"Identity", LayerKind::Other},
    {"InstanceNormalization", LayerKind::Normalisation},
    {"LRN", LayerKind::Normalisation},
    {"LSTM", LayerKind::Recurrent},
    {"LayerNormalization", LayerKind::Normalisation},
    {"LpNormalization", LayerKind::Normalisation},
    {"LpPool", LayerKind::Pooling},
    {"MatMul", LayerKind::Linear},
    {"MaxPool", LayerKind::Pooling},
    {"MaxRoiPool", LayerKind::Pooling},
    {"MeanVarianceNormalization", LayerKind::Normalisation},
    {"NegativeLogLikelihoodLoss", LayerKind::Loss},
    {"NonMaxSuppression", LayerKind::Other},
    {"OneHot", LayerKind::Other},
    {"Pad", LayerKind::Other},
    {"RMSNormalization", LayerKind::Normalisation},
    {"RNN", LayerKind::Recurrent},
    {"Reshape", LayerKind::Other},
    {"Resize", LayerKind::Other},
    {"RoiAlign", LayerKind::Pooling},
    {"SimplifiedLayerNormalization", LayerKind::Normalisation},
    {"Slice", LayerKind::Other},
    {"SoftmaxCrossEntropyLoss", LayerKind::Loss},
    {"SpaceToDepth", LayerKind::Other},
    {"Split", LayerKind::Other},
    {"Squeeze", LayerKind::Other},
    {"Stored", LayerKind::Other},
    {"Tile", LayerKind::Other},
    {"TopK", LayerKind::Other},
    {"Transpose", LayerKind::Other},
    {"Unsqueeze", LayerKind::Other},
    {"Upsample", LayerKind::Other},
    {"com.microsoft.FusedMatMul", LayerKind::Linear},
};

constexpr std::array<std::string_view, 6> kViews = {"Flatten", "Identity",  "Reshape",
                                                    "Squeeze", "Transpose", "Unsqueeze"};

bool isActive(TensorRole role)
{
    return role == TensorRole::Activation || role == TensorRole::Input;
}

std::size_t activeInputs(const Operator& subject, const std::vector<TensorRole>& roles)
{
    return static_cast<std::size_t>(
        std::count_if(subject.inputs.begin(), subject.inputs.end(), [&roles](const std::optional<TensorId>& input) {
            return input && isActive(roles[input->index()]);
        }));
}

bool isMatrixProduct(std::string_view type)
{
    return type == "MatMul" || type == "Gemm" || type == "Einsum" || type == "com.microsoft.FusedMatMul"
        || type == "WindowScores" || type == "WindowValues";
}

/// Collects layers; each operator joins one of them or opens its own.
class Grouping {
public:
    Grouping(const NetworkSource& source, const std::vector<TensorRole>& roles)
        : m_source(source)
        , m_roles(roles)
        , m_layers(source.layers)
        , m_layerOf(source.operators.size())
        , m_producers(source.tensors.size())
        , m_readers(source.tensors.size(), 0)
    {
        for (std::size_t index = 0; index < m_layers.size(); ++index) {
            m_names.insert(m_layers[index].name);
            for (const OperatorId id : m_layers[index].operators)
                m_layerOf[id.index()] = index;
        }
        for (std::size_t index = 0; index < source.operators.size(); ++index)
            connect(OperatorId{index});
    }

    std::vector<LayerOutline> run()
    {
        for (std::size_t index = 0; index < m_source.operators.size(); ++index)
            if (!m_layerOf[index] && computesActivation(m_source.operators[index]))
                place(OperatorId{index});
        return std::move(m_layers);
    }

private:
    void connect(OperatorId id)
    {
        for (const std::optional<TensorId>& input : m_source.operators[id.index()].inputs)
            if (input)
                ++m_readers[input->index()];
        for (const std::optional<TensorId>& output : m_source.operators[id.index()].outputs)
            if (output)
                m_producers[output->index()] = id;
    }

    bool computesActivation(const Operator& subject) const
    {
        return std::any_of(
            subject.outputs.begin(), subject.outputs.end(),
            [this](const std::optional<TensorId>& output) { return output && isActive(m_roles[output->index()]); });
    }

    void place(OperatorId id)
    {
        std::optional<std::size_t> layer = layerToJoin(id);
        if (!layer) {
            layer = m_layers.size();
            const Operator& subject = m_source.operators[id.index()];
            m_layers.push_back({uniqueName(subject), layerKindOf(subject, m_roles), {}});
        }
        m_layers[*layer].operators.push_back(id);
        m_layerOf[id.index()] = layer;
    }

    /// The layer whose last operator this one alone reads, if it is a view or adds a bias.
    std::optional<std::size_t> layerToJoin(OperatorId id) const
    {
        const Operator& subject = m_source.operators[id.index()];
        if (!isView(subject.type) && !addsBias(subject))
            return std::nullopt;
        for (const std::optional<TensorId>& input : subject.inputs) {
            if (!input || m_roles[input->index()] != TensorRole::Activation || m_readers[input->index()] != 1)
                continue;
            const std::optional<OperatorId> producer = m_producers[input->index()];
            const std::optional<std::size_t> layer = producer ? m_layerOf[producer->index()] : std::nullopt;
            if (layer && m_layers[*layer].operators.back() == *producer && (isView(subject.type) || takesBias(*layer)))
                return layer;
        }
        return std::nullopt;
    }

    bool addsBias(const Operator& subject) const
    {
        if (subject.type != "Add" && subject.type != "Sum")
            return false;
        return subject.inputs.size() == 2 && activeInputs(subject, m_roles) == 1;
    }

    bool takesBias(std::size_t layer) const
    {
        const LayerKind kind = m_layers[layer].kind;
        return kind == LayerKind::Linear || kind == LayerKind::Convolution;
    }

    std::string uniqueName(const Operator& subject)
    {
        std::string name = subject.name;
        for (const std::optional<TensorId>& output : subject.outputs)
            if (name.empty() && output)
                name = m_source.tensors[output->index()].name;
        name.erase(0, name.find_first_not_of('/'));
        if (name.empty())
            name = subject.type;
        std::string candidate = name;
        for (int number = m_nextNumber[name]; !m_names.insert(candidate).second; ++number) {
            candidate = name + "_" + std::to_string(number + 2);
            m_nextNumber[name] = number + 1;
        }
        return candidate;
    }

    const NetworkSource& m_source;
    const std::vector<TensorRole>& m_roles;
    std::vector<LayerOutline> m_layers;
    std::vector<std::optional<std::size_t>> m_layerOf; ///< by OperatorId
    std::vector<std::optional<OperatorId>> m_producers; ///< by TensorId
    std::vector<int> m_readers; ///< by TensorId
    std::set<std::string> m_names;
    std::map<std::string, int> m_nextNumber;
};

} // namespace

bool isView(std::string_view type)
{
    return std::find(kViews.begin(), kViews.end(), type) != kViews.end();
}

LayerKind layerKindOf(const Operator& subject, const std::vector<TensorRole>& roles)
{
    if (isMatrixProduct(subject.type))
        return activeInputs(subject, roles) >= 2 ? LayerKind::Attention : LayerKind::Linear;
    if (subject.type == "Gather" && !subject.inputs.empty() && subject.inputs[0]
        && roles[subject.inputs[0]->index()] == TensorRole::Parameter)
        return LayerKind::Embedding;
    const auto row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [&subject](const KindRow& candidate) { return candidate.type == subject.type; });
    if (row != std::end(kKinds))
        return row->kind;
    return subject.type.starts_with("Reduce") ? LayerKind::Pooling : LayerKind::Pointwise;
}

std::vector<LayerOutline> groupedLayers(const NetworkSource& source, const std::vector<TensorRole>& roles)
{
    return Grouping{source, roles}.run();
}

} // namespace waferscope
