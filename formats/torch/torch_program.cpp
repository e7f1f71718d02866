#include "formats/torch/torch_program.h"

#include "core/base/names.h"
#include "core/blocks/block_scope.h"
#include "core/graph/stored_role.h"
#include "formats/torch/torch_paths.h"
#include "formats/torch/torch_scope.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

using Trouble = std::optional<Error>;

Error invalid(std::string sentence)
{
    return {ErrorCode::InvalidInput, std::move(sentence)};
}

const nlohmann::json& member(const nlohmann::json& json, std::initializer_list<const char*> path)
{
    const nlohmann::json* at = &json;
    for (const char* key : path)
        at = &memberOf(*at, key);
    return *at;
}

/// "torch.ops.aten.conv2d.default" as "conv2d" and "_operator.mul" as it is; empty for operators of others than PyTorch
/// and those who pack (quantise) its networks.
std::string operatorName(std::string_view target)
{
    constexpr std::string_view kLibraries[] = {"torch.ops.aten.", "torch.ops.quantized_decomposed.",
                                               "torch.ops.torchao.", "torch.ops.pt2e_quant."};
    constexpr std::string_view kTorch = "torch.sym_";
    if (target.starts_with("_operator."))
        return std::string{target};
    if (target.starts_with(kTorch))
        return std::string{target.substr(6)};
    for (const std::string_view library : kLibraries)
        if (target.starts_with(library)) {
            target.remove_prefix(library.size());
            return std::string{target.substr(0, target.find('.'))};
        }
    return {};
}

/// What an input of the graph stands for.
struct InputRole {
    enum class Kind { User, Parameter, Buffer };
    Kind kind = Kind::User;
    std::string path; ///< the module's name of it
};

/// By name in the graph.
using InputRoles = std::map<std::string, InputRole>;

InputRoles rolesOf(const nlohmann::json& signature)
{
    using Kind = InputRole::Kind;
    InputRoles roles;
    const nlohmann::json& specs = memberOf(signature, "input_specs");
    struct Row {
        const char* spec;
        const char* name;
        Kind kind;
    };
    constexpr Row kRows[] = {{"parameter", "parameter_name", Kind::Parameter},
                             {"buffer", "buffer_name", Kind::Buffer},
                             {"tensor_constant", "tensor_constant_name", Kind::Buffer}};
    if (specs.is_array())
        for (const nlohmann::json& spec : specs)
            for (const Row& row : kRows)
                if (const nlohmann::json& found = memberOf(spec, row.spec); found.is_object())
                    roles[textOf(memberOf(found, "arg"), "name")] = {row.kind, textOf(found, row.name)};
    constexpr Row kFirstVersion[] = {{"inputs_to_parameters", "", Kind::Parameter},
                                     {"inputs_to_buffers", "", Kind::Buffer}};
    for (const Row& row : kFirstVersion)
        if (const nlohmann::json& map = memberOf(signature, row.spec); map.is_object())
            for (const auto& [name, path] : map.items())
                roles[name] = {row.kind, path.is_string() ? path.get<std::string>() : std::string{}};
    return roles;
}

/// Reads a program's graph and those within it.
class TorchReader {
public:
    explicit TorchReader(const nlohmann::json& program)
        : m_program(program)
    {
    }

    Result<NetworkSource> read()
    {
        const nlohmann::json& graph = member(m_program, {"graph_module", "graph"});
        if (!memberOf(graph, "nodes").is_array() || !memberOf(graph, "inputs").is_array())
            return invalid("it has no graph_module with a graph of nodes.");
        TorchFrame frame;
        frame.graph = &graph;
        if (Trouble trouble = bindInputs(graph, frame))
            return *std::move(trouble);
        if (Trouble trouble = walk(frame))
            return *std::move(trouble);
        std::vector<TensorId> outputs;
        for (const std::string& name : namesOf(memberOf(graph, "outputs")))
            if (const auto found = frame.tensors.find(name); found != frame.tensors.end())
                outputs.push_back(found->second);
        NetworkSource source = m_graph.builder.take(std::move(outputs));
        source.issues = std::move(m_graph.issues);
        if (source.operators.empty())
            source.issues.push_back({IssueSeverity::Warning, "The program has no operators.", "graph_module"});
        return source;
    }

private:
    static std::vector<std::string> namesOf(const nlohmann::json& arguments)
    {
        std::vector<std::string> names;
        if (arguments.is_array())
            for (const nlohmann::json& argument : arguments)
                for (std::string& name : torchNamesIn(argument))
                    names.push_back(std::move(name));
        return names;
    }

