#include "formats/onnx/onnx_model.h"

#include "core/base/names.h"
#include "formats/onnx/onnx_notes.h"

#include <algorithm>

namespace waferscope {

namespace {

/// An operator set, and the file format that came with it.
struct OnnxVersion {
    std::int64_t opset = 17; ///< has all operators of our blocks but those below
    std::int64_t format = 8;
};

struct NewerOperator {
    std::string_view type;
    OnnxVersion since;
};

constexpr NewerOperator kNewerOperators[] = {
    {"Gelu", {20, 9}},
    {"RMSNormalization", {23, 11}},
};

OnnxVersion versionFor(const NetworkSource& source)
{
    OnnxVersion version;
    for (const Operator& subject : source.operators)
        for (const NewerOperator& newer : kNewerOperators)
            if (subject.type == newer.type && newer.since.opset > version.opset)
                version = newer.since;
    return version;
}

std::int32_t elementTypeOf(DataType type)
{
    switch (type) {
    case DataType::Float32: return onnx::TensorProto::FLOAT;
    case DataType::Float16: return onnx::TensorProto::FLOAT16;
    case DataType::BFloat16: return onnx::TensorProto::BFLOAT16;
    case DataType::Float64: return onnx::TensorProto::DOUBLE;
    case DataType::Int8: return onnx::TensorProto::INT8;
    case DataType::Int16: return onnx::TensorProto::INT16;
    case DataType::Int32: return onnx::TensorProto::INT32;
    case DataType::Int64: return onnx::TensorProto::INT64;
    case DataType::UInt8: return onnx::TensorProto::UINT8;
    case DataType::UInt16: return onnx::TensorProto::UINT16;
    case DataType::UInt32: return onnx::TensorProto::UINT32;
    case DataType::UInt64: return onnx::TensorProto::UINT64;
    case DataType::Bool: return onnx::TensorProto::BOOL;
    case DataType::String: return onnx::TensorProto::STRING;
    case DataType::SmallFloat:
    case DataType::Other: break;
    }
    return onnx::TensorProto::UNDEFINED;
}

void writeInput(const Tensor& tensor, onnx::ValueInfoProto& info)
{
    info.set_name(tensor.name);
    onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
    type.set_elem_type(elementTypeOf(tensor.type));
    for (const Extent& extent : tensor.declared) {
        onnx::TensorShapeProto::Dimension& dimension = *type.mutable_shape()->add_dim();
        if (const auto* number = std::get_if<std::int64_t>(&extent))
            dimension.set_dim_value(*number);
        else
            dimension.set_dim_param(std::get<std::string>(extent));
    }
}

/// Only the rank: which extents follow from the symbolic sizes is for the reader to infer.
void writeOutput(const Network& network, TensorId id, onnx::ValueInfoProto& info)
{
    info.set_name(network[id].name);
    onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
    type.set_elem_type(elementTypeOf(network[id].type));
    type.mutable_shape();
    for (std::size_t axis = 0; axis < network.shapeOf(id).size(); ++axis)
        type.mutable_shape()->add_dim();
}

void setAttribute(onnx::AttributeProto& proto, std::int64_t value)
{
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(value);
}

void setAttribute(onnx::AttributeProto& proto, double value)
{
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(value));
}

void setAttribute(onnx::AttributeProto& proto, const std::string& value)
{
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(value);
}

void setAttribute(onnx::AttributeProto& proto, const std::vector<std::int64_t>& values)
{
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        proto.add_ints(value);
}

void setAttribute(onnx::AttributeProto& proto, const std::vector<double>& values)
{
    proto.set_type(onnx::AttributeProto::FLOATS);
    for (const double value : values)
        proto.add_floats(static_cast<float>(value));
}

void setAttribute(onnx::AttributeProto& proto, const std::vector<std::string>& values)
{
    proto.set_type(onnx::AttributeProto::STRINGS);
    for (const std::string& value : values)
        proto.add_strings(value);
}

/// ConstantOfShape's value is a tensor of one element, of the type of the result.
void setFillValue(onnx::AttributeProto& proto, const Attribute& value, DataType type)
{
    proto.set_type(onnx::AttributeProto::TENSOR);
    onnx::TensorProto& tensor = *proto.mutable_t();
    tensor.set_data_type(elementTypeOf(type));
    tensor.add_dims(1);
    const auto* whole = std::get_if<std::int64_t>(&value);
    const auto* real = std::get_if<double>(&value);
    const double number = real != nullptr ? *real : whole != nullptr ? static_cast<double>(*whole) : 0.0;
    if (type == DataType::Float32)
        tensor.add_float_data(static_cast<float>(number));
    else if (type == DataType::Int64)
        tensor.add_int64_data(static_cast<std::int64_t>(number));
    else
        tensor.add_int32_data(static_cast<std::int32_t>(number));
}

void writeNode(const Network& network, const Operator& subject, onnx::NodeProto& node)
{
    node.set_op_type(subject.type);
    node.set_name(subject.name);
    for (const std::optional<TensorId>& input : subject.inputs)
        node.add_input(input ? network[*input].name : std::string{});
    for (const std::optional<TensorId>& output : subject.outputs)
        node.add_output(output ? network[*output].name : std::string{});
    for (const auto& [name, value] : subject.attributes) {
        onnx::AttributeProto& proto = *node.add_attribute();
        proto.set_name(name);
        if (subject.type == "ConstantOfShape")
            setFillValue(proto, value, network[*subject.outputs.front()].type);
        else
            std::visit([&proto](const auto& held) { setAttribute(proto, held); }, value);
    }
}

bool isWeight(const Network& network, TensorId id)
{
    const TensorRole role = network[id].role;
    return role == TensorRole::Parameter || role == TensorRole::Statistic;
}

void setShape(const Tensor& tensor, onnx::TensorProto& proto)
{
    proto.set_data_type(elementTypeOf(tensor.type));
    for (const Extent& extent : tensor.declared)
        proto.add_dims(std::get<std::int64_t>(extent));
}

void writeIntegers(const Tensor& tensor, onnx::TensorProto& proto)
{
    proto.set_name(tensor.name);
    setShape(tensor, proto);
    for (const std::int64_t value : *tensor.integers)
        proto.add_int64_data(value);
}

/// As a Constant operator: an initializer of floats would be taken for a trained one.
void writeReals(const Tensor& tensor, onnx::NodeProto& node)
{
    node.set_op_type("Constant");
    node.set_name(tensor.name);
    node.add_output(tensor.name);
    onnx::AttributeProto& value = *node.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    setShape(tensor, *value.mutable_t());
    for (const double number : *tensor.reals)
        value.mutable_t()->add_float_data(static_cast<float>(number));
}

void writeConstants(const NetworkSource& source, onnx::GraphProto& graph)
{
    for (const Tensor& tensor : source.tensors) {
        if (tensor.role != TensorRole::Constant)
            continue;
        if (tensor.integers)
            writeIntegers(tensor, *graph.add_initializer());
        else if (tensor.reals)
            writeReals(tensor, *graph.add_node());
    }
}

/// What keeps a network from being an ONNX model.
std::optional<Error> objection(const NetworkSource& source)
{
    if (source.spec == nullptr)
        return Error{ErrorCode::DoesNotFit,
                     "Only networks of blocks can be written as ONNX; " + inQuotes(source.name) + " is read from "
                         + source.format + "."};
    const auto rotary = std::find_if(source.operators.begin(), source.operators.end(),
                                     [](const Operator& subject) { return subject.type == "RotaryEmbedding"; });
    if (rotary != source.operators.end())
        return Error{ErrorCode::DoesNotFit,
                     "Rotary positions cannot be written as ONNX; " + inQuotes(source.name)
                         + " can be saved as blocks."};
    const auto window = std::find_if(source.operators.begin(), source.operators.end(),
                                     [](const Operator& subject) { return subject.type.starts_with("Window"); });
    if (window != source.operators.end())
        return Error{ErrorCode::DoesNotFit,
                     "Attention within a window cannot be written as ONNX; " + inQuotes(source.name)
                         + " can be saved as blocks."};
    return std::nullopt;
}

} // namespace

