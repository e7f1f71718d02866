#include "core/network/counts.h"

#include "core/base/names.h"
#include "core/network/layer_grouping.h"
#include "core/shape_rules/matrix_product.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::int64_t kMostCount = std::int64_t{1} << 62;

/// A product that remembers whether it grew too large.
class Product {
public:
    Product& times(std::int64_t factor)
    {
        m_tooLarge = m_tooLarge || __builtin_mul_overflow(m_value, factor, &m_value) || m_value > kMostCount;
        return *this;
    }
    [[nodiscard]] std::optional<std::int64_t> value() const
    {
        return m_tooLarge ? std::nullopt : std::optional{m_value};
    }

private:
    std::int64_t m_value = 1;
    bool m_tooLarge = false;
};

/// An operator's shapes by position; empty shapes for what is absent.
class OperatorShapes {
public:
    OperatorShapes(const Operator& subject, const std::vector<Shape>& shapes)
        : m_subject(subject)
        , m_shapes(shapes)
    {
    }

    [[nodiscard]] const Shape& input(std::size_t at) const { return find(m_subject.inputs, at); }
    [[nodiscard]] const Shape& output(std::size_t at) const { return find(m_subject.outputs, at); }

private:
    [[nodiscard]] const Shape& find(const std::vector<std::optional<TensorId>>& ids, std::size_t at) const
    {
        static const Shape none;
        return at < ids.size() && ids[at] ? m_shapes[ids[at]->index()] : none;
    }

    const Operator& m_subject;
    const std::vector<Shape>& m_shapes;
};

std::optional<std::int64_t> convolutionMacs(const OperatorShapes& shapes)
{
    const Shape& filter = shapes.input(1);
    Product product;
    product.times(elementCount(shapes.output(0)));
    for (std::size_t axis = 1; axis < filter.size(); ++axis)
        product.times(filter[axis]);
    return product.value();
}

std::optional<std::int64_t> transposedConvolutionMacs(const OperatorShapes& shapes)
{
    const Shape& filter = shapes.input(1);
    Product product;
    product.times(elementCount(shapes.input(0)));
    for (std::size_t axis = 1; axis < filter.size(); ++axis)
        product.times(filter[axis]);
    return product.value();
}

std::optional<std::int64_t> productMacs(const OperatorShapes& shapes, Tail firstTail)
{
    const Shape first = transposedTail(shapes.input(0), firstTail);
    return Product{}.times(elementCount(shapes.output(0))).times(first.empty() ? 0 : first.back()).value();
}

std::optional<std::int64_t> recurrenceMacs(const OperatorShapes& shapes)
{
    const Shape& input = shapes.input(0); // two of its axes are steps and batch, in either order
    const Shape& weights = shapes.input(1);
    const Shape& recurrent = shapes.input(2);
    if (input.size() != 3 || weights.size() != 3 || recurrent.size() != 3)
        return 0;
    return Product{}
        .times(input[0])
        .times(input[1])
        .times(weights[0])
        .times(weights[1])
        .times(weights[2] + recurrent[2])
        .value();
}

std::optional<std::int64_t> einsumMacs(const Operator& subject, const OperatorShapes& shapes)
{
    const auto found = subject.attributes.find("equation");
    const auto* equation = found == subject.attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
    std::vector<Shape> operands;
    for (std::size_t at = 0; at < subject.inputs.size(); ++at)
        operands.push_back(shapes.input(at));
    if (equation == nullptr || operands.size() < 2)
        return 0;
    Product product;
    for (const std::int64_t extent : einsteinSumOf(*equation, operands).extents)
        product.times(extent);
    return product.value();
}

Tail firstTailOf(const Operator& subject)
{
    const auto found = subject.attributes.find("transA");
    const auto* flag = found == subject.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    return flag != nullptr && *flag != 0 ? Tail::Swapped : Tail::AsIs;
}

std::int64_t perSample(std::int64_t count, std::int64_t batch)
{
    return count / batch + (count % batch != 0 ? 1 : 0);
}

/// Counts layer after layer, remembering which stored tensors were met.
class Counter {
public:
    explicit Counter(const CountedTensors& tensors)
        : m_tensors(tensors)
        , m_seen(tensors.source.tensors.size(), 0)
        , m_producers(tensors.source.tensors.size())
    {
        for (std::size_t index = 0; index < tensors.source.operators.size(); ++index)
            for (const std::optional<TensorId>& output : tensors.source.operators[index].outputs)
                if (output)
                    m_producers[output->index()] = OperatorId{index};
    }

