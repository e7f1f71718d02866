#include "formats/onnx/onnx_attributes.h"

#include "formats/onnx/onnx_tensor.h"

namespace waferscope {

namespace {

std::optional<Attribute> readTensor(const onnx::TensorProto& proto)
{
    const Result<Tensor> tensor = readOnnxTensor(proto, {});
    if (!tensor.ok())
        return std::nullopt;
    if (tensor.value().integers && tensor.value().integers->size() == 1)
        return tensor.value().integers->front();
    if (tensor.value().reals && tensor.value().reals->size() == 1)
        return tensor.value().reals->front();
    return std::nullopt;
}

/// Files before IR version 2 leave the type out.
onnx::AttributeProto::AttributeType typeOf(const onnx::AttributeProto& proto)
{
    using Proto = onnx::AttributeProto;
    if (proto.type() != Proto::UNDEFINED)
        return proto.type();
    return proto.has_i()           ? Proto::INT
        : proto.has_f()            ? Proto::FLOAT
        : proto.has_s()            ? Proto::STRING
        : proto.has_t()            ? Proto::TENSOR
        : proto.ints_size() > 0    ? Proto::INTS
        : proto.floats_size() > 0  ? Proto::FLOATS
        : proto.strings_size() > 0 ? Proto::STRINGS
                                   : Proto::UNDEFINED;
}

std::optional<Attribute> readAttribute(const onnx::AttributeProto& proto)
{
    using Proto = onnx::AttributeProto;
    switch (typeOf(proto)) {
    case Proto::INT: return proto.i();
    case Proto::FLOAT: return static_cast<double>(proto.f());
    case Proto::STRING: return proto.s();
    case Proto::TENSOR: return readTensor(proto.t());
    case Proto::INTS: return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
    case Proto::FLOATS: return std::vector<double>(proto.floats().begin(), proto.floats().end());
    case Proto::STRINGS: return std::vector<std::string>(proto.strings().begin(), proto.strings().end());
    default: return std::nullopt;
    }
}

} // namespace

Attributes readOnnxAttributes(const onnx::NodeProto& node, const Attributes& outer)
{
    Attributes attributes;
    for (const onnx::AttributeProto& proto : node.attribute()) {
        if (!proto.ref_attr_name().empty()) {
            if (const auto given = outer.find(proto.ref_attr_name()); given != outer.end())
                attributes[proto.name()] = given->second;
        } else if (std::optional<Attribute> attribute = readAttribute(proto)) {
            attributes[proto.name()] = *std::move(attribute);
        }
    }
    return attributes;
}

const onnx::AttributeProto* findOnnxAttribute(const onnx::NodeProto& node, const char* name)
{
    for (const onnx::AttributeProto& proto : node.attribute())
        if (proto.name() == name)
            return &proto;
    return nullptr;
}

std::string onnxTypeName(const std::string& domain, const std::string& type)
{
    return domain.empty() || domain == "ai.onnx" ? type : domain + "." + type;
}

} // namespace waferscope
