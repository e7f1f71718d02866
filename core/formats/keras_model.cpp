#include "core/formats/keras_model.h"

#include "core/block_scope.h"
#include "core/formats/keras_calls.h"
#include "core/formats/keras_scope.h"
#include "core/names.h"

#include <algorithm>
#include <deque>
#include <set>

namespace waferscope {

namespace {

using Tensors = std::vector<KerasTensor>;

Error trouble(const std::string& layer, const std::string& sentence)
{
    return {ErrorCode::InvalidInput, "layer " + inQuotes(layer) + " " + sentence + "."};
}

std::string classOf(const nlohmann::json& layer)
{
    return textOf(layer, "class_name");
}

std::string layerName(const nlohmann::json& layer)
{
    return textOf(memberOf(layer, "config"), "name", textOf(layer, "name", classOf(layer)));
}

/// "layers" of a model; the first versions of Sequential have no object around the list.
const nlohmann::json& layersOf(const nlohmann::json& model)
{
    const nlohmann::json& config = memberOf(model, "config");
    return config.is_array() ? config : memberOf(config, "layers");
}

bool isModel(const nlohmann::json& layer)
{
    return layersOf(layer).is_array();
}

bool isSequential(const nlohmann::json& model)
{
    return classOf(model) == "Sequential";
}

/// The shape that a layer states for its input, with the batch.
const nlohmann::json& statedShape(const nlohmann::json& layer)
{
    const nlohmann::json& config = memberOf(layer, "config");
    for (const char* key : {"batch_shape", "batch_input_shape"})
        if (memberOf(config, key).is_array())
            return memberOf(config, key);
    return memberOf(memberOf(layer, "build_config"), "input_shape");
}

bool saysChannelsFirst(const nlohmann::json& value)
{
    if (textOf(value, "data_format") == "channels_first")
        return true;
    return (value.is_object() || value.is_array())
        && std::any_of(value.begin(), value.end(), [](const auto& entry) { return saysChannelsFirst(entry); });
}

/// Builds models, one within the other.
class KerasBuilder {
public:
    explicit KerasBuilder(KerasGraph& graph)
        : m_graph(graph)
    {
    }

    /// A model's outputs for its inputs; without inputs, the model's own become the network's.
    Result<Tensors> model(const nlohmann::json& model, const std::string& path, const std::optional<Tensors>& inputs)
    {
        if (isSequential(model))
            return sequential(model, path, inputs);
        return functional(model, path, inputs);
    }

private:
    Result<KerasTensor> networkInput(const nlohmann::json& layer)
    {
        const nlohmann::json& stated = statedShape(layer);
        const std::string name = layerName(layer);
        if (!stated.is_array() || stated.empty() || stated.size() > 6)
            return trouble(name, "states no input shape, so the model's sizes are not known");
        KerasTensor tensor{TensorId{0}, {}, false};
        SymbolicShape declared;
        for (std::size_t axis = 0; axis < stated.size(); ++axis) {
            const auto extent = wholeNumber(stated[axis]);
            if (!stated[axis].is_null() && (!extent || *extent < 1 || *extent > std::int64_t{1} << 31))
                return trouble(name, "has an input shape that holds no whole numbers from 1 to 2^31");
            tensor.shape.push_back(extent);
            declared.push_back(extent ? Extent{*extent} : Extent{openName(axis, stated.size())});
        }
        if (declared.size() > 3 && !m_graph.hasChannelsFirst) {
            std::rotate(declared.begin() + 1, declared.end() - 1, declared.end());
            tensor.isChannelsFirst = true;
        }
        const std::string type = textOf(memberOf(layer, "config"), "dtype");
        tensor.id = m_graph.builder.input(name, type.starts_with("int") ? DataType::Int64 : DataType::Float32,
                                          std::move(declared));
        return tensor;
    }

    std::string openName(std::size_t axis, std::size_t axes)
    {
        if (axis == 0)
            return "batch";
        const std::string name = axes <= 3 ? "sequence" : "axis" + std::to_string(axis);
        const std::int64_t likely = axes <= 3 ? 128 : 224;
        m_graph.builder.setDefault(name, likely);
        if (m_open.insert(name).second)
            m_graph.issues.push_back(
                {IssueSeverity::Note,
                 "The size " + name + " is open; " + std::to_string(likely) + " is assumed until another is given.",
                 name});
        return name;
    }