    Trouble bindInputs(const nlohmann::json& graph, TorchFrame& frame)
    {
        const InputRoles roles = rolesOf(member(m_program, {"graph_module", "signature"}));
        bool isFrozen = false;
        for (const nlohmann::json& argument : memberOf(graph, "inputs")) {
            const std::vector<std::string> names = torchNamesIn(argument);
            if (names.size() != 1)
                continue; // a number, a text, an object
            const TorchTensor tensor = torchTensorOf(memberOf(memberOf(graph, "tensor_values"), names[0].c_str()));
            const auto role = roles.find(names[0]);
            if (torchValueOf(argument).kind == "as_sym_int")
                frame.tensors.insert_or_assign(names[0], addNumber(names[0], graph));
            else if (role == roles.end() || role->second.kind == InputRole::Kind::User)
                addInput(names[0], tensor, frame);
            else if (Trouble trouble = addStored(names[0], role->second, tensor, frame))
                return trouble;
            isFrozen = isFrozen
                || (role != roles.end() && role->second.kind == InputRole::Kind::Parameter && !tensor.isTrained);
        }
        if (isFrozen)
            m_graph.issues.push_back({IssueSeverity::Note,
                                      "The program freezes some parameters; they are counted as trained.",
                                      "graph_module"});
        return std::nullopt;
    }

    void addInput(const std::string& name, const TorchTensor& tensor, TorchFrame& frame)
    {
        const TensorId id = m_graph.builder.input(name, tensor.type, tensor.shape);
        frame.tensors.insert_or_assign(name, id);
        m_graph.active.insert(id);
        for (const auto& [size, hint] : tensor.hints)
            if (hint >= 1)
                m_graph.builder.setDefault(size, hint);
    }

    /// A number that is fed from outside counts as it did in the example.
    TensorId addNumber(const std::string& name, const nlohmann::json& graph)
    {
        const nlohmann::json& value = memberOf(memberOf(graph, "sym_int_values"), name.c_str());
        const nlohmann::json& hint = memberOf(*torchValueOf(value).value, "hint");
        const auto number = wholeNumber(hint.is_object() ? *torchValueOf(hint).value : hint);
        m_graph.issues.push_back({IssueSeverity::Warning,
                                  "A number that the program takes as an input counts as it did in its example.",
                                  name});
        return m_graph.builder.number(name, number.value_or(1));
    }

    Trouble addStored(const std::string& name, const InputRole& role, const TorchTensor& tensor, TorchFrame& frame)
    {
        Shape shape;
        for (const Extent& extent : tensor.shape)
            shape.push_back(std::holds_alternative<std::int64_t>(extent) ? std::get<std::int64_t>(extent) : -1);
        if (!checkedElementCount(shape))
            return invalid("the tensor " + inQuotes(role.path)
                           + " has a shape that is open, negative or far too large.");
        const std::string path = torchPath(role.path.empty() ? name : role.path);
        const bool isBuffer = role.kind == InputRole::Kind::Buffer
            || storedRoleOf(role.path, tensor.type, tensor.shape) == TensorRole::Statistic;
        const TensorId id = isBuffer ? m_graph.builder.statistic(path, shape) : m_graph.builder.parameter(path, shape);
        m_graph.builder.setType(id, tensor.type);
        frame.tensors.insert_or_assign(name, id);
        if (role.kind == InputRole::Kind::Parameter)
            frame.parameters.insert_or_assign(name, role.path);
        return std::nullopt;
    }

