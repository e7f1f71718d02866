#include "formats/onnx/onnx_graph.h"

#include "formats/onnx/onnx_attributes.h"
#include "formats/onnx/onnx_inputs.h"
#include "formats/onnx/onnx_notes.h"
#include "core/base/names.h"
#include "core/graph/operator_order.h"
#include "core/shape_rules/shape_inference.h"

#include <map>

namespace waferscope {

namespace {

constexpr int kMostNesting = 32; ///< functions in functions, branches in branches
constexpr std::size_t kMostNodes = 200'000; ///< after writing out functions
constexpr std::size_t kMostConditionWork = 5'000'000; ///< operators and values looked at to decide branches

/// Names of one graph, branch or function body.
struct Scope {
    const Scope* outer = nullptr; ///< whose names are seen too
    std::map<std::string, TensorId> names;
    Attributes attributes; ///< a function's, as the caller gave them
    std::string prefix; ///< of node names
    int depth = 0;
};

/// Builds a NetworkSource; the first trouble ends it.
class OnnxImport {
public:
    OnnxImport(const onnx::ModelProto& model, const OnnxFile& file)
        : m_file(file)
        , m_inputShapes(m_source)
    {
        for (const onnx::FunctionProto& function : model.functions())
            m_functions[onnxTypeName(function.domain(), function.name())] = &function;
    }

    std::optional<Error> read(const onnx::GraphProto& graph)
    {
        Scope scope;
        if (std::optional<Error> error = readStored(graph, scope))
            return error;
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

    NetworkSource takeSource() { return std::move(m_source); }

private:
    using Trouble = std::optional<Error>;

    Error error(const std::string& why) const
    {
        return {ErrorCode::InvalidInput, inQuotes(m_file.path) + ": " + why + "."};
    }

    static std::optional<TensorId> find(const Scope& scope, const std::string& name)
    {
        for (const Scope* at = &scope; at != nullptr; at = at->outer)
            if (const auto found = at->names.find(name); found != at->names.end())
                return found->second;
        return std::nullopt;
    }

    TensorId addTensor(Tensor tensor)
    {
        m_source.tensors.push_back(std::move(tensor));
        return TensorId{m_source.tensors.size() - 1};
    }

    Trouble addStored(const onnx::TensorProto& proto, Scope& scope)
    {
        Result<Tensor> tensor = readOnnxTensor(proto, m_file);
        if (!tensor.ok())
            return tensor.error();
        scope.names.insert_or_assign(proto.name(), addTensor(std::move(tensor).value()));
        return std::nullopt;
    }

    Trouble readStored(const onnx::GraphProto& graph, Scope& scope)
    {
        for (const onnx::TensorProto& proto : graph.initializer())
            if (Trouble trouble = addStored(proto, scope))
                return trouble;
        for (const onnx::SparseTensorProto& sparse : graph.sparse_initializer()) {
            Tensor tensor;
            tensor.name = sparse.values().name();
            tensor.type = dataTypeOf(sparse.values().data_type());
            tensor.role = TensorRole::Parameter;
            tensor.declared.assign(sparse.dims().begin(), sparse.dims().end());
            scope.names.insert_or_assign(tensor.name, addTensor(tensor));
        }
        return std::nullopt;
    }

    void addInput(const onnx::ValueInfoProto& info, Scope& scope)
    {
        Tensor tensor;
        tensor.name = info.name();
        tensor.role = TensorRole::Input;
        tensor.type =
            info.type().has_tensor_type() ? dataTypeOf(info.type().tensor_type().elem_type()) : DataType::Other;
        tensor.declared = m_inputShapes.read(info);
        const TensorId id = addTensor(std::move(tensor));
        scope.names.insert_or_assign(info.name(), id);
        m_source.inputs.push_back(id);
    }

    /// Registers all outputs first, since nodes may come in any order.
    Trouble readNodes(const onnx::GraphProto& graph, Scope& scope)
    {
        std::map<std::string, const onnx::ValueInfoProto*> stated;
        for (const onnx::ValueInfoProto& info : graph.value_info())
            stated.insert_or_assign(info.name(), &info);
        for (const onnx::ValueInfoProto& info : graph.output())
            stated.insert_or_assign(info.name(), &info);
        if (Trouble trouble = registerOutputs(graph.node(), stated, scope))
            return trouble;
        return addNodes(graph.node(), scope);
    }

    template <typename Nodes>
    Trouble registerOutputs(const Nodes& nodes, const std::map<std::string, const onnx::ValueInfoProto*>& stated,
                            Scope& scope)
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

    template <typename Nodes>
    Trouble addNodes(const Nodes& nodes, Scope& scope)
    {
        for (const onnx::NodeProto& node : nodes)
            if (Trouble trouble = addNode(node, scope))
                return trouble;
        return std::nullopt;
    }

    Trouble addNode(const onnx::NodeProto& node, Scope& scope)
    {
        if (++m_nodes > kMostNodes)
            return error("its functions write out to more than 200,000 operators");
        const std::string type = onnxTypeName(node.domain(), node.op_type());
        if (type == "Constant")
            return addConstant(node, scope);
        if (type == "If")
            return addBranch(node, scope);
        if (const auto function = m_functions.find(type); function != m_functions.end())
            return addFunction(node, *function->second, scope);
        if (findOnnxAttribute(node, "body") != nullptr)
            m_source.issues.push_back(
                {IssueSeverity::Warning,
                 "The body of " + printable(type) + " is not looked into; it counts as one operator.",
                 node.name()});
        return addOperator(node, type, scope);
    }

    /// Ids of a node's inputs; what is missing is an error.
    Trouble readInputs(const onnx::NodeProto& node, const Scope& scope, std::vector<std::optional<TensorId>>& inputs)
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

    Trouble addOperator(const onnx::NodeProto& node, const std::string& type, const Scope& scope)
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
        m_source.operators.push_back(std::move(added));
        return std::nullopt;
    }

