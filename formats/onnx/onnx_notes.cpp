#include "formats/onnx/onnx_notes.h"

#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace waferscope {

namespace {

constexpr const char* kKey = "waferscope";

using nlohmann::json;

std::optional<LayerKind> kindNamed(std::string_view name)
{
    for (int kind = 0; kind <= static_cast<int>(LayerKind::Other); ++kind)
        if (nameOf(static_cast<LayerKind>(kind)) == name)
            return static_cast<LayerKind>(kind);
    return std::nullopt;
}

/// Operators by name; those whose name is not theirs alone are left out.
std::map<std::string, OperatorId> operatorsByName(const NetworkSource& source)
{
    std::map<std::string, OperatorId> operators;
    std::set<std::string> twice;
    for (std::size_t index = 0; index < source.operators.size(); ++index)
        if (!operators.emplace(source.operators[index].name, OperatorId{index}).second)
            twice.insert(source.operators[index].name);
    for (const std::string& name : twice)
        operators.erase(name);
    return operators;
}

/// One layer; nothing when it is malformed or an operator is unknown or taken.
std::optional<LayerOutline> readLayer(const json& note, std::map<std::string, OperatorId>& operators)
{
    const std::optional<LayerKind> kind = kindNamed(textOf(note, "kind"));
    LayerOutline layer{textOf(note, "name"), kind.value_or(LayerKind::Other), {}};
    const json& names = memberOf(note, "operators");
    if (!kind || layer.name.empty() || !names.is_array() || names.empty())
        return std::nullopt;
    for (const json& name : names) {
        const auto found = name.is_string() ? operators.find(name.get<std::string>()) : operators.end();
        if (found == operators.end())
            return std::nullopt;
        layer.operators.push_back(found->second);
        operators.erase(found);
    }
    if (!std::is_sorted(layer.operators.begin(), layer.operators.end(),
                        [](OperatorId a, OperatorId b) { return a.index() < b.index(); }))
        return std::nullopt;
    return layer;
}

void readLayers(const json& notes, NetworkSource& source)
{
    std::map<std::string, OperatorId> operators = operatorsByName(source);
    std::vector<LayerOutline> layers;
    std::set<std::string> names;
    const json& list = memberOf(notes, "layers");
    if (!list.is_array())
        return;
    for (const json& note : list) {
        std::optional<LayerOutline> layer = readLayer(note, operators);
        if (!layer || !names.insert(layer->name).second)
            return;
        layers.push_back(*std::move(layer));
    }
    source.layers = std::move(layers);
}

/// Of the sizes that the inputs leave open; the issue that says one was assumed goes.
void readSizes(const json& notes, NetworkSource& source)
{
    for (auto& [name, value] : source.defaults) {
        const std::optional<std::int64_t> size = wholeNumber(memberOf(memberOf(notes, "sizes"), name.c_str()));
        if (!size || *size < 1)
            continue;
        value = *size;
        std::erase_if(source.issues, [&name = name](const ImportIssue& issue) {
            return issue.severity == IssueSeverity::Note && issue.where == name;
        });
    }
}

} // namespace

void writeOnnxNotes(const Network& network, onnx::ModelProto& model)
{
    const NetworkSource& source = network.source();
    json layers = json::array();
    for (const LayerOutline& layer : source.layers) {
        json names = json::array();
        for (const OperatorId id : layer.operators)
            names.push_back(source.operators[id.index()].name);
        layers.push_back({{"name", layer.name}, {"kind", nameOf(layer.kind)}, {"operators", std::move(names)}});
    }
    onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key(kKey);
    entry.set_value(jsonText(json{{"layers", std::move(layers)}, {"sizes", network.dimensions()}}));
}

void readOnnxNotes(const onnx::ModelProto& model, NetworkSource& source)
{
    for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
        if (entry.key() != kKey)
            continue;
        const Result<json> notes = parseJson(entry.value(), kKey);
        if (!notes.ok())
            return;
        readLayers(notes.value(), source);
        readSizes(notes.value(), source);
    }
}

} // namespace waferscope
