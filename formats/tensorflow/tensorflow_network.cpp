#include "formats/tensorflow/tensorflow_network.h"

#include "core/base/names.h"
#include "core/blocks/block_scope.h"
#include "core/graph/stored_role.h"
#include "formats/tensorflow/tensorflow_frame.h"
#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>
#include <set>

namespace waferscope {

namespace {

using Trouble = std::optional<Error>;

constexpr int kMostNesting = 64; ///< calls in calls
constexpr std::size_t kMostWork = 2'000'000; ///< nodes met, those of functions that are called again included

Error invalid(std::string sentence)
{
    return {ErrorCode::InvalidInput, std::move(sentence)};
}

class TfReader {
public:
    explicit TfReader(const TfModel& model)
        : m_model(model)
    {
    }

    Result<NetworkSource> read()
    {
        TfFrame frame{m_model.nodes};
        const TfSignature* signature = chosenSignature();
        std::vector<std::string> wanted;
        if (signature != nullptr)
            for (const auto& [name, tensor] : signature->outputs)
                wanted.push_back(tensor.tensor);
        else if (m_model.signatures.empty())
            wanted = unread();
        if (wanted.empty())
            return invalid("it has no signature and no outputs, so it does not tell what it computes.");
        for (const auto& [name, tensor] : signature != nullptr ? signature->inputs : decltype(signature->inputs){})
            m_inputShapes[tfNodeOf(tensor.tensor)] = tensor.shape;
        if (Trouble trouble = walk(frame, wanted))
            return *std::move(trouble);
        std::vector<TensorId> outputs;
        for (const std::string& name : wanted)
            if (const auto flow = frame.find(name))
                outputs.push_back(flow->id);
        NetworkSource source = m_graph.builder().take(std::move(outputs));
        source.issues = std::move(m_graph.issues);
        return source;
    }

private:
    const TfSignature* chosenSignature() const
    {
        const auto serving = m_model.signatures.find("serving_default");
        if (serving != m_model.signatures.end() && !serving->second.outputs.empty())
            return &serving->second;
        for (const auto& [name, signature] : m_model.signatures)
            if (!name.starts_with("__") && !signature.outputs.empty())
                return &signature;
        return nullptr;
    }

    /// Nodes whose results nobody reads, but for those that only store or check.
    std::vector<std::string> unread() const
    {
        constexpr std::string_view kSilent[] = {
            "Assert",      "Assign", "AssignVariableOp", "Const",      "MergeV2Checkpoints", "NoOp",
            "Placeholder", "SaveV2", "VarHandleOp",      "VariableV2", "VarIsInitializedOp"};
        std::set<std::string> read;
        for (const TfNode& node : m_model.nodes)
            for (const std::string& input : node.inputs)
                read.insert(tfNodeOf(input));
        std::vector<std::string> names;
        for (const TfNode& node : m_model.nodes)
            if (read.count(node.name) == 0
                && std::find(std::begin(kSilent), std::end(kSilent), node.op) == std::end(kSilent))
                names.push_back(node.name);
        return names;
    }

    Trouble walk(TfFrame& frame, const std::vector<std::string>& wanted)
    {
        m_work += frame.nodes().size() + 1;
        if (m_work > kMostWork)
            return invalid("its functions are called more often than can be followed.");
        const auto order = frame.ordered(wanted);
        if (!order)
            return invalid("its nodes read each other in a circle; the loops of TensorFlow 1 are not followed.");
        for (const std::size_t at : *order) {
            if (m_graph.builder().operatorCount() > kMostOperators)
                return invalid("it makes a network of more than 200,000 operators.");
            if (Trouble trouble = visit(frame.nodes()[at], frame))
                return trouble;
        }
        for (const std::string& text : wanted)
            if (!frame.find(text))
                return invalid("nothing computes " + inQuotes(text) + ".");
        return std::nullopt;
    }