    static void findUsed(TorchFrame& frame)
    {
        for (const nlohmann::json& node : memberOf(*frame.graph, "nodes"))
            if (const nlohmann::json& inputs = memberOf(node, "inputs"); inputs.is_array())
                for (const nlohmann::json& input : inputs)
                    for (std::string& name : torchNamesIn(memberOf(input, "arg")))
                        frame.used.insert(std::move(name));
        for (std::string& name : namesOf(memberOf(*frame.graph, "outputs")))
            frame.used.insert(std::move(name));
    }

    Trouble walk(TorchFrame& frame)
    {
        findUsed(frame);
        for (const nlohmann::json& node : memberOf(*frame.graph, "nodes")) {
            if (m_graph.builder.operatorCount() > kMostOperators)
                return invalid("it makes a network of more than 200,000 operators.");
            if (Trouble trouble = visit(node, frame))
                return trouble;
        }
        return std::nullopt;
    }

    Trouble visit(const nlohmann::json& node, TorchFrame& frame)
    {
        const std::string target = textOf(node, "target");
        const std::string name = operatorName(target);
        if (isTorchAssertion(name))
            return std::nullopt;
        if (target.starts_with("torch.ops.higher_order.") && !graphsOf(node).empty())
            return enter(node, target, frame);
        const TorchOperator* known = name.empty() ? nullptr : torchOperator(name);
        TorchScope scope{m_graph, frame, node, torchLayerPath(node, frame, name.empty() ? target : name),
                         known == nullptr ? std::string_view{} : known->type};
        if (known == nullptr)
            scope.passOn();
        else
            known->build(scope);
        if (scope.trouble())
            return invalid(describe(node, target) + " " + *scope.trouble() + ".");
        bindOutputs(scope, frame, name);
        return std::nullopt;
    }

    static std::string describe(const nlohmann::json& node, const std::string& target)
    {
        const std::vector<std::string> outputs = namesOf(memberOf(node, "outputs"));
        return "node " + inQuotes(outputs.empty() ? textOf(node, "name") : outputs.front()) + " (" + printable(target)
            + ")";
    }

    void bindOutputs(const TorchScope& scope, TorchFrame& frame, const std::string& name)
    {
        for (std::size_t at = 0; at < scope.outputNames().size() && at < scope.outputs().size(); ++at) {
            if (!scope.outputs()[at])
                continue;
            const TensorId id = *scope.outputs()[at];
            const std::string& output = scope.outputNames()[at];
            const nlohmann::json& values = memberOf(*frame.graph, "tensor_values");
            const TorchTensor stated = torchTensorOf(memberOf(values, output.c_str()));
            const bool isNumber = memberOf(values, output.c_str()).is_null();
            m_graph.builder.setType(id, isNumber ? DataType::Int64 : stated.type);
            if (!isNumber && !stated.hasExpressions)
                m_graph.builder.setShape(id, stated.shape);
            if (scope.isActive() && name != "sym_size" && name != "sym_numel")
                m_graph.active.insert(id);
            frame.tensors.insert_or_assign(output, id);
        }
    }

    /// The graphs among the arguments of a node.
    static std::vector<const nlohmann::json*> graphsOf(const nlohmann::json& node)
    {
        std::vector<const nlohmann::json*> graphs;
        const nlohmann::json& inputs = memberOf(node, "inputs");
        if (inputs.is_array())
            for (const nlohmann::json& input : inputs) {
                const TorchValue value = torchValueOf(memberOf(input, "arg"));
                if (value.kind == "as_graph" && memberOf(memberOf(*value.value, "graph"), "nodes").is_array())
                    graphs.push_back(&memberOf(*value.value, "graph"));
            }
        return graphs;
    }