    Result<Tensors> call(const nlohmann::json& layer, const std::string& path, const Tensors& inputs)
    {
        if (m_graph.builder.operatorCount() > kMostOperators)
            return trouble(path, "makes a network of more than 200,000 operators");
        if (isModel(layer))
            return model(layer, path, inputs);
        const std::string type = classOf(layer);
        const KerasLayerType* known = kerasLayerType(type);
        if (inputs.empty())
            return trouble(path, "takes no input");
        KerasScope scope{m_graph, memberOf(layer, "config"), path, inputs};
        if (known == nullptr) {
            passOn(scope, type);
            return scope.outputs();
        }
        if (inputs.size() < known->leastInputs || inputs.front().shape.size() < known->leastAxes)
            return trouble(path,
                           "of the class " + inQuotes(type) + " takes " + std::to_string(known->leastInputs)
                               + " inputs of at least " + std::to_string(known->leastAxes) + " axes");
        known->build(scope);
        if (scope.trouble())
            return trouble(path, scope.trouble()->sentence);
        if (!scope.says("trainable", true) && hasWeights(path))
            scope.note(IssueSeverity::Note, "The file freezes this layer; its parameters are counted as trained.");
        return scope.outputs();
    }

    bool hasWeights(const std::string& path) const
    {
        const auto first = m_graph.weights.lower_bound(path + "/");
        return first != m_graph.weights.end() && first->first.starts_with(path + "/");
    }

    static void passOn(KerasScope& scope, const std::string& type)
    {
        scope.note(IssueSeverity::Warning,
                   "Layers of the class " + inQuotes(type)
                       + " are not known: this one passes its input on, without parameters or cost.");
        scope.begin(LayerKind::Other);
        KerasTensor output = scope.input();
        output.id = scope.builder().add("Identity", {output.id});
        scope.setOutput(output);
    }

    Result<Tensors> sequential(const nlohmann::json& model, const std::string& path, std::optional<Tensors> flow)
    {
        for (const nlohmann::json& layer : layersOf(model)) {
            const std::string own = path + layerName(layer);
            if (!flow) {
                const bool isNested = isModel(layer) && statedShape(layer).is_null();
                if (isNested) {
                    WAFERSCOPE_TRY(flow, this->model(layer, own + "/", std::nullopt));
                    continue;
                }
                WAFERSCOPE_TRY(const KerasTensor input, networkInput(withShape(layer, model)));
                flow = Tensors{input};
            }
            if (classOf(layer) == "InputLayer")
                continue;
            WAFERSCOPE_TRY(flow, call(layer, isModel(layer) ? own + "/" : own, *flow));
        }
        if (!flow)
            return trouble(path.empty() ? "Sequential" : path, "has no layers");
        return *flow;
    }

    /// A layer that states no input shape itself takes the one that the Sequential model was built with.
    static nlohmann::json withShape(const nlohmann::json& layer, const nlohmann::json& model)
    {
        if (statedShape(layer).is_array())
            return layer;
        nlohmann::json named;
        named["name"] = layerName(layer);
        named["config"]["batch_shape"] = memberOf(memberOf(model, "config"), "build_input_shape");
        if (!named["config"]["batch_shape"].is_array())
            named["config"]["batch_shape"] = memberOf(memberOf(model, "build_config"), "input_shape");
        return named;
    }

    /// A call of a layer that waits for its inputs.
    struct Call {
        const nlohmann::json* layer = nullptr;
        KerasReference first; ///< its first output
        std::vector<KerasReference> inputs;
        std::size_t missing = 0; ///< inputs that are not there yet
    };

    Result<Tensors> functional(const nlohmann::json& model, const std::string& path,
                               const std::optional<Tensors>& inputs)
    {
        const nlohmann::json& config = memberOf(model, "config");
        std::map<KerasReference, KerasTensor> known;
        WAFERSCOPE_TRY(const bool bound, bindInputs(model, inputs, known));
        std::vector<Call> calls = bound ? openCalls(model) : std::vector<Call>{};
        std::map<KerasReference, std::vector<std::size_t>> waiting;
        std::deque<std::size_t> ready;
        for (std::size_t at = 0; at < calls.size(); ++at) {
            for (const KerasReference& input : calls[at].inputs)
                if (known.find(input) == known.end()) {
                    waiting[input].push_back(at);
                    ++calls[at].missing;
                }
            if (calls[at].missing == 0)
                ready.push_back(at);
        }
        for (; !ready.empty(); ready.pop_front()) {
            const Call& next = calls[ready.front()];
            Tensors arguments;
            for (const KerasReference& input : next.inputs)
                arguments.push_back(known.at(input));
            const std::string own = path + next.first.layer + (isModel(*next.layer) ? "/" : "");
            WAFERSCOPE_TRY(const Tensors results, call(*next.layer, own, arguments));
            for (std::size_t output = 0; output < results.size(); ++output) {
                const KerasReference result{next.first.layer, next.first.call, static_cast<std::int64_t>(output)};
                known.insert_or_assign(result, results[output]);
                for (const std::size_t follower : std::exchange(waiting[result], {}))
                    if (--calls[follower].missing == 0)
                        ready.push_back(follower);
            }
        }
        return outputsOf(config, known);
    }