    Trouble visit(const TfNode& node, TfFrame& frame)
    {
        std::vector<TfFlow> inputs;
        for (const std::string_view text : tfDataInputs(node)) {
            const std::optional<TfFlow> flow = frame.find(text);
            if (!flow)
                return invalid("node " + inQuotes(node.name) + " (" + printable(node.op) + ") reads " + inQuotes(text)
                               + ", which nothing computes.");
            inputs.push_back(*flow);
        }
        if (node.op == "Placeholder" || node.op == "PlaceholderV2")
            return addInput(node, frame);
        if (node.op == "Const")
            return addConstant(node, frame);
        if (node.op == "VarHandleOp" || node.op == "VariableV2" || node.op == "Variable")
            return addVariable(node, frame);
        const TfOperator* recurrence = tfRecurrence(functionName(node));
        if (recurrence != nullptr)
            return build(node, std::move(inputs), frame, recurrence);
        if (const TfFunction* function = functionOf(node))
            return call(node, *function, inputs, frame);
        constexpr std::string_view kHolders[] = {"If",   "StatelessIf",  "While", "StatelessWhile",
                                                 "Case", "StatelessCase"};
        if (std::find(std::begin(kHolders), std::end(kHolders), node.op) != std::end(kHolders))
            return enter(node, inputs, frame);
        return build(node, std::move(inputs), frame, tfOperator(node.op));
    }

    static const TfAttribute* attributeOf(const TfNode& node, const char* key)
    {
        const auto found = node.attributes.find(key);
        return found == node.attributes.end() ? nullptr : &found->second;
    }

    static DataType typeOf(const TfNode& node, const char* key)
    {
        const TfAttribute* attribute = attributeOf(node, key);
        return attribute != nullptr ? tfTypeOf(attribute->number.value_or(0)) : DataType::Other;
    }

    Trouble addInput(const TfNode& node, TfFrame& frame)
    {
        const TfAttribute* stated = attributeOf(node, "shape");
        TfShape shape = stated != nullptr ? stated->shape : std::nullopt;
        if (const auto named = m_inputShapes.find(node.name); named != m_inputShapes.end() && named->second)
            shape = named->second;
        if (!shape)
            return invalid("the input " + inQuotes(node.name)
                           + " states no shape, so the network's sizes are not known.");
        SymbolicShape declared;
        for (std::size_t axis = 0; axis < shape->size(); ++axis) {
            const std::int64_t extent = (*shape)[axis];
            if (extent > std::int64_t{1} << 31)
                return invalid("the input " + inQuotes(node.name) + " is far too large.");
            declared.push_back(extent > 0 ? Extent{extent} : Extent{openName(axis, shape->size())});
        }
        const bool isPicture = declared.size() > 3;
        if (isPicture) {
            std::rotate(declared.begin() + 1, declared.end() - 1, declared.end());
            m_hasPictures = note(m_hasPictures);
        }
        const TensorId id = m_graph.builder().input(node.name, typeOf(node, "dtype"), std::move(declared));
        m_graph.active.insert(id);
        frame.results[node.name] = {{id, isPicture}};
        return std::nullopt;
    }

    bool note(bool isNoted)
    {
        if (!isNoted)
            m_graph.issues.push_back({IssueSeverity::Note,
                                      "Pictures are shown with the channels in front of height and width; the file has "
                                      "them behind.",
                                      "inputs"});
        return true;
    }

    std::string openName(std::size_t axis, std::size_t axes)
    {
        if (axis == 0)
            return "batch";
        std::string name = axes <= 3 ? "sequence" : "axis" + std::to_string(axis);
        const std::int64_t likely = axes <= 3 ? 128 : 224;
        m_graph.setDefault(name, likely);
        if (m_open.insert(name).second)
            m_graph.issues.push_back(
                {IssueSeverity::Note,
                 "The size " + name + " is open; " + std::to_string(likely) + " is assumed until another is given.",
                 name});
        return name;
    }

    Trouble addConstant(const TfNode& node, TfFrame& frame)
    {
        const TfAttribute* value = attributeOf(node, "value");
        if (value == nullptr || !value->tensor)
            return invalid("the constant " + inQuotes(node.name) + " has no value.");
        for (const Extent& extent : value->tensor->declared)
            if (std::get<std::int64_t>(extent) < 0)
                return invalid("the constant " + inQuotes(node.name) + " has a negative extent.");
        const TensorId id = m_graph.builder().stored(frame.path + node.name, *value->tensor);
        if (m_graph.facts(id) == nullptr)
            return invalid("the constant " + inQuotes(node.name) + " is far too large.");
        frame.results[node.name] = {{id, false}};
        return std::nullopt;
    }

    /// Whether a variable is kept rather than trained: by its name, unless the objects that the file lists say
    /// otherwise.
    bool isStatistic(const std::string& name) const
    {
        const std::string_view last = std::string_view{name}.substr(name.rfind('/') + 1);
        const bool isMoment = storedRoleOf(name, DataType::Float32, {}) == TensorRole::Statistic
            || last.starts_with("moving_mean") || last.starts_with("moving_variance") // made unique by a number
            || last == "mean" || last == "variance" || last == "count"; // of a layer Normalization
        const auto stated = m_model.trainable.find(name);
        return isMoment && (stated == m_model.trainable.end() || !stated->second);
    }