std::vector<TensorId> onnxWeights(const Network& network)
{
    std::vector<TensorId> weights;
    for (std::size_t index = 0; index < network.source().tensors.size(); ++index)
        if (isWeight(network, TensorId{index}))
            weights.emplace_back(index);
    return weights;
}

onnx::TensorProto onnxWeightOf(const Network& network, TensorId tensor)
{
    onnx::TensorProto proto;
    proto.set_name(network[tensor].name);
    proto.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : network.shapeOf(tensor))
        proto.add_dims(extent);
    return proto;
}

Result<onnx::ModelProto> onnxModelOf(const Network& network)
{
    const NetworkSource& source = network.source();
    if (std::optional<Error> error = objection(source))
        return *std::move(error);
    const OnnxVersion version = versionFor(source);
    onnx::ModelProto model;
    model.set_ir_version(version.format);
    model.set_producer_name("waferscope");
    model.add_opset_import()->set_version(version.opset);
    onnx::GraphProto& graph = *model.mutable_graph();
    graph.set_name(source.name);
    for (const TensorId input : source.inputs)
        writeInput(network[input], *graph.add_input());
    for (const TensorId output : source.outputs)
        writeOutput(network, output, *graph.add_output());
    writeConstants(source, graph);
    for (const Operator& subject : source.operators)
        writeNode(network, subject, *graph.add_node());
    writeOnnxNotes(network, model);
    return model;
}

} // namespace waferscope