    /// Fills in the results of the input layers.
    Result<bool> bindInputs(const nlohmann::json& model, const std::optional<Tensors>& inputs,
                            std::map<KerasReference, KerasTensor>& known)
    {
        const std::vector<KerasReference> listed = referencesOf(memberOf(memberOf(model, "config"), "input_layers"));
        if (inputs && inputs->size() != listed.size())
            return trouble(layerName(model),
                           "is called with " + std::to_string(inputs->size()) + " inputs and has "
                               + std::to_string(listed.size()));
        for (std::size_t at = 0; inputs && at < listed.size(); ++at)
            known.insert_or_assign(listed[at], (*inputs)[at]);
        for (const nlohmann::json& layer : layersOf(model)) {
            const KerasReference own{layerName(layer), 0, 0};
            if (inputs || classOf(layer) != "InputLayer")
                continue;
            WAFERSCOPE_TRY(const KerasTensor input, networkInput(layer));
            known.insert_or_assign(own, input);
        }
        return true;
    }

    /// The calls in the file's order. Models within models are named from 0 or, if they were models before they were
    /// called, from 1.
    static std::vector<Call> openCalls(const nlohmann::json& model)
    {
        std::map<std::string, std::int64_t> firstCall;
        const auto meet = [&firstCall](const KerasReference& reference) {
            const auto [entry, isNew] = firstCall.emplace(reference.layer, reference.call);
            entry->second = std::min(entry->second, reference.call);
        };
        std::vector<Call> calls;
        for (const nlohmann::json& layer : layersOf(model)) {
            std::int64_t number = 0;
            for (std::vector<KerasReference>& inputs : callsOf(layer)) {
                std::for_each(inputs.begin(), inputs.end(), meet);
                if (classOf(layer) != "InputLayer")
                    calls.push_back({&layer, {layerName(layer), number++, 0}, std::move(inputs), 0});
            }
        }
        for (const KerasReference& output : referencesOf(memberOf(memberOf(model, "config"), "output_layers")))
            meet(output);
        for (Call& call : calls)
            if (const auto first = firstCall.find(call.first.layer); isModel(*call.layer) && first != firstCall.end())
                call.first.call += first->second == 1 ? 1 : 0;
        return calls;
    }

    static Result<Tensors> outputsOf(const nlohmann::json& config, const std::map<KerasReference, KerasTensor>& known)
    {
        Tensors outputs;
        for (const KerasReference& listed : referencesOf(memberOf(config, "output_layers"))) {
            const auto found = known.find(listed);
            if (found == known.end())
                return trouble(listed.layer, "is an output that the inputs do not lead to");
            outputs.push_back(found->second);
        }
        if (outputs.empty())
            return trouble(textOf(config, "name", "Functional"), "is a model that lists no outputs");
        return outputs;
    }

    KerasGraph& m_graph;
    std::set<std::string> m_open; ///< sizes that a note was written of
};

} // namespace

Result<NetworkSource> networkOfKeras(const nlohmann::json& model)
{
    if (!isModel(model))
        return Error{ErrorCode::InvalidInput,
                     "class_name " + inQuotes(classOf(model))
                         + " is no Sequential or Functional model, so the file does not tell its layers."};
    KerasGraph graph{GraphBuilder{printable(layerName(model)), "Keras"}, saysChannelsFirst(model), {}, {}};
    WAFERSCOPE_TRY(const Tensors outputs, KerasBuilder{graph}.model(model, {}, std::nullopt));
    std::vector<TensorId> ids;
    for (const KerasTensor& output : outputs)
        ids.push_back(output.id);
    NetworkSource source = graph.builder.take(std::move(ids));
    source.issues = std::move(graph.issues);
    if (!graph.hasChannelsFirst && std::any_of(source.inputs.begin(), source.inputs.end(), [&source](TensorId id) {
            return source.tensors[id.index()].declared.size() > 3;
        }))
        source.issues.push_back({IssueSeverity::Note,
                                 "Pictures are shown with the channels in front of height and width; the file has "
                                 "them behind.",
                                 "inputs"});
    return source;
}

} // namespace waferscope
