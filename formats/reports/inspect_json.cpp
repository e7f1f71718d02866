#include "formats/reports/inspect_json.h"

#include "core/network/repeats.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson layerJson(const Layer& layer)
{
    return {{"name", layer.name},
            {"type", nameOf(layer.kind)},
            {"parameters", layer.parameters},
            {"statistics", layer.statistics},
            {"macs", layer.macs},
            {"activations", layer.activations},
            {"output_shape", layer.outputShape}};
}

OrderedJson repeatJson(const Repeat& repeat, const Network& network)
{
    return {{"first", network.layers()[repeat.first].name}, {"layers", repeat.length}, {"times", repeat.times}};
}

OrderedJson issueJson(const ImportIssue& issue)
{
    return {{"severity", nameOf(issue.severity)}, {"message", issue.message}, {"where", issue.where}};
}

} // namespace

std::string inspectJson(const Network& network)
{
    OrderedJson json{{"name", network.name()},
                     {"format", network.source().format},
                     {"parameters", network.parameters()},
                     {"statistics", network.statistics()},
                     {"macs", network.macs()},
                     {"activations", network.activations()},
                     {"batch", network.batch()},
                     {"symbols", OrderedJson::object()},
                     {"layers", OrderedJson::array()},
                     {"repeats", OrderedJson::array()},
                     {"issues", OrderedJson::array()}};
    for (const Symbol& symbol : network.symbols())
        json["symbols"][symbol.name] = symbol.value;
    for (const Layer& layer : network.layers())
        json["layers"].push_back(layerJson(layer));
    for (const Repeat& repeat : layerRepeats(network))
        json["repeats"].push_back(repeatJson(repeat, network));
    for (const ImportIssue& issue : network.issues())
        json["issues"].push_back(issueJson(issue));
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
