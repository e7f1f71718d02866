#include "formats/onnx/onnx_inputs.h"

#include "core/base/names.h"
#include "core/graph/size_expression.h"
#include "formats/onnx/onnx_tensor.h"

#include <algorithm>
#include <cctype>

namespace waferscope {

namespace {

constexpr std::int64_t kPictureSize = 224;
constexpr std::int64_t kSequenceLength = 128;
constexpr std::int64_t kSignalLength = 512; ///< of a float input [batch, samples]

bool isTypeable(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '.');
}

/// The name with everything else replaced; empty when nothing is left to recognise.
std::string typeable(const std::string& name)
{
    std::string result;
    for (const char c : name.substr(0, 64))
        result += isTypeable(c) ? c : '_';
    return std::any_of(result.begin(), result.end(), [](char c) { return c != '_'; }) ? result : std::string{};
}

} // namespace

void OnnxInputShapes::learn(const onnx::ValueInfoProto& info)
{
    for (const onnx::TensorShapeProto::Dimension& dimension : info.type().tensor_type().shape().dim())
        if (!dimension.dim_param().empty() && typeable(dimension.dim_param()) == dimension.dim_param())
            m_plain.insert(dimension.dim_param());
}

bool OnnxInputShapes::follows(const std::string& stated) const
{
    const std::optional<std::vector<std::string>> within = sizesIn(stated);
    return within && std::all_of(within->begin(), within->end(), [this](const std::string& name) {
               return m_plain.count(name) != 0;
           });
}

std::string OnnxInputShapes::nameOf(const onnx::ValueInfoProto& info, int axis, const std::string& stated)
{
    std::string name = typeable(stated);
    if (!name.empty() && name == stated)
        return name;
    const bool isNamed = !stated.empty() && stated != "?";
    const auto known = m_source.sizeNames.find(stated);
    if (isNamed && known != m_source.sizeNames.end())
        return known->second;
    if (name.empty())
        name = axis == 0 ? "batch" : typeable(info.name()) + "_axis" + std::to_string(axis);
    if (isNamed)
        m_source.sizeNames[stated] = name;
    return name;
}

std::int64_t OnnxInputShapes::likelySize(const onnx::TypeProto::Tensor& type, int axis)
{
    const int rank = type.shape().dim_size();
    if (axis == 0)
        return 1;
    if (rank == 4)
        return axis >= 2 ? kPictureSize : 1;
    return rank == 2 && isFloat(dataTypeOf(type.elem_type())) ? kSignalLength : kSequenceLength;
}

std::string OnnxInputShapes::inTheFile(const std::string& name) const
{
    for (const auto& [stated, ours] : m_source.sizeNames)
        if (ours == name)
            return " (" + inQuotes(stated) + " in the file)";
    return {};
}

void OnnxInputShapes::setDefault(const std::string& name, const onnx::TypeProto::Tensor& type, int axis)
{
    if (m_source.defaults.find(name) != m_source.defaults.end())
        return;
    const std::int64_t value = likelySize(type, axis);
    m_source.defaults[name] = value;
    if (axis > 0)
        m_source.issues.push_back({IssueSeverity::Note,
                                   "The size " + printable(name) + inTheFile(name) + " is open; "
                                       + std::to_string(value) + " is assumed until another is given.",
                                   name});
}

SymbolicShape OnnxInputShapes::read(const onnx::ValueInfoProto& info)
{
    SymbolicShape shape;
    const onnx::TensorShapeProto& stated = info.type().tensor_type().shape();
    if (!info.type().has_tensor_type() || !info.type().tensor_type().has_shape())
        m_source.issues.push_back(
            {IssueSeverity::Warning,
             "The input " + inQuotes(info.name()) + " has no shape in the file; a single number is assumed.",
             info.name()});
    for (int axis = 0; axis < stated.dim_size(); ++axis) {
        const onnx::TensorShapeProto::Dimension& dimension = stated.dim(axis);
        if (dimension.has_dim_value() && dimension.dim_value() > 0) {
            shape.emplace_back(dimension.dim_value());
            continue;
        }
        if (follows(dimension.dim_param())) {
            shape.emplace_back(dimension.dim_param());
            continue;
        }
        std::string name = nameOf(info, axis, dimension.dim_param());
        setDefault(name, info.type().tensor_type(), axis);
        shape.emplace_back(std::move(name));
    }
    return shape;
}

SymbolicShape statedShape(const onnx::ValueInfoProto& info)
{
    SymbolicShape shape;
    for (const onnx::TensorShapeProto::Dimension& dimension : info.type().tensor_type().shape().dim()) {
        if (dimension.has_dim_value() && dimension.dim_value() >= 0)
            shape.emplace_back(dimension.dim_value());
        else if (!dimension.dim_param().empty())
            shape.emplace_back(dimension.dim_param());
        else
            return {};
    }
    return shape;
}

} // namespace waferscope