    /// False when a count passes kMostCount.
    bool count(Layer& layer, std::int64_t batch)
    {
        std::int64_t macs = 0;
        std::int64_t activations = 0;
        for (const OperatorId id : layer.operators) {
            const Operator& subject = m_tensors.source.operators[id.index()];
            const std::optional<std::int64_t> own = macsOf(subject, m_tensors.shapes);
            if (!own || *own > kMostCount - macs)
                return false;
            macs += isActive(subject) ? *own : 0;
            activations = std::min(kMostCount, activations + activationsOf(subject));
            for (const std::optional<TensorId>& input : subject.inputs)
                if (input)
                    addStored(*input, layer);
        }
        layer.macs = perSample(macs, batch);
        layer.activations = perSample(activations, batch);
        return activations < kMostCount && layer.parameters < kMostCount;
    }

private:
    [[nodiscard]] TensorRole roleOf(TensorId id) const { return m_tensors.roles[id.index()]; }

    [[nodiscard]] bool isActive(const Operator& subject) const
    {
        return std::any_of(subject.outputs.begin(), subject.outputs.end(),
                           [this](const auto& output) { return output && roleOf(*output) == TensorRole::Activation; });
    }

    [[nodiscard]] std::int64_t activationsOf(const Operator& subject) const
    {
        std::int64_t sum = 0;
        for (const std::optional<TensorId>& output : subject.outputs)
            if (output && roleOf(*output) == TensorRole::Activation && !isView(subject.type)
                && subject.type != kStoredOperator)
                sum = std::min(kMostCount, sum + elementCount(m_tensors.shapes[output->index()]));
        return sum;
    }

    /// Adds the stored tensors behind `tensor` that no layer has counted yet.
    void addStored(TensorId tensor, Layer& layer)
    {
        std::vector<TensorId> open{tensor};
        while (!open.empty()) {
            const TensorId id = open.back();
            open.pop_back();
            const TensorRole role = roleOf(id);
            if (m_seen[id.index()] != 0 || (role != TensorRole::Parameter && role != TensorRole::Statistic))
                continue;
            m_seen[id.index()] = 1;
            if (!expand(id, open))
                (role == TensorRole::Parameter ? layer.parameters : layer.statistics) +=
                    elementCount(m_tensors.shapes[id.index()]);
        }
    }

    /// Opens what a tensor is computed from; false when it is stored itself or filled by a ConstantOfShape.
    bool expand(TensorId id, std::vector<TensorId>& open) const
    {
        const std::optional<OperatorId> producer = m_producers[id.index()];
        if (!producer)
            return false;
        const Operator& subject = m_tensors.source.operators[producer->index()];
        if (subject.type == "ConstantOfShape")
            return false;
        for (const std::optional<TensorId>& input : subject.inputs)
            if (input)
                open.push_back(*input);
        return true;
    }

    const CountedTensors& m_tensors;
    std::vector<char> m_seen; ///< by TensorId
    std::vector<std::optional<OperatorId>> m_producers; ///< by TensorId
};

Shape outputShapeOf(const Layer& layer, const CountedTensors& tensors)
{
    if (layer.operators.empty())
        return {};
    for (const std::optional<TensorId>& output : tensors.source.operators[layer.operators.back().index()].outputs)
        if (output)
            return tensors.shapes[output->index()];
    return {};
}

} // namespace

std::optional<std::int64_t> macsOf(const Operator& subject, const std::vector<Shape>& shapes)
{
    const OperatorShapes own{subject, shapes};
    const std::string& type = subject.type;
    if (type == "Conv")
        return convolutionMacs(own);
    if (type == "ConvTranspose")
        return transposedConvolutionMacs(own);
    if (type == "MatMul" || type == "WindowScores" || type == "WindowValues")
        return productMacs(own, Tail::AsIs);
    if (type == "Gemm" || type == "com.microsoft.FusedMatMul")
        return productMacs(own, firstTailOf(subject));
    if (type == "Einsum")
        return einsumMacs(subject, own);
    if (type == "LSTM" || type == "GRU" || type == "RNN")
        return recurrenceMacs(own);
    return 0;
}

Result<std::vector<Layer>> countedLayers(const CountedTensors& tensors, std::vector<LayerOutline> outlines,
                                         std::int64_t batch)
{
    Counter counter{tensors};
    std::vector<Layer> layers;
    for (LayerOutline& outline : outlines) {
        Layer layer;
        layer.name = std::move(outline.name);
        layer.kind = outline.kind;
        layer.operators = std::move(outline.operators);
        layer.outputShape = outputShapeOf(layer, tensors);
        if (!counter.count(layer, batch))
            return Error{ErrorCode::InvalidInput,
                         "Layer " + inQuotes(layer.name)
                             + " has more than 2^62 multiply-adds, parameters or activations."};
        layers.push_back(std::move(layer));
    }
    return layers;
}

} // namespace waferscope
