#include "formats/onnx/onnx_graph.h"

#include "core/base/names.h"
#include "core/graph/operator_order.h"
#include "core/graph/stored_role.h"
#include "formats/onnx/onnx_attributes.h"
#include "formats/onnx/onnx_import.h"
#include "formats/onnx/onnx_notes.h"
#include "formats/onnx/onnx_plain_operators.h"

namespace waferscope {

namespace {

constexpr std::size_t kMostNodes = 200'000; ///< after writing out functions

/// The tensor that value_int, value_ints, value_float or value_floats stands for.
Tensor constantOf(const Attributes& attributes)
{
    Tensor tensor;
    for (const auto& [name, attribute] : attributes) {
        if (const auto* integer = std::get_if<std::int64_t>(&attribute))
            tensor.integers = {*integer};
        else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&attribute))
            tensor.integers = *integers;
        else if (const auto* real = std::get_if<double>(&attribute))
            tensor.reals = {*real};
        else if (const auto* reals = std::get_if<std::vector<double>>(&attribute))
            tensor.reals = *reals;
        if (name == "value_ints" || name == "value_floats")
            tensor.declared = {static_cast<std::int64_t>(tensor.integers    ? tensor.integers->size()
                                                             : tensor.reals ? tensor.reals->size()
                                                                            : 0)};
    }
    tensor.type = tensor.integers ? DataType::Int64 : tensor.reals ? DataType::Float32 : DataType::Other;
    return tensor;
}

} // namespace

OnnxImport::OnnxImport(const onnx::ModelProto& model, const OnnxFile& file)
    : m_file(file)
    , m_inputShapes(m_source)
{
    for (const onnx::FunctionProto& function : model.functions())
        m_functions[onnxTypeName(function.domain(), function.name())] = &function;
}

std::optional<Error> OnnxImport::read(const onnx::GraphProto& graph)
{
    Scope scope;
    if (std::optional<Error> error = readStored(graph, scope))
        return error;
    for (const onnx::ValueInfoProto& input : graph.input())
        if (scope.names.find(input.name()) == scope.names.end())
            m_inputShapes.learn(input);
    for (const onnx::ValueInfoProto& input : graph.input())
        if (scope.names.find(input.name()) == scope.names.end())
            addInput(input, scope);
    if (std::optional<Error> error = readNodes(graph, scope))
        return error;
    for (const onnx::ValueInfoProto& output : graph.output()) {
        const std::optional<TensorId> id = find(scope, output.name());
        if (!id)
            return error("the output " + inQuotes(output.name()) + " is computed by nothing");
        m_source.outputs.push_back(*id);
    }
    return std::nullopt;
}

Error OnnxImport::error(const std::string& why) const
{
    return {ErrorCode::InvalidInput, inQuotes(m_file.path) + ": " + why + "."};
}

std::optional<TensorId> OnnxImport::find(const Scope& scope, const std::string& name)
{
    for (const Scope* at = &scope; at != nullptr; at = at->outer)
        if (const auto found = at->names.find(name); found != at->names.end())
            return found->second;
    return std::nullopt;
}

TensorId OnnxImport::addTensor(Tensor tensor)
{
    m_source.tensors.push_back(std::move(tensor));
    return TensorId{m_source.tensors.size() - 1};
}

