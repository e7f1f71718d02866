#include "core/base/names.h"
#include "core/shape_rules/shape_inference.h"
#include "core/shape_rules/tensor_roles.h"
#include "formats/onnx/onnx_attributes.h"
#include "formats/onnx/onnx_import.h"

namespace waferscope {

namespace {

constexpr std::int64_t kMostTrips = std::int64_t{1} << 20; ///< of a loop; a "while" states 2^63 - 1

std::vector<std::string> outputNames(const onnx::GraphProto& body)
{
    std::vector<std::string> names;
    for (const onnx::ValueInfoProto& output : body.output())
        names.push_back(output.name());
    return names;
}

/// The graphs among a node's attributes.
std::vector<const onnx::GraphProto*> bodiesOf(const onnx::NodeProto& node)
{
    std::vector<const onnx::GraphProto*> bodies;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.has_g())
            bodies.push_back(&attribute.g());
        for (const onnx::GraphProto& graph : attribute.graphs())
            bodies.push_back(&graph);
    }
    return bodies;
}

/// An entry of a list of axes; 0 where the list is shorter.
std::int64_t axisAt(const Attributes& attributes, const char* list, std::size_t at)
{
    const auto found = attributes.find(list);
    const auto* axes = found == attributes.end() ? nullptr : std::get_if<std::vector<std::int64_t>>(&found->second);
    return axes != nullptr && at < axes->size() ? (*axes)[at] : 0;
}

std::string labelOf(const onnx::NodeProto& node)
{
    return node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
}

} // namespace

void OnnxImport::warn(const onnx::NodeProto& node, std::string message)
{
    m_source.issues.push_back({IssueSeverity::Warning, std::move(message), labelOf(node)});
}

OnnxImport::Scope OnnxImport::innerScope(const Scope& scope, const std::string& name)
{
    Scope inner;
    inner.outer = &scope;
    inner.attributes = scope.attributes;
    inner.prefix = scope.prefix + name + "/";
    inner.depth = scope.depth + 1;
    return inner;
}

OnnxImport::Trouble OnnxImport::checkDepth(const onnx::NodeProto& node, const Scope& scope) const
{
    if (scope.depth < kMostOnnxNesting)
        return std::nullopt;
    return error("the " + printable(node.op_type()) + " " + inQuotes(node.name()) + " is nested too deeply");
}

OnnxImport::Trouble OnnxImport::readBody(const onnx::GraphProto& body, Scope& inner)
{
    if (Trouble trouble = readStored(body, inner))
        return trouble;
    return readNodes(body, inner);
}

TensorId OnnxImport::addNumber(const Scope& scope, const std::string& name, std::int64_t value, DataType type)
{
    Tensor tensor;
    tensor.name = scope.prefix + name;
    tensor.type = type;
    tensor.role = TensorRole::Constant;
    tensor.integers = {value};
    return addTensor(std::move(tensor));
}

TensorId OnnxImport::addComputed(std::string_view type, Inputs inputs, const std::string& name, Attributes attributes)
{
    Tensor tensor;
    tensor.name = name;
    Operator added;
    added.type = type;
    added.inputs = std::move(inputs);
    added.attributes = std::move(attributes);
    added.outputs = {addTensor(std::move(tensor))};
    m_source.operators.push_back(std::move(added));
    return *m_source.operators.back().outputs.front();
}

void OnnxImport::passOn(TensorId from, TensorId to, const std::string& name, std::vector<TensorId> carried)
{
    Operator added;
    added.type = carried.empty() ? std::string_view{"Identity"} : kStoredOperator;
    added.name = carried.empty() ? std::string{} : name + "/other bodies";
    added.inputs = {from};
    added.inputs.insert(added.inputs.end(), carried.begin(), carried.end());
    added.outputs = {to};
    m_source.operators.push_back(std::move(added));
}

/// Hands the results of a body over to the node's own outputs.
OnnxImport::Trouble OnnxImport::connectOutputs(const onnx::NodeProto& node, const Scope& scope, const Scope& inner,
                                               const std::vector<std::string>& results, std::vector<TensorId> carried)
{
    for (int at = 0; at < node.output_size(); ++at) {
        if (node.output(at).empty())
            continue;
        const std::optional<TensorId> from = static_cast<std::size_t>(at) < results.size()
            ? find(inner, results[static_cast<std::size_t>(at)])
            : std::nullopt;
        if (!from)
            return error("the body of " + inQuotes(node.name()) + " does not compute " + inQuotes(node.output(at)));
        passOn(*from, *find(scope, node.output(at)), scope.prefix + labelOf(node), std::exchange(carried, {}));
    }
    return std::nullopt;
}