    Trouble addVariable(const TfNode& node, TfFrame& frame)
    {
        const TfAttribute* shape = attributeOf(node, "shape");
        const TfAttribute* shared = attributeOf(node, "shared_name");
        const std::string own = shared != nullptr ? shared->text.value_or(std::string{}) : std::string{};
        const std::string name = own.empty() ? node.name : own;
        if (shape == nullptr || !shape->shape || !checkedElementCount(*shape->shape))
            return invalid("the variable " + inQuotes(name) + " has a shape that is open or far too large.");
        const TensorId id = isStatistic(name) ? m_graph.builder().statistic(name, *shape->shape)
                                              : m_graph.builder().parameter(name, *shape->shape);
        m_graph.builder().setType(id, typeOf(node, "dtype"));
        const auto stated = m_model.trainable.find(name);
        if (stated != m_model.trainable.end() && !stated->second && !isStatistic(name)
            && !std::exchange(m_isFrozen, true))
            m_graph.issues.push_back(
                {IssueSeverity::Note, "The file freezes some variables; they are counted as trained.", name});
        frame.results[node.name] = {{id, false}};
        return std::nullopt;
    }

    static std::string functionName(const TfNode& node)
    {
        if (node.op != "PartitionedCall" && node.op != "StatefulPartitionedCall" && node.op != "TPUPartitionedCall")
            return {};
        const TfAttribute* named = attributeOf(node, "f");
        return named != nullptr ? named->function : std::string{};
    }

    /// What a node calls: a function by its own name or by an attribute.
    const TfFunction* functionOf(const TfNode& node) const
    {
        const auto own = m_model.functions.find(node.op);
        if (own != m_model.functions.end())
            return &own->second;
        const auto found = m_model.functions.find(functionName(node));
        return found == m_model.functions.end() ? nullptr : &found->second;
    }

    Trouble call(const TfNode& node, const TfFunction& function, const std::vector<TfFlow>& inputs, TfFrame& frame)
    {
        if (frame.depth >= kMostNesting)
            return invalid("its functions call each other more than 64 deep.");
        if (inputs.size() < function.inputs.size())
            return invalid("node " + inQuotes(node.name) + " calls a function of "
                           + std::to_string(function.inputs.size()) + " inputs with " + std::to_string(inputs.size())
                           + ".");
        TfFrame inner{function.nodes};
        inner.depth = frame.depth + 1;
        const std::size_t slash = node.name.rfind('/');
        inner.path = frame.path + (slash == std::string::npos ? std::string{} : node.name.substr(0, slash + 1));
        for (std::size_t at = 0; at < function.inputs.size(); ++at)
            inner.arguments.emplace(function.inputs[at], inputs[at]);
        if (Trouble trouble = walk(inner, function.outputs))
            return trouble;
        std::vector<TfFlow> results;
        for (const std::string& output : function.outputs)
            results.push_back(*inner.find(output));
        frame.results[node.name] = std::move(results);
        return std::nullopt;
    }

    /// An If or Case by its first branch, without the condition. The body of a While is not followed: its lists of
    /// tensors have no shapes. The weights of all count.
    Trouble enter(const TfNode& node, std::vector<TfFlow> inputs, TfFrame& frame)
    {
        const bool isLoop = node.op.ends_with("While");
        std::vector<std::optional<TensorId>> carried = storedAmong(inputs);
        for (const TfFunction* body : bodiesOf(node))
            if (isLoop || body != bodiesOf(node).front())
                addWeightsOf(*body, frame.path + node.name + "/", 0, carried);
        m_graph.issues.push_back({IssueSeverity::Warning,
                                  isLoop ? "The body of a While is not followed: its weights count as parameters, its "
                                           "multiply-adds do not."
                                         : "Of an If the first branch is followed; the weights of all branches count "
                                           "as parameters.",
                                  printable(node.name)});
        if (isLoop || inputs.empty() || bodiesOf(node).empty()) {
            if (Trouble trouble = build(node, std::move(inputs), frame, nullptr))
                return trouble;
        } else {
            inputs.erase(inputs.begin());
            if (Trouble trouble = call(node, *bodiesOf(node).front(), inputs, frame))
                return trouble;
        }
        carry(frame.results[node.name], std::move(carried), frame.path + node.name);
        return std::nullopt;
    }

