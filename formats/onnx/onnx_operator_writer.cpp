#include "formats/onnx/onnx_operator_writer.h"

#include <algorithm>

namespace waferscope {

bool restatePacked(Tensor& tensor, const Shape& shape)
{
    if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1; })
        || !checkedElementCount(shape))
        return false;
    tensor.declared.assign(shape.begin(), shape.end());
    tensor.type = DataType::Other;
    tensor.integers.reset();
    return true;
}

std::optional<TensorId> OnnxOperatorWriter::input(std::size_t at) const
{
    return at < m_given.inputs.size() ? m_given.inputs[at] : std::nullopt;
}

std::optional<TensorId> OnnxOperatorWriter::output(std::size_t at) const
{
    return at < m_given.outputs.size() ? m_given.outputs[at] : std::nullopt;
}

std::int64_t OnnxOperatorWriter::integer(const char* attribute, std::int64_t fallback) const
{
    const auto found = m_given.attributes.find(attribute);
    const auto* value = found == m_given.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    return value != nullptr ? *value : fallback;
}

Tensor* OnnxOperatorWriter::stored(std::size_t at) const
{
    const std::optional<TensorId> id = input(at);
    if (!id)
        return nullptr;
    Tensor& tensor = m_source.tensors[id->index()];
    return tensor.role == TensorRole::Activation || tensor.role == TensorRole::Input ? nullptr : &tensor;
}

std::optional<TensorId> OnnxOperatorWriter::unpacked(std::size_t at, std::optional<std::size_t> scale,
                                                     std::optional<std::size_t> zero)
{
    const Tensor* tensor = stored(at);
    if (tensor == nullptr || isFloat(tensor->type))
        return input(at);
    return add("DequantizeLinear",
               {input(at), scale ? input(*scale) : std::nullopt, zero ? input(*zero) : std::nullopt});
}

TensorId OnnxOperatorWriter::fresh()
{
    Tensor tensor;
    tensor.name = (m_given.name.empty() ? m_given.type : m_given.name) + "/" + std::to_string(++m_parts);
    m_source.tensors.push_back(std::move(tensor));
    return TensorId{m_source.tensors.size() - 1};
}

TensorId OnnxOperatorWriter::integers(std::vector<std::int64_t> values)
{
    const TensorId id = fresh();
    Tensor& tensor = m_source.tensors[id.index()];
    tensor.type = DataType::Int64;
    tensor.role = TensorRole::Constant;
    tensor.declared = {static_cast<std::int64_t>(values.size())};
    tensor.integers = std::move(values);
    return id;
}

Operator& OnnxOperatorWriter::open(std::string_view type, Inputs inputs, Attributes attributes)
{
    Operator added;
    added.type = type;
    added.inputs = std::move(inputs);
    added.attributes = std::move(attributes);
    m_source.operators.push_back(std::move(added));
    return m_source.operators.back();
}

TensorId OnnxOperatorWriter::add(std::string_view type, Inputs inputs, Attributes attributes)
{
    return addSeveral(type, std::move(inputs), std::move(attributes), 1).front();
}

std::vector<TensorId> OnnxOperatorWriter::addSeveral(std::string_view type, Inputs inputs, Attributes attributes,
                                                     std::size_t outputs)
{
    std::vector<TensorId> results;
    for (std::size_t at = 0; at < outputs; ++at)
        results.push_back(fresh());
    Operator& added = open(type, std::move(inputs), std::move(attributes));
    added.name = m_source.tensors[results.front().index()].name + "/" + added.type;
    added.outputs.assign(results.begin(), results.end());
    return results;
}

void OnnxOperatorWriter::give(std::size_t at, std::string_view type, Inputs inputs, Attributes attributes)
{
    if (!output(at))
        return;
    Operator& added = open(type, std::move(inputs), std::move(attributes));
    added.name = m_given.name;
    if (at > 0 && !added.name.empty())
        added.name += "/output" + std::to_string(at);
    added.outputs = {output(at)};
}

void OnnxOperatorWriter::giveAll(std::string_view type, Inputs inputs, Attributes attributes)
{
    Operator& added = open(type, std::move(inputs), std::move(attributes));
    added.name = m_given.name;
    added.outputs = m_given.outputs;
}

} // namespace waferscope
