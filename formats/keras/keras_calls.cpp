#include "formats/keras/keras_calls.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>

namespace waferscope {

namespace {

/// ["layer", call, output], perhaps with a dictionary of further arguments behind it.
bool isReference(const nlohmann::json& value)
{
    return value.is_array() && value.size() >= 3 && value[0].is_string() && wholeNumber(value[1])
        && wholeNumber(value[2]);
}

KerasReference referenceOf(const nlohmann::json& value)
{
    return {value[0].get<std::string>(), *wholeNumber(value[1]), *wholeNumber(value[2])};
}

void collect(const nlohmann::json& value, std::vector<KerasReference>& found);

/// Arguments by name come in the order of Keras's signatures.
void collectNamed(const nlohmann::json& named, std::vector<KerasReference>& found)
{
    constexpr std::string_view kFirst[] = {"inputs", "query", "value", "key"};
    for (const std::string_view name : kFirst)
        collect(memberOf(named, std::string{name}.c_str()), found);
    for (const auto& [name, value] : named.items())
        if (std::find(std::begin(kFirst), std::end(kFirst), name) == std::end(kFirst))
            collect(value, found);
}

/// All references within, in order; what is no reference and holds none is an argument of another kind. The nesting
/// of the JSON is bounded, and so is this.
void collect(const nlohmann::json& value, std::vector<KerasReference>& found)
{
    if (isReference(value)) {
        found.push_back(referenceOf(value));
        if (value.size() > 3 && value[3].is_object())
            collectNamed(value[3], found);
        return;
    }
    if (textOf(value, "class_name") == "__keras_tensor__") {
        const nlohmann::json& history = memberOf(memberOf(value, "config"), "keras_history");
        if (isReference(history))
            found.push_back(referenceOf(history));
        return;
    }
    if (value.is_array() || value.is_object())
        for (const nlohmann::json& entry : value)
            collect(entry, found);
}

std::vector<KerasReference> argumentsOf(const nlohmann::json& node)
{
    std::vector<KerasReference> found;
    if (!node.is_object()) {
        collect(node, found);
        return found;
    }
    collect(memberOf(node, "args"), found);
    const nlohmann::json& named = memberOf(node, "kwargs");
    if (named.is_object())
        collectNamed(named, found);
    return found;
}

/// The results that each call of a layer takes, from "inbound_nodes" of Keras 2 or 3.
std::vector<std::vector<KerasReference>> callsOf(const nlohmann::json& layer)
{
    std::vector<std::vector<KerasReference>> calls;
    const nlohmann::json& nodes = memberOf(layer, "inbound_nodes");
    if (nodes.is_array())
        for (const nlohmann::json& node : nodes)
            calls.push_back(argumentsOf(node));
    return calls;
}

/// "input_layers" or "output_layers": one reference, or a list or dictionary of them.
std::vector<KerasReference> referencesOf(const nlohmann::json& value)
{
    std::vector<KerasReference> found;
    collect(value, found);
    return found;
}

/// The calls in the file's order. Models within models are named from 0 or, if they were models before they were
/// called, from 1.
std::vector<KerasCall> openCalls(const nlohmann::json& model, const std::vector<KerasReference>& outputs)
{
    std::map<std::string, std::int64_t> firstCall;
    const auto meet = [&firstCall](const KerasReference& reference) {
        const auto [entry, isNew] = firstCall.emplace(reference.layer, reference.call);
        entry->second = std::min(entry->second, reference.call);
    };
    std::vector<KerasCall> calls;
    for (const nlohmann::json& layer : layersOf(model)) {
        std::int64_t number = 0;
        for (std::vector<KerasReference>& inputs : callsOf(layer)) {
            std::for_each(inputs.begin(), inputs.end(), meet);
            if (classOf(layer) != "InputLayer")
                calls.push_back({&layer, {layerName(layer), number++, 0}, std::move(inputs), 0});
        }
    }
    std::for_each(outputs.begin(), outputs.end(), meet);
    for (KerasCall& call : calls)
        if (const auto first = firstCall.find(call.first.layer); isModel(*call.layer) && first != firstCall.end())
            call.first.call += first->second == 1 ? 1 : 0;
    return calls;
}

} // namespace

std::string classOf(const nlohmann::json& layer)
{
    return textOf(layer, "class_name");
}

std::string layerName(const nlohmann::json& layer)
{
    return textOf(memberOf(layer, "config"), "name", textOf(layer, "name", classOf(layer)));
}

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

KerasPlan kerasPlanOf(const nlohmann::json& model)
{
    KerasPlan plan;
    plan.inputs = referencesOf(memberOf(memberOf(model, "config"), "input_layers"));
    plan.outputs = referencesOf(memberOf(memberOf(model, "config"), "output_layers"));
    plan.calls = openCalls(model, plan.outputs);
    plan.work = plan.inputs.size() + plan.outputs.size();
    for (const KerasCall& call : plan.calls)
        plan.work += 1 + call.inputs.size();
    return plan;
}

} // namespace waferscope