    /// The functions of an If or Case, its first branch first, and of a While.
    std::vector<const TfFunction*> bodiesOf(const TfNode& node) const
    {
        std::vector<std::string> names;
        for (const char* key : {"then_branch", "else_branch", "cond", "body"})
            if (const TfAttribute* named = attributeOf(node, key))
                names.push_back(named->function);
        if (const TfAttribute* branches = attributeOf(node, "branches"))
            names.insert(names.end(), branches->functions.begin(), branches->functions.end());
        std::vector<const TfFunction*> bodies;
        for (const std::string& name : names)
            if (const auto found = m_model.functions.find(name); found != m_model.functions.end())
                bodies.push_back(&found->second);
        return bodies;
    }

    std::vector<std::optional<TensorId>> storedAmong(const std::vector<TfFlow>& flows)
    {
        std::vector<std::optional<TensorId>> stored;
        for (const TfFlow& flow : flows) {
            const Tensor& tensor = m_graph.builder()[flow.id];
            const bool isWeight =
                tensor.role == TensorRole::Constant && isFloat(tensor.type) && tensor.declared.size() > 1;
            if (isWeight || tensor.role == TensorRole::Parameter || tensor.role == TensorRole::Statistic)
                stored.emplace_back(flow.id);
        }
        return stored;
    }

    /// Tables of floats that a function holds itself, as frozen graphs do.
    void addWeightsOf(const TfFunction& function, const std::string& path, int depth,
                      std::vector<std::optional<TensorId>>& weights)
    {
        m_work += function.nodes.size() + 1;
        if (depth >= kMostNesting || m_work > kMostWork)
            return;
        for (const TfNode& node : function.nodes) {
            const TfAttribute* value = attributeOf(node, "value");
            if (node.op == "Const" && value != nullptr && value->tensor && isFloat(value->tensor->type)
                && value->tensor->declared.size() > 1 && isCountable(value->tensor->declared)
                && m_weightsInBodies.insert(&node).second)
                weights.emplace_back(m_graph.builder().stored(printable(path + node.name), *value->tensor));
            if (const TfFunction* called = functionOf(node))
                addWeightsOf(*called, path + node.name + "/", depth + 1, weights);
            for (const TfFunction* body : bodiesOf(node))
                addWeightsOf(*body, path + node.name + "/", depth + 1, weights);
        }
    }

    static bool isCountable(const SymbolicShape& declared)
    {
        Shape shape;
        for (const Extent& extent : declared)
            shape.push_back(std::get<std::int64_t>(extent));
        return checkedElementCount(shape).has_value();
    }

    /// Has the first of some results carry stored tensors.
    void carry(std::vector<TfFlow>& results, std::vector<std::optional<TensorId>> stored, const std::string& path)
    {
        if (results.empty() || stored.empty())
            return;
        TfFlow& first = results.front();
        stored.insert(stored.begin(), first.id);
        m_graph.builder().beginLayer(printable(path) + "/bodies", LayerKind::Other);
        const TensorId result = m_graph.add(kStoredOperator, std::move(stored), {}, 1).front();
        if (m_graph.active.count(first.id) != 0)
            m_graph.active.insert(result);
        first.id = result;
    }

    Trouble build(const TfNode& node, std::vector<TfFlow> inputs, TfFrame& frame, const TfOperator* known)
    {
        TfScope scope{m_graph,
                      node,
                      frame.path + node.name,
                      std::move(inputs),
                      frame.outputsOf(node.name),
                      known == nullptr ? std::string_view{} : known->type};
        if (known == nullptr)
            scope.passOn();
        else
            known->build(scope);
        if (scope.trouble())
            return invalid("node " + inQuotes(node.name) + " (" + printable(node.op) + ") " + *scope.trouble() + ".");
        frame.results[node.name] = scope.outputs();
        return std::nullopt;
    }

    const TfModel& m_model;
    TfGraph m_graph{{}};
    std::map<std::string, TfShape> m_inputShapes; ///< as the signature states them, by node
    std::set<std::string> m_open; ///< sizes that are noted
    std::set<const TfNode*> m_weightsInBodies; ///< that are carried
    bool m_hasPictures = false;
    bool m_isFrozen = false;
    std::size_t m_work = 0;
};

} // namespace

Result<NetworkSource> networkOfTensorFlow(const TfModel& model)
{
    return TfReader{model}.read();
}

} // namespace waferscope
