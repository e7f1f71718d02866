#include "core/formats/keras_calls.h"

#include <algorithm>
#include <iterator>

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

} // namespace

std::vector<std::vector<KerasReference>> callsOf(const nlohmann::json& layer)
{
    std::vector<std::vector<KerasReference>> calls;
    const nlohmann::json& nodes = memberOf(layer, "inbound_nodes");
    if (nodes.is_array())
        for (const nlohmann::json& node : nodes)
            calls.push_back(argumentsOf(node));
    return calls;
}

std::vector<KerasReference> referencesOf(const nlohmann::json& value)
{
    std::vector<KerasReference> found;
    collect(value, found);
    return found;
}

} // namespace waferscope