OnnxImport::Trouble OnnxImport::addStored(const onnx::TensorProto& proto, Scope& scope)
{
    auto known = m_stored.find(&proto);
    if (known == m_stored.end()) {
        Result<Tensor> tensor = readOnnxTensor(proto, m_file);
        if (!tensor.ok())
            return tensor.error();
        known = m_stored.emplace(&proto, addTensor(std::move(tensor).value())).first;
    }
    scope.names.insert_or_assign(proto.name(), known->second);
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::readStored(const onnx::GraphProto& graph, Scope& scope)
{
    for (const onnx::TensorProto& proto : graph.initializer())
        if (Trouble trouble = addStored(proto, scope))
            return trouble;
    for (const onnx::SparseTensorProto& sparse : graph.sparse_initializer()) {
        Tensor tensor;
        tensor.name = sparse.values().name();
        tensor.type = dataTypeOf(sparse.values().data_type());
        tensor.declared.assign(sparse.dims().begin(), sparse.dims().end());
        tensor.role = storedRoleOf(tensor.name, tensor.type, tensor.declared);
        scope.names.insert_or_assign(tensor.name, addTensor(tensor));
    }
    return std::nullopt;
}

void OnnxImport::addInput(const onnx::ValueInfoProto& info, Scope& scope)
{
    Tensor tensor;
    tensor.name = info.name();
    tensor.role = TensorRole::Input;
    tensor.type = info.type().has_tensor_type() ? dataTypeOf(info.type().tensor_type().elem_type()) : DataType::Other;
    tensor.declared = m_inputShapes.read(info);
    const TensorId id = addTensor(std::move(tensor));
    scope.names.insert_or_assign(info.name(), id);
    m_source.inputs.push_back(id);
}

/// Registers all outputs first, since nodes may come in any order.
OnnxImport::Trouble OnnxImport::readNodes(const onnx::GraphProto& graph, Scope& scope)
{
    Infos stated;
    for (const onnx::ValueInfoProto& info : graph.value_info())
        stated.insert_or_assign(info.name(), &info);
    for (const onnx::ValueInfoProto& info : graph.output())
        stated.insert_or_assign(info.name(), &info);
    if (Trouble trouble = registerOutputs(graph.node(), stated, scope))
        return trouble;
    return addNodes(graph.node(), scope);
}

OnnxImport::Trouble OnnxImport::registerOutputs(const Nodes& nodes, const Infos& stated, Scope& scope)
{
    for (const onnx::NodeProto& node : nodes)
        for (const std::string& name : node.output()) {
            if (name.empty())
                continue;
            if (scope.names.find(name) != scope.names.end())
                return error("the tensor " + inQuotes(name) + " is given more than once");
            Tensor tensor;
            tensor.name = scope.prefix + name;
            if (const auto info = stated.find(name); info != stated.end()) {
                tensor.type = dataTypeOf(info->second->type().tensor_type().elem_type());
                tensor.declared = statedShape(*info->second);
            }
            scope.names.emplace(name, addTensor(std::move(tensor)));
        }
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::addNodes(const Nodes& nodes, Scope& scope)
{
    for (const onnx::NodeProto& node : nodes)
        if (Trouble trouble = addNode(node, scope))
            return trouble;
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::addNode(const onnx::NodeProto& node, Scope& scope)
{
    if (++m_nodes > kMostNodes)
        return error("its functions write out to more than 200,000 operators");
    const std::string type = onnxTypeName(node.domain(), node.op_type());
    if (type == "Constant")
        return addConstant(node, scope);
    if (const auto function = m_functions.find(type); function != m_functions.end())
        return addFunction(node, *function->second, scope);
    return addWithBodies(node, type, scope);
}

/// Ids of a node's inputs; what is missing is an error.
OnnxImport::Trouble OnnxImport::readInputs(const onnx::NodeProto& node, const Scope& scope, Inputs& inputs) const
{
    for (const std::string& name : node.input()) {
        const std::optional<TensorId> id = name.empty() ? std::nullopt : find(scope, name);
        if (!name.empty() && !id)
            return error(printable(node.op_type()) + " " + inQuotes(node.name()) + " reads " + inQuotes(name)
                         + ", which nothing computes");
        inputs.push_back(id);
    }
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::addOperator(const onnx::NodeProto& node, const std::string& type, const Scope& scope,
                                            const std::vector<TensorId>& carried)
{
    Operator added;
    added.type = type;
    added.name = node.name().empty() ? std::string{} : scope.prefix + node.name();
    added.attributes = readOnnxAttributes(node, scope.attributes);
    if (Trouble trouble = readInputs(node, scope, added.inputs))
        return trouble;
    for (const std::string& name : node.output())
        added.outputs.push_back(name.empty() ? std::nullopt : find(scope, name));
    if (type == "ConstantOfShape")
        setFillType(node, added);
    added.inputs.insert(added.inputs.end(), carried.begin(), carried.end());
    if (!addPlainOperators(added, m_source))
        m_source.operators.push_back(std::move(added));
    return std::nullopt;
}

/// ConstantOfShape gives the type of its value; floats when it states none.
void OnnxImport::setFillType(const onnx::NodeProto& node, const Operator& subject)
{
    const onnx::AttributeProto* value = findOnnxAttribute(node, "value");
    if (value != nullptr && !subject.outputs.empty() && subject.outputs[0])
        m_source.tensors[subject.outputs[0]->index()].type = dataTypeOf(value->t().data_type());
}

/// A Constant becomes a stored tensor. Its numbers are taken for settings, unless a layer uses them as weights.
OnnxImport::Trouble OnnxImport::addConstant(const onnx::NodeProto& node, const Scope& scope)
{
    const std::optional<TensorId> id =
        node.output_size() > 0 && !node.output(0).empty() ? find(scope, node.output(0)) : std::nullopt;
    if (!id)
        return error("a Constant has no output");
    Tensor& tensor = m_source.tensors[id->index()];
    const std::string name = tensor.name;
    if (const onnx::AttributeProto* value = findOnnxAttribute(node, "value")) {
        Result<Tensor> read = readOnnxTensor(value->t(), m_file);
        if (!read.ok())
            return read.error();
        tensor = std::move(read).value();
    } else {
        tensor = constantOf(readOnnxAttributes(node, scope.attributes));
    }
    tensor.name = name;
    tensor.role = TensorRole::Constant;
    return std::nullopt;
}

Result<NetworkSource> readOnnxGraph(const onnx::ModelProto& model, const OnnxFile& file)
{
    OnnxImport import{model, file};
    if (std::optional<Error> error = import.read(model.graph()))
        return *std::move(error);
    NetworkSource source = import.takeSource();
    source.name = model.graph().name();
    source.format = "ONNX";
    if (sortOperators(source) == Ordering::HasCycle)
        return Error{ErrorCode::InvalidInput, inQuotes(file.path) + ": its operators form a cycle."};
    readOnnxNotes(model, source);
    if (source.operators.empty())
        source.issues.push_back({IssueSeverity::Warning, "The model has no operators.", file.path});
    return source;
}

} // namespace waferscope