    /// ConstantOfShape gives the type of its value; floats when it states none.
    void setFillType(const onnx::NodeProto& node, const Operator& subject)
    {
        const onnx::AttributeProto* value = findOnnxAttribute(node, "value");
        if (value != nullptr && !subject.outputs.empty() && subject.outputs[0])
            m_source.tensors[subject.outputs[0]->index()].type = dataTypeOf(value->t().data_type());
    }

    /// A Constant becomes a stored tensor. Its numbers are taken for settings, unless a layer uses them as weights.
    Trouble addConstant(const onnx::NodeProto& node, const Scope& scope)
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

    /// The tensor that value_int, value_ints, value_float or value_floats stands for.
    static Tensor constantOf(const Attributes& attributes)
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

    /// What an If's condition is known to be with all sizes at their defaults.
    std::optional<bool> conditionOf(TensorId condition)
    {
        m_conditionWork += m_source.operators.size();
        if (m_conditionWork > kMostConditionWork)
            return std::nullopt;
        Dimensions sizes;
        for (const std::string& name : symbolicSizes(m_source))
            sizes[name] = m_source.defaults.count(name) != 0 ? m_source.defaults.at(name) : 1;
        const Result<InferredShapes> inferred = inferShapes(m_source, sizes);
        if (!inferred.ok())
            return std::nullopt;
        m_conditionWork += static_cast<std::size_t>(inferred.value().computedValues);
        const std::optional<std::vector<std::int64_t>>& values = inferred.value().facts[condition.index()].integers;
        return values && values->size() == 1 ? std::optional{values->front() != 0} : std::nullopt;
    }

    Trouble addBranch(const onnx::NodeProto& node, Scope& scope)
    {
        std::vector<std::optional<TensorId>> inputs;
        if (Trouble trouble = readInputs(node, scope, inputs))
            return trouble;
        const std::optional<bool> known = inputs.empty() || !inputs[0] ? std::nullopt : conditionOf(*inputs[0]);
        const onnx::AttributeProto* branch =
            findOnnxAttribute(node, known.value_or(true) ? "then_branch" : "else_branch");
        if (branch == nullptr || scope.depth >= kMostNesting)
            return error("the If " + inQuotes(node.name()) + " has no branch, or is nested too deeply");
        if (!known)
            m_source.issues.push_back({IssueSeverity::Warning,
                                       "The condition of an If depends on data; its first branch is taken.",
                                       node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name()});
        Scope inner;
        inner.outer = &scope;
        inner.attributes = scope.attributes;
        inner.prefix = scope.prefix + (node.name().empty() ? "If" : node.name()) + "/";
        inner.depth = scope.depth + 1;
        if (Trouble trouble = readStored(branch->g(), inner))
            return trouble;
        if (Trouble trouble = readNodes(branch->g(), inner))
            return trouble;
        std::vector<std::string> results;
        for (const onnx::ValueInfoProto& output : branch->g().output())
            results.push_back(output.name());
        return connectOutputs(node, scope, inner, results);
    }

    Trouble addFunction(const onnx::NodeProto& node, const onnx::FunctionProto& function, Scope& scope)
    {
        if (scope.depth >= kMostNesting)
            return error("its functions call each other more than " + std::to_string(kMostNesting) + " deep");
        std::vector<std::optional<TensorId>> inputs;
        if (Trouble trouble = readInputs(node, scope, inputs))
            return trouble;
        Scope inner;
        inner.attributes = readOnnxAttributes(node, scope.attributes);
        inner.prefix = scope.prefix + (node.name().empty() ? function.name() : node.name()) + "/";
        inner.depth = scope.depth + 1;
        for (int at = 0; at < function.input_size() && static_cast<std::size_t>(at) < inputs.size(); ++at)
            if (inputs[static_cast<std::size_t>(at)])
                inner.names.emplace(function.input(at), *inputs[static_cast<std::size_t>(at)]);
        if (Trouble trouble = registerOutputs(function.node(), {}, inner))
            return trouble;
        if (Trouble trouble = addNodes(function.node(), inner))
            return trouble;
        return connectOutputs(node, scope, inner, {function.output().begin(), function.output().end()});
    }

    /// Hands the results of a body over to the node's own outputs.
    Trouble connectOutputs(const onnx::NodeProto& node, const Scope& scope, const Scope& inner,
                           const std::vector<std::string>& results)
    {
        for (int at = 0; at < node.output_size(); ++at) {
            if (node.output(at).empty())
                continue;
            const std::optional<TensorId> from = static_cast<std::size_t>(at) < results.size()
                ? find(inner, results[static_cast<std::size_t>(at)])
                : std::nullopt;
            if (!from)
                return error("the body of " + inQuotes(node.name()) + " does not compute " + inQuotes(node.output(at)));
            Operator identity;
            identity.type = "Identity";
            identity.inputs = {*from};
            identity.outputs = {find(scope, node.output(at))};
            m_source.operators.push_back(std::move(identity));
        }
        return std::nullopt;
    }

    const OnnxFile& m_file;
    NetworkSource m_source;
    OnnxInputShapes m_inputShapes;
    std::map<std::string, const onnx::FunctionProto*> m_functions;
    std::size_t m_nodes = 0;
    std::size_t m_conditionWork = 0;
};

} // namespace

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
