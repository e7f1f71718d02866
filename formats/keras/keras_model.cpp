#include "formats/keras/keras_model.h"

#include "core/base/names.h"
#include "core/blocks/block_scope.h"
#include "formats/keras/keras_calls.h"
#include "formats/keras/keras_inputs.h"
#include "formats/keras/keras_scope.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>

namespace waferscope {

namespace {

using Tensors = std::vector<KerasTensor>;
using Known = std::map<KerasReference, KerasTensor>;

constexpr std::size_t kMostWork = 2'000'000;

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
        , m_inputs(graph)
    {
    }

    /// A model's outputs for its inputs; without inputs, the model's own become the network's.
    Result<Tensors> model(const nlohmann::json& model, const std::string& path, const std::optional<Tensors>& inputs)
    {
        m_work += 1 + layersOf(model).size();
        if (m_work > kMostWork)
            return kerasTrouble(layerName(model), "is called within other models more often than can be followed");
        const bool isFrozen = memberOf(memberOf(model, "config"), "trainable") == false;
        m_graph.frozenModels += isFrozen ? 1 : 0;
        Result<Tensors> outputs =
            isSequential(model) ? sequential(model, path, inputs) : functional(model, path, inputs);
        m_graph.frozenModels -= isFrozen ? 1 : 0;
        return outputs;
    }

private:
    Result<Tensors> call(const nlohmann::json& layer, const std::string& path, const Tensors& inputs)
    {
        if (m_graph.builder.operatorCount() > kMostOperators)
            return kerasTrouble(path, "makes a network of more than 200,000 operators");
        if (isModel(layer))
            return model(layer, path, inputs);
        const std::string type = classOf(layer);
        const KerasLayerType* known = kerasLayerType(type);
        if (inputs.empty())
            return kerasTrouble(path, "takes no input");
        KerasScope scope{m_graph, layer, path, inputs};
        if (known == nullptr) {
            passOn(scope, type);
            return scope.outputs();
        }
        if (inputs.size() < known->leastInputs || inputs.front().shape.size() < known->leastAxes)
            return kerasTrouble(path,
                                "of the class " + inQuotes(type) + " takes " + std::to_string(known->leastInputs)
                                    + " inputs of at least " + std::to_string(known->leastAxes) + " axes");
        known->build(scope);
        if (scope.trouble())
            return kerasTrouble(path, scope.trouble()->sentence);
        scope.finish();
        return scope.outputs();
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
                WAFERSCOPE_TRY(const KerasTensor input, m_inputs.add(withShape(layer, model)));
                flow = Tensors{input};
            }
            if (classOf(layer) == "InputLayer")
                continue;
            WAFERSCOPE_TRY(flow, call(layer, isModel(layer) ? own + "/" : own, *flow));
        }
        if (!flow)
            return kerasTrouble(path.empty() ? "Sequential" : path, "has no layers");
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

    const KerasPlan& planOf(const nlohmann::json& model)
    {
        const auto [entry, isNew] = m_plans.try_emplace(&model);
        if (isNew)
            entry->second = kerasPlanOf(model);
        return entry->second;
    }

    /// The calls of a model, each given out once all its inputs are known.
    class CallQueue {
    public:
        CallQueue(std::vector<KerasCall> calls, const Known& known)
            : m_calls(std::move(calls))
        {
            for (std::size_t at = 0; at < m_calls.size(); ++at) {
                for (const KerasReference& input : m_calls[at].inputs)
                    if (known.find(input) == known.end()) {
                        m_waiting[input].push_back(at);
                        ++m_calls[at].missing;
                    }
                if (m_calls[at].missing == 0)
                    m_ready.push_back(at);
            }
        }

        /// Null when no call can go on.
        const KerasCall* next()
        {
            if (m_ready.empty())
                return nullptr;
            const KerasCall* call = &m_calls[m_ready.front()];
            m_ready.pop_front();
            return call;
        }

