#include "core/graph/graph_builder.h"

#include "core/base/check.h"

namespace waferscope {

GraphBuilder::GraphBuilder(std::string name, std::string format)
{
    m_source.name = std::move(name);
    m_source.format = std::move(format);
}

std::string GraphBuilder::unique(std::set<std::string>& taken, std::string_view name)
{
    std::string candidate{name};
    while (!taken.insert(candidate).second)
        candidate = std::string{name} + "_" + std::to_string(++m_nextNumber[std::string{name}] + 1);
    return candidate;
}

TensorId GraphBuilder::input(std::string_view name, DataType type, SymbolicShape shape)
{
    Tensor tensor;
    tensor.name = unique(m_tensorNames, name);
    tensor.type = type;
    tensor.role = TensorRole::Input;
    tensor.declared = std::move(shape);
    m_source.tensors.push_back(std::move(tensor));
    m_source.inputs.emplace_back(m_source.tensors.size() - 1);
    return m_source.inputs.back();
}

TensorId GraphBuilder::store(std::string_view name, DataType type, TensorRole role, const Shape& shape)
{
    Tensor tensor;
    tensor.name = unique(m_tensorNames, name);
    tensor.type = type;
    tensor.role = role;
    tensor.declared.assign(shape.begin(), shape.end());
    m_source.tensors.push_back(std::move(tensor));
    return TensorId{m_source.tensors.size() - 1};
}

TensorId GraphBuilder::parameter(std::string_view name, const Shape& shape)
{
    if (!m_sharedOwn.empty() && name.starts_with(m_sharedOwn))
        if (const auto shared = findParameter(name))
            return *shared;
    const TensorId id = store(name, DataType::Float32, TensorRole::Parameter, shape);
    m_parameters.emplace(m_source.tensors[id.index()].name, id);
    return id;
}

void GraphBuilder::shareParameters(std::string own, std::string model)
{
    m_sharedOwn = std::move(own);
    m_sharedModel = std::move(model);
}

std::optional<TensorId> GraphBuilder::findParameter(std::string_view name) const
{
    const bool isShared = !m_sharedOwn.empty() && name.starts_with(m_sharedOwn);
    const auto found = isShared ? m_parameters.find(m_sharedModel + std::string{name.substr(m_sharedOwn.size())})
                                : m_parameters.find(name);
    return found == m_parameters.end() ? std::nullopt : std::optional{found->second};
}

TensorId GraphBuilder::statistic(std::string_view name, const Shape& shape)
{
    return store(name, DataType::Float32, TensorRole::Statistic, shape);
}

TensorId GraphBuilder::integers(std::string_view name, std::vector<std::int64_t> values)
{
    const TensorId id = store(name, DataType::Int64, TensorRole::Constant, {static_cast<std::int64_t>(values.size())});
    m_source.tensors[id.index()].integers = std::move(values);
    return id;
}

TensorId GraphBuilder::number(std::string_view name, std::int64_t value)
{
    const TensorId id = store(name, DataType::Int64, TensorRole::Constant, {});
    m_source.tensors[id.index()].integers = {value};
    return id;
}

TensorId GraphBuilder::number(std::string_view name, double value)
{
    const TensorId id = store(name, DataType::Float32, TensorRole::Constant, {});
    m_source.tensors[id.index()].reals = {value};
    return id;
}

TensorId GraphBuilder::stored(std::string_view name, Tensor tensor)
{
    tensor.name = unique(m_tensorNames, name);
    m_source.tensors.push_back(std::move(tensor));
    return TensorId{m_source.tensors.size() - 1};
}

void GraphBuilder::beginLayer(std::string_view name, LayerKind kind)
{
    m_source.layers.push_back({unique(m_layerNames, name), kind, {}});
    m_inLayer = true;
}

void GraphBuilder::endLayer(std::string_view prefix)
{
    m_inLayer = false;
    m_prefix = prefix;
}

TensorId GraphBuilder::add(std::string_view type, std::vector<std::optional<TensorId>> inputs, Attributes attributes)
{
    return addSeveral(type, std::move(inputs), std::move(attributes), 1).front();
}

std::vector<TensorId> GraphBuilder::addSeveral(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                                               Attributes attributes, std::size_t outputs)
{
    const std::string scope = m_inLayer ? layerName() : m_prefix;
    Operator added;
    added.type = type;
    added.name = unique(m_operatorNames, scope.empty() ? std::string{type} : scope + "/" + std::string{type});
    added.inputs = std::move(inputs);
    added.attributes = std::move(attributes);
    std::vector<TensorId> results;
    for (std::size_t at = 0; at < outputs; ++at) {
        Tensor result;
        result.name = unique(m_tensorNames, added.name);
        m_source.tensors.push_back(std::move(result));
        results.emplace_back(m_source.tensors.size() - 1);
        added.outputs.emplace_back(results.back());
    }
    m_source.operators.push_back(std::move(added));
    if (m_inLayer)
        m_source.layers.back().operators.emplace_back(m_source.operators.size() - 1);
    return results;
}

std::optional<TensorId> GraphBuilder::findTensor(std::string_view name) const
{
    for (std::size_t index = 0; index < m_source.tensors.size(); ++index)
        if (m_source.tensors[index].name == name)
            return TensorId{index};
    return std::nullopt;
}

NetworkSource GraphBuilder::take(std::vector<TensorId> outputs)
{
    m_source.outputs = std::move(outputs);
    return std::move(m_source);
}

} // namespace waferscope