    /// Writes out one of the graphs that a node is given: what wraps code, the first branch of a cond, the body of a
    /// while_loop, whose first graph is its condition. What the others are given is carried.
    Trouble enter(const nlohmann::json& node, const std::string& target, TorchFrame& frame)
    {
        const std::vector<const nlohmann::json*> graphs = graphsOf(node);
        const bool isLoop = target.ends_with("while_loop") && graphs.size() > 1;
        const std::string_view which = isLoop ? "second" : "first";
        if (!target.starts_with("torch.ops.higher_order.wrap") && target != "torch.ops.higher_order.invoke_subgraph")
            m_graph.issues.push_back({IssueSeverity::Warning,
                                      "Of " + printable(target) + " the " + std::string{which}
                                          + " graph is followed, once"
                                          + (graphs.size() > 1 ? "; the weights of all count as parameters." : "."),
                                      describe(node, target)});
        TorchFrame inner;
        inner.graph = graphs[isLoop ? 1 : 0];
        if (Trouble trouble = bindArguments(node, frame, inner, target))
            return trouble;
        if (Trouble trouble = walk(inner))
            return trouble;
        const std::vector<std::string> results = namesOf(memberOf(*inner.graph, "outputs"));
        const std::vector<std::string> names = namesOf(memberOf(node, "outputs"));
        std::vector<std::optional<TensorId>> carried = graphs.size() > 1 ? storedAmong(node, frame) : Inputs{};
        for (std::size_t at = 0; at < names.size() && at < results.size(); ++at)
            if (const auto found = inner.tensors.find(results[at]); found != inner.tensors.end())
                frame.tensors.insert_or_assign(names[at],
                                               carrying(found->second, std::exchange(carried, {}), names[at]));
        return std::nullopt;
    }

    using Inputs = std::vector<std::optional<TensorId>>;

    /// The stored tensors that a node is given.
    Inputs storedAmong(const nlohmann::json& node, const TorchFrame& frame)
    {
        Inputs stored;
        for (const nlohmann::json& input : memberOf(node, "inputs"))
            for (const std::string& name : torchNamesIn(memberOf(input, "arg")))
                if (const auto found = frame.tensors.find(name); found != frame.tensors.end()) {
                    const TensorRole role = m_graph.builder[found->second].role;
                    if (role == TensorRole::Parameter || role == TensorRole::Statistic)
                        stored.emplace_back(found->second);
                }
        return stored;
    }

    /// A tensor that carries stored ones with it.
    TensorId carrying(TensorId tensor, Inputs stored, const std::string& name)
    {
        if (stored.empty())
            return tensor;
        stored.insert(stored.begin(), tensor);
        m_graph.builder.beginLayer(name + "/graphs", LayerKind::Other);
        const TensorId result = m_graph.builder.add(kStoredOperator, std::move(stored));
        if (m_graph.active.count(tensor) != 0)
            m_graph.active.insert(result);
        return result;
    }

    /// The tensors behind the graphs are its inputs, in order.
    static Trouble bindArguments(const nlohmann::json& node, const TorchFrame& frame, TorchFrame& inner,
                                 const std::string& target)
    {
        std::vector<std::string> given;
        bool isBehind = false;
        for (const nlohmann::json& input : memberOf(node, "inputs")) {
            const nlohmann::json& argument = memberOf(input, "arg");
            isBehind = isBehind || torchValueOf(argument).kind == "as_graph";
            if (isBehind)
                for (std::string& name : torchNamesIn(argument))
                    given.push_back(std::move(name));
        }
        const std::vector<std::string> wanted = namesOf(memberOf(*inner.graph, "inputs"));
        for (std::size_t at = 0; at < wanted.size(); ++at) {
            const auto found = at < given.size() ? frame.tensors.find(given[at]) : frame.tensors.end();
            if (found == frame.tensors.end())
                return invalid(describe(node, target) + " gives its graph no " + inQuotes(wanted[at]) + ".");
            inner.tensors.insert_or_assign(wanted[at], found->second);
            if (const auto path = frame.parameters.find(given[at]); path != frame.parameters.end())
                inner.parameters.insert_or_assign(wanted[at], path->second);
        }
        return std::nullopt;
    }

    const nlohmann::json& m_program;
    TorchGraph m_graph{GraphBuilder{{}, "torch.export"}, {}, {}, {}};
};

} // namespace

Result<NetworkSource> networkOfTorch(const nlohmann::json& program)
{
    return TorchReader{program}.read();
}

} // namespace waferscope