        void arrived(const KerasReference& result)
        {
            for (const std::size_t follower : std::exchange(m_waiting[result], {}))
                if (--m_calls[follower].missing == 0)
                    m_ready.push_back(follower);
        }

    private:
        std::vector<KerasCall> m_calls;
        std::map<KerasReference, std::vector<std::size_t>> m_waiting;
        std::deque<std::size_t> m_ready;
    };

    Result<Tensors> functional(const nlohmann::json& model, const std::string& path,
                               const std::optional<Tensors>& inputs)
    {
        const KerasPlan& plan = planOf(model);
        m_work += plan.work;
        WAFERSCOPE_TRY(Known known, boundInputs(model, plan.inputs, inputs));
        CallQueue queue(plan.calls, known);
        while (const KerasCall* ready = queue.next()) {
            const KerasCall& next = *ready;
            Tensors arguments;
            arguments.reserve(next.inputs.size());
            for (const KerasReference& input : next.inputs)
                arguments.push_back(known.at(input));
            const std::string own = path + next.first.layer + (isModel(*next.layer) ? "/" : "");
            WAFERSCOPE_TRY(const Tensors results, call(*next.layer, own, arguments));
            for (std::size_t output = 0; output < results.size(); ++output) {
                const KerasReference result{next.first.layer, next.first.call, static_cast<std::int64_t>(output)};
                known.insert_or_assign(result, results[output]);
                queue.arrived(result);
            }
        }
        return outputsOf(layerName(model), plan.outputs, known);
    }

    /// The results of the input layers.
    Result<Known> boundInputs(const nlohmann::json& model, const std::vector<KerasReference>& listed,
                              const std::optional<Tensors>& inputs)
    {
        Known known;
        if (inputs && inputs->size() != listed.size())
            return kerasTrouble(layerName(model),
                                "is called with " + std::to_string(inputs->size()) + " inputs and has "
                                    + std::to_string(listed.size()));
        for (std::size_t at = 0; inputs && at < listed.size(); ++at)
            known.insert_or_assign(listed[at], (*inputs)[at]);
        for (const nlohmann::json& layer : layersOf(model)) {
            if (inputs || classOf(layer) != "InputLayer")
                continue;
            WAFERSCOPE_TRY(const KerasTensor input, m_inputs.add(layer));
            known.insert_or_assign(KerasReference{layerName(layer), 0, 0}, input);
        }
        return known;
    }

    static Result<Tensors> outputsOf(const std::string& model, const std::vector<KerasReference>& listed,
                                     const Known& known)
    {
        Tensors outputs;
        for (const KerasReference& output : listed) {
            const auto found = known.find(output);
            if (found == known.end())
                return kerasTrouble(output.layer, "is an output that the inputs do not lead to");
            outputs.push_back(found->second);
        }
        if (outputs.empty())
            return kerasTrouble(model, "is a model that lists no outputs");
        return outputs;
    }

    KerasGraph& m_graph;
    KerasInputs m_inputs;
    std::map<const nlohmann::json*, KerasPlan> m_plans; ///< read once, however often a model is called
    std::size_t m_work = 0; ///< layers and calls met, those of models that are called again included
};

} // namespace

Result<NetworkSource> networkOfKeras(const nlohmann::json& model)
{
    if (!isModel(model))
        return Error{ErrorCode::InvalidInput,
                     "class_name " + inQuotes(classOf(model))
                         + " is no Sequential or Functional model, so the file does not tell its layers."};
    KerasGraph graph{GraphBuilder{layerName(model), "Keras"}, saysChannelsFirst(model), {}, {}, {}, 0, {}};
    WAFERSCOPE_TRY(const Tensors outputs, KerasBuilder{graph}.model(model, {}, std::nullopt));
    std::vector<TensorId> ids;
    for (const KerasTensor& output : outputs)
        ids.push_back(output.id);
    NetworkSource source = graph.builder.take(std::move(ids));
    graph.unfollowed.report(graph.issues);
    source.training = trainingOfKeras(model, graph.issues);
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
