#include "formats/plan/plan.h"

#include "core/base/foreign_text.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

using Json = nlohmann::json;

std::string text(std::string_view name)
{
    return std::string(name);
}

Json executionJson(const Execution& execution)
{
    Json dims = Json::object();
    for (const auto& [name, value] : execution.dimensions)
        dims[name] = value;
    return {{"batch", execution.batch},
            {"run", text(nameOf(execution.run))},
            {"optimizer", text(nameOf(execution.optimizer))},
            {"precision", text(nameOf(execution.precision))},
            {"dims", dims},
            {"workers", execution.workers},
            {"systems", execution.systems},
            {"replicas", execution.replicas},
            {"recompute", execution.recompute},
            {"seed", execution.seed}};
}

Json regionJson(const PlannedRegion& region)
{
    const PlacedKernel& placed = region.placed;
    Json splits = Json::array();
    for (const ChannelSplit& split : placed.arguments.splits)
        splits.push_back({{"c", split.inputs}, {"k", split.outputs}});
    return {{"layer", region.layer},
            {"x", placed.rectangle.origin.x},
            {"y", placed.rectangle.origin.y},
            {"width", placed.rectangle.width},
            {"height", placed.rectangle.height},
            {"arguments", {{"h", placed.arguments.height}, {"w", placed.arguments.width}, {"splits", splits}}},
            {"rotated", placed.rotation == Rotation::R90},
            {"locked", placed.locked}};
}

Json routeJson(const PlannedRoute& planned)
{
    const auto color = [](const std::optional<RouteColor>& value) { return value ? Json(*value) : Json(nullptr); };
    return {{"from", planned.from},
            {"to", planned.to},
            {"order", planned.route.order == RouteOrder::XThenY ? "xy" : "yx"},
            {"shift", planned.route.shift},
            {"forward_color", color(planned.route.forward)},
            {"backward_color", color(planned.route.backward)}};
}

Json layoutJson(const PlannedLayout& layout)
{
    Json json = {{"name", layout.name},
                 {"mode", text(nameOf(layout.mode))},
                 {"installation", validUtf8(layout.installation)},
                 {"execution", executionJson(layout.execution)}};
    if (layout.mode == Mode::Pipelined) {
        json["regions"] = Json::array();
        for (const PlannedRegion& region : layout.regions)
            json["regions"].push_back(regionJson(region));
        if (layout.execution.replicas > 1)
            json["replica_columns"] = layout.replicaColumns;
        json["routes"] = Json::array();
        for (const PlannedRoute& route : layout.routes)
            json["routes"].push_back(routeJson(route));
        return json;
    }
    Json layers = Json::array();
    for (const PlannedRetention& retention : layout.retention)
        layers.push_back({{"layer", retention.layer}, {"activations", text(nameOf(retention.retention))}});
    json["schedule"] = {{"micro_batch", layout.microBatch}, {"sparsity", layout.sparsity}, {"layers", layers}};
    if (layout.bands != 1)
        json["schedule"]["bands"] = layout.bands;
    return json;
}

} // namespace

std::string writePlan(const Plan& plan)
{
    Json assumptions = Json::object();
    for (const auto& [key, value] : plan.assumptions)
        assumptions[key] = value;
    Json layouts = Json::array();
    for (const PlannedLayout& layout : plan.layouts)
        layouts.push_back(layoutJson(layout));
    nlohmann::ordered_json json;
    json["waferscope_plan"] = kPlanSchema;
    json["assumptions"] = assumptions;
    json["layouts"] = layouts;
    json["network"] = Json{{"model", validUtf8(plan.network.model)}, {"hash", plan.network.hash}};
    json["notes"] = plan.notes;
    return jsonText(json, 1) + "\n";
}

} // namespace waferscope