/// What an If's condition is known to be with all sizes at their defaults.
std::optional<bool> OnnxImport::conditionOf(TensorId condition)
{
    m_work += m_source.operators.size();
    if (m_work > kMostOnnxWork)
        return std::nullopt;
    Dimensions sizes;
    for (const std::string& name : symbolicSizes(m_source))
        sizes[name] = m_source.defaults.count(name) != 0 ? m_source.defaults.at(name) : 1;
    const Result<InferredShapes> inferred = inferShapes(m_source, sizes);
    if (!inferred.ok())
        return std::nullopt;
    m_work += static_cast<std::size_t>(inferred.value().computedValues);
    const std::optional<std::vector<std::int64_t>>& values = inferred.value().facts[condition.index()].integers;
    return values && values->size() == 1 ? std::optional{values->front() != 0} : std::nullopt;
}

/// The body is written out, looked at, and taken away again, but for the tensors that are kept.
OnnxImport::Trouble OnnxImport::carryBody(const onnx::NodeProto& node, const onnx::GraphProto& body, const Scope& scope,
                                          std::vector<TensorId>& carried)
{
    m_work += m_source.operators.size() + m_source.tensors.size();
    if (m_work > kMostOnnxWork) {
        warn(node, "A body is not looked into, since the model has very many; its weights are not counted.");
        return std::nullopt;
    }
    const std::size_t operators = m_source.operators.size();
    const std::size_t tensors = m_source.tensors.size();
    const std::size_t issues = m_source.issues.size();
    Scope inner = innerScope(scope, labelOf(node));
    for (const onnx::ValueInfoProto& input : body.input()) {
        Tensor given;
        given.name = inner.prefix + input.name();
        inner.names.insert_or_assign(input.name(), addTensor(std::move(given)));
    }
    if (Trouble trouble = readBody(body, inner))
        return trouble;
    std::map<TensorId, TensorId> moved;
    std::vector<Tensor> kept;
    for (const KeptTensor& tensor : keptTensors(m_source, operators)) {
        Tensor& stored = m_source.tensors[tensor.id.index()];
        if (tensor.role == TensorRole::Statistic)
            stored.role = TensorRole::Statistic;
        const TensorId place = tensor.id.index() < tensors ? tensor.id : TensorId{tensors + kept.size()};
        moved.emplace(tensor.id, place);
        if (tensor.id.index() >= tensors)
            kept.push_back(std::move(stored));
        carried.push_back(place);
    }
    m_source.operators.erase(m_source.operators.begin() + static_cast<std::ptrdiff_t>(operators),
                             m_source.operators.end());
    m_source.tensors.erase(m_source.tensors.begin() + static_cast<std::ptrdiff_t>(tensors), m_source.tensors.end());
    m_source.tensors.insert(m_source.tensors.end(), kept.begin(), kept.end());
    m_source.issues.erase(m_source.issues.begin() + static_cast<std::ptrdiff_t>(issues), m_source.issues.end());
    std::erase_if(m_stored, [&](const auto& entry) {
        return entry.second.index() >= tensors && moved.find(entry.second) == moved.end();
    });
    for (auto& [proto, id] : m_stored)
        if (id.index() >= tensors)
            id = moved.at(id);
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::addBranch(const onnx::NodeProto& node, Scope& scope)
{
    Inputs inputs;
    if (Trouble trouble = readInputs(node, scope, inputs))
        return trouble;
    const std::optional<bool> known = inputs.empty() || !inputs[0] ? std::nullopt : conditionOf(*inputs[0]);
    const onnx::AttributeProto* taken = findOnnxAttribute(node, known.value_or(true) ? "then_branch" : "else_branch");
    const onnx::AttributeProto* other = findOnnxAttribute(node, known.value_or(true) ? "else_branch" : "then_branch");
    if (taken == nullptr)
        return error("the If " + inQuotes(node.name()) + " has no branch");
    if (!known)
        warn(node, "The condition of an If depends on data; its first branch is taken.");
    Scope inner = innerScope(scope, node.name().empty() ? "If" : node.name());
    if (Trouble trouble = readBody(taken->g(), inner))
        return trouble;
    std::vector<TensorId> carried;
    if (other != nullptr)
        if (Trouble trouble = carryBody(node, other->g(), scope, carried))
            return trouble;
    if (!carried.empty())
        m_source.issues.push_back({IssueSeverity::Note,
                                   "The branch of an If that is not taken has weights: they count as parameters, and "
                                   "multiply-adds are those of one branch.",
                                   labelOf(node)});
    return connectOutputs(node, scope, inner, outputNames(taken->g()), std::move(carried));
}

/// What a body gives in each turn, laid one behind the other along a new axis: `count` turns, or one where that is not
/// known.
void OnnxImport::giveStacked(TensorId from, TensorId to, std::optional<TensorId> count, std::int64_t axis,
                             const std::string& name)
{
    const auto vector = [&](const char* part, std::int64_t value) {
        const TensorId id = addNumber({}, name + part, value, DataType::Int64);
        m_source.tensors[id.index()].declared = {std::int64_t{1}};
        return id;
    };
    TensorId result = addComputed("Unsqueeze", {from, vector("/axis", axis)}, name + "/turn");
    if (count) {
        const TensorId turns = addComputed("Reshape", {count, vector("/one", 1)}, name + "/turns");
        const TensorId zeros = addComputed("ConstantOfShape", {turns}, name + "/zeros", {{"value", std::int64_t{0}}});
        m_source.tensors[zeros.index()].type = DataType::Int64;
        result = addComputed("Gather", {result, zeros}, name + "/stack", {{"axis", axis}});
    }
    passOn(result, to, name);
}

/// Inputs: the most turns, a condition, what goes from turn to turn. The body's: turn, condition, the same. Its
/// outputs: condition, the same, and what is stacked.
OnnxImport::Trouble OnnxImport::addLoop(const onnx::NodeProto& node, const onnx::GraphProto& body, Scope& scope)
{
    Inputs inputs;
    if (Trouble trouble = readInputs(node, scope, inputs))
        return trouble;
    if (body.input_size() < 2 || inputs.size() < 2 || static_cast<std::size_t>(body.input_size()) != inputs.size())
        return error("the Loop " + inQuotes(node.name()) + " has other inputs than its body");
    Scope inner = innerScope(scope, node.name().empty() ? "Loop" : node.name());
    inner.names.insert_or_assign(body.input(0).name(), addNumber(inner, body.input(0).name(), 0, DataType::Int64));
    inner.names.insert_or_assign(body.input(1).name(),
                                 inputs[1] ? *inputs[1] : addNumber(inner, body.input(1).name(), 1, DataType::Bool));
    for (int at = 2; at < body.input_size(); ++at) {
        if (!inputs[static_cast<std::size_t>(at)])
            return error("the Loop " + inQuotes(node.name()) + " begins without " + inQuotes(body.input(at).name()));
        inner.names.insert_or_assign(body.input(at).name(), *inputs[static_cast<std::size_t>(at)]);
    }
    if (Trouble trouble = readBody(body, inner))
        return trouble;
    std::optional<TensorId> turns = inputs[0];
    std::string often = "however often it runs";
    if (turns && m_source.tensors[turns->index()].integers) {
        const std::vector<std::int64_t>& values = *m_source.tensors[turns->index()].integers;
        if (values.size() != 1 || values[0] < 0 || values[0] > kMostTrips)
            turns.reset();
        else
            often = "though it may run " + std::to_string(values[0]) + " times";
    }
    warn(node, "The body of a Loop is counted once, " + often + ".");
    const std::size_t states = inputs.size() - 2;
    return connectTurns(node, scope, inner, {outputNames(body), 1, states, turns, {}});
}

/// Inputs: states, then what is gone through along an axis. Outputs: states, then what is stacked.
OnnxImport::Trouble OnnxImport::addScan(const onnx::NodeProto& node, const onnx::GraphProto& body, Scope& scope)
{
    Inputs inputs;
    if (Trouble trouble = readInputs(node, scope, inputs))
        return trouble;
    const Attributes attributes = readOnnxAttributes(node, scope.attributes);
    const auto stated = attributes.find("num_scan_inputs");
    const auto* scans = stated == attributes.end() ? nullptr : std::get_if<std::int64_t>(&stated->second);
    if (scans == nullptr || *scans < 1 || static_cast<std::size_t>(*scans) > inputs.size()
        || static_cast<std::size_t>(body.input_size()) != inputs.size())
        return error("the Scan " + inQuotes(node.name()) + " has other inputs than its body");
    const std::size_t states = inputs.size() - static_cast<std::size_t>(*scans);
    const std::string name = node.name().empty() ? "Scan" : node.name();
    Scope inner = innerScope(scope, name);
    std::optional<TensorId> turns;
    for (std::size_t at = 0; at < inputs.size(); ++at) {
        const std::string& own = body.input(static_cast<int>(at)).name();
        if (!inputs[at])
            return error("the Scan " + inQuotes(node.name()) + " begins without " + inQuotes(own));
        if (at < states) {
            inner.names.insert_or_assign(own, *inputs[at]);
            continue;
        }
        const std::int64_t axis = axisAt(attributes, "scan_input_axes", at - states);
        const TensorId first = addNumber(inner, own + "/turn", 0, DataType::Int64);
        inner.names.insert_or_assign(own,
                                     addComputed("Gather", {inputs[at], first}, inner.prefix + own, {{"axis", axis}}));
        if (!turns)
            turns = addComputed("Gather",
                                {addComputed("Shape", {inputs[at]}, inner.prefix + own + "/shape"),
                                 addNumber(inner, own + "/axis", axis, DataType::Int64)},
                                inner.prefix + own + "/turns");
    }
    if (Trouble trouble = readBody(body, inner))
        return trouble;
    warn(node, "The body of a Scan is counted once, however many turns it takes.");
    std::vector<std::int64_t> axes;
    for (int at = static_cast<int>(states); at < node.output_size(); ++at)
        axes.push_back(axisAt(attributes, "scan_output_axes", axes.size()));
    return connectTurns(node, scope, inner, {outputNames(body), 0, states, turns, std::move(axes)});
}

OnnxImport::Trouble OnnxImport::connectTurns(const onnx::NodeProto& node, const Scope& scope, const Scope& inner,
                                             const Turns& turns)
{
    for (int at = 0; at < node.output_size(); ++at) {
        if (node.output(at).empty())
            continue;
        const auto place = static_cast<std::size_t>(at);
        const std::optional<TensorId> from =
            place + turns.first < turns.results.size() ? find(inner, turns.results[place + turns.first]) : std::nullopt;
        if (!from)
            return error("the body of " + inQuotes(node.name()) + " does not compute " + inQuotes(node.output(at)));
        const TensorId to = *find(scope, node.output(at));
        const std::size_t stacked = place - std::min(place, turns.states);
        if (place < turns.states)
            passOn(*from, to, {});
        else
            giveStacked(*from, to, turns.count, stacked < turns.axes.size() ? turns.axes[stacked] : 0,
                        scope.prefix + node.output(at));
    }
    return std::nullopt;
}

OnnxImport::Trouble OnnxImport::addFunction(const onnx::NodeProto& node, const onnx::FunctionProto& function,
                                            Scope& scope)
{
    if (scope.depth >= kMostOnnxNesting)
        return error("its functions call each other more than " + std::to_string(kMostOnnxNesting) + " deep");
    Inputs inputs;
    if (Trouble trouble = readInputs(node, scope, inputs))
        return trouble;
    Scope inner = innerScope(scope, node.name().empty() ? function.name() : node.name());
    inner.outer = nullptr;
    inner.attributes = readOnnxAttributes(node, scope.attributes);
    for (int at = 0; at < function.input_size() && static_cast<std::size_t>(at) < inputs.size(); ++at)
        if (inputs[static_cast<std::size_t>(at)])
            inner.names.emplace(function.input(at), *inputs[static_cast<std::size_t>(at)]);
    if (Trouble trouble = registerOutputs(function.node(), {}, inner))
        return trouble;
    if (Trouble trouble = addNodes(function.node(), inner))
        return trouble;
    return connectOutputs(node, scope, inner, {function.output().begin(), function.output().end()});
}

OnnxImport::Trouble OnnxImport::addWithBodies(const onnx::NodeProto& node, const std::string& type, Scope& scope)
{
    const std::vector<const onnx::GraphProto*> bodies = bodiesOf(node);
    if (bodies.empty() && type != "If")
        return addOperator(node, type, scope, {});
    if (Trouble trouble = checkDepth(node, scope))
        return trouble;
    if (type == "If")
        return addBranch(node, scope);
    if (type == "Loop")
        return addLoop(node, *bodies.front(), scope);
    // Before version 9 a Scan had the lengths of the sequences as its first input.
    if (type == "Scan" && node.input_size() == bodies.front()->input_size())
        return addScan(node, *bodies.front(), scope);
    std::vector<TensorId> carried;
    for (const onnx::GraphProto* body : bodies)
        if (Trouble trouble = carryBody(node, *body, scope, carried))
            return trouble;
    warn(node,
         "The body of " + printable(type)
             + " is not followed: its weights count as parameters, its "
               "multiply-adds do not.");
    return addOperator(node, type, scope, carried);
}

} // namespace waferscope
