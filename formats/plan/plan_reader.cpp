#include "core/base/names.h"
#include "formats/base/checked_yaml.h"
#include "formats/plan/plan.h"

#include <array>
#include <set>

namespace waferscope {

namespace {

constexpr const char* kSchemaKey = "waferscope_plan";
constexpr std::array kRunNames{Run::Train, Run::Infer};
constexpr std::array kModes{Mode::Pipelined, Mode::WeightStreaming};
constexpr std::array kOptimizers{Optimizer::Sgd, Optimizer::Momentum, Optimizer::Adam};
constexpr std::array kPrecisions{Precision::Fp16, Precision::Fp32};
constexpr std::array kRetentions{Retention::Keep, Retention::Recompute, Retention::Spill};

template <typename Enum, std::size_t N>
Result<Enum> choice(const CheckedMap& map, const std::string& key, const std::array<Enum, N>& values)
{
    WAFERSCOPE_TRY(const std::string chosen, map.text(key));
    std::string names;
    for (const Enum value : values) {
        if (nameOf(value) == chosen)
            return value;
        names += (names.empty() ? "" : ", ") + std::string(nameOf(value));
    }
    return map.error(key, "expected one of " + names + ".");
}

Result<std::int64_t> wholeIn(const CheckedMap& map, const std::string& key, std::int64_t least, std::int64_t most)
{
    WAFERSCOPE_TRY(const std::int64_t value, map.integer(key));
    if (value < least || value > most)
        return map.error(key, "expected a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return value;
}

constexpr std::int64_t kMost = 1000000000; // of any count or coordinate in a plan

Result<int> count(const CheckedMap& map, const std::string& key, std::int64_t least = 1, std::int64_t most = kMost)
{
    WAFERSCOPE_TRY(const std::int64_t value, wholeIn(map, key, least, most));
    return static_cast<int>(value);
}

Result<Dimensions> dimensionsOf(const CheckedMap& execution)
{
    WAFERSCOPE_TRY(const CheckedMap map, execution.map("dims"));
    Dimensions dimensions;
    for (const std::string& name : map.keys()) {
        WAFERSCOPE_TRY(dimensions[name], wholeIn(map, name, 1, std::int64_t{1} << 40));
    }
    return dimensions;
}

/// What is run: all of an execution that is one of a few words.
Result<Execution> chosenIn(const CheckedMap& map)
{
    Execution execution;
    WAFERSCOPE_TRY(execution.run, choice(map, "run", kRunNames));
    WAFERSCOPE_TRY(execution.optimizer, choice(map, "optimizer", kOptimizers));
    WAFERSCOPE_TRY(execution.precision, choice(map, "precision", kPrecisions));
    return execution;
}

/// How much takes part.
Result<Execution> withCounts(Execution execution, const CheckedMap& map)
{
    WAFERSCOPE_TRY(execution.batch, wholeIn(map, "batch", 1, kMost));
    WAFERSCOPE_TRY(execution.workers, count(map, "workers"));
    WAFERSCOPE_TRY(execution.systems, count(map, "systems"));
    if (map.has("replicas")) { // older plans have one
        WAFERSCOPE_TRY(execution.replicas, count(map, "replicas"));
    }
    return execution;
}

Result<Execution> executionOf(const CheckedMap& layout)
{
    WAFERSCOPE_TRY(const CheckedMap map, layout.map("execution"));
    WAFERSCOPE_TRY(Execution execution, chosenIn(map));
    WAFERSCOPE_TRY(execution, withCounts(std::move(execution), map));
    WAFERSCOPE_TRY(execution.dimensions, dimensionsOf(map));
    WAFERSCOPE_TRY(execution.recompute, map.flag("recompute"));
    WAFERSCOPE_TRY(const std::int64_t seed, map.integer("seed"));
    execution.seed = static_cast<std::uint64_t>(seed);
    if (const auto error = map.unknownKey())
        return *error;
    return execution;
}

Result<ExecutionArguments> argumentsOf(const CheckedMap& region)
{
    WAFERSCOPE_TRY(const CheckedMap map, region.map("arguments"));
    ExecutionArguments arguments;
    WAFERSCOPE_TRY(arguments.height, count(map, "h"));
    WAFERSCOPE_TRY(arguments.width, count(map, "w"));
    WAFERSCOPE_TRY(const std::vector<CheckedMap> splits, map.list("splits"));
    for (const CheckedMap& split : splits) {
        WAFERSCOPE_TRY(const int inputs, count(split, "c"));
        WAFERSCOPE_TRY(const int outputs, count(split, "k"));
        if (const auto error = split.unknownKey())
            return *error;
        arguments.splits.push_back({inputs, outputs});
    }
    if (const auto error = map.unknownKey())
        return *error;
    return arguments;
}

Result<PlannedRegion> regionOf(const CheckedMap& map)
{
    PlannedRegion region;
    WAFERSCOPE_TRY(region.layer, map.text("layer"));
    PeRect& rectangle = region.placed.rectangle;
    WAFERSCOPE_TRY(rectangle.origin.x, count(map, "x", -kMost));
    WAFERSCOPE_TRY(rectangle.origin.y, count(map, "y", -kMost));
    WAFERSCOPE_TRY(rectangle.width, count(map, "width"));
    WAFERSCOPE_TRY(rectangle.height, count(map, "height"));
    WAFERSCOPE_TRY(region.placed.arguments, argumentsOf(map));
    WAFERSCOPE_TRY(const bool rotated, map.flag("rotated"));
    region.placed.rotation = rotated ? Rotation::R90 : Rotation::R0;
    WAFERSCOPE_TRY(region.placed.locked, map.flag("locked"));
    if (const auto error = map.unknownKey())
        return *error;
    return region;
}

Result<std::optional<RouteColor>> colorOf(const CheckedMap& map, const std::string& key)
{
    constexpr int kMostColors = 254;
    if (!map.has(key))
        return std::optional<RouteColor>{};
    WAFERSCOPE_TRY(const int color, count(map, key, 0, kMostColors));
    return std::optional<RouteColor>{static_cast<RouteColor>(color)};
}

Result<PlannedRoute> routeOf(const CheckedMap& map)
{
    PlannedRoute planned;
    WAFERSCOPE_TRY(planned.from, map.text("from"));
    WAFERSCOPE_TRY(planned.to, map.text("to"));
    WAFERSCOPE_TRY(const std::string order, map.text("order"));
    if (order != "xy" && order != "yx")
        return map.error("order", "expected xy or yx.");
    planned.route.order = order == "xy" ? RouteOrder::XThenY : RouteOrder::YThenX;
    constexpr std::int64_t kMostShift = 4096;
    WAFERSCOPE_TRY(planned.route.shift, count(map, "shift", -kMostShift, kMostShift));
    WAFERSCOPE_TRY(planned.route.forward, colorOf(map, "forward_color"));
    WAFERSCOPE_TRY(planned.route.backward, colorOf(map, "backward_color"));
    return planned;
}

/// What is named in a list a second time.
std::optional<Error> namedTwice(const CheckedMap& entry, const std::string& key, const std::string& name,
                                std::set<std::string>& seen)
{
    if (seen.insert(name).second)
        return std::nullopt;
    return entry.error(key, inQuotes(name) + " stands here a second time.");
}

constexpr std::int64_t kMostBands = 4096;

Result<std::vector<PlannedRetention>> retentionsOf(const CheckedMap& schedule)
{
    WAFERSCOPE_TRY(const std::vector<CheckedMap> layers, schedule.list("layers"));
    std::vector<PlannedRetention> retentions;
    std::set<std::string> seen;
    for (const CheckedMap& layer : layers) {
        PlannedRetention retention;
        WAFERSCOPE_TRY(retention.layer, layer.text("layer"));
        if (const auto error = namedTwice(layer, "layer", retention.layer, seen))
            return *error;
        WAFERSCOPE_TRY(retention.retention, choice(layer, "activations", kRetentions));
        retentions.push_back(std::move(retention));
    }
    return retentions;
}

Result<PlannedLayout> withSchedule(PlannedLayout layout, const CheckedMap& map)
{
    WAFERSCOPE_TRY(const CheckedMap schedule, map.map("schedule"));
    WAFERSCOPE_TRY(layout.microBatch, wholeIn(schedule, "micro_batch", 1, kMost));
    WAFERSCOPE_TRY(layout.sparsity, schedule.number("sparsity"));
    if (layout.sparsity < 0.0 || layout.sparsity >= 1.0)
        return schedule.error("sparsity", "expected at least 0 and below 1.");
    if (schedule.has("bands")) {
        WAFERSCOPE_TRY(layout.bands, count(schedule, "bands", 1, kMostBands));
    }
    WAFERSCOPE_TRY(layout.retention, retentionsOf(schedule));
    if (const auto error = schedule.unknownKey())
        return *error;
    return layout;
}

Result<PlannedLayout> withRegions(PlannedLayout layout, const CheckedMap& map)
{
    WAFERSCOPE_TRY(const std::vector<CheckedMap> regions, map.list("regions"));
    std::set<std::string> seen;
    for (const CheckedMap& entry : regions) {
        WAFERSCOPE_TRY(PlannedRegion region, regionOf(entry));
        if (const auto error = namedTwice(entry, "layer", region.layer, seen))
            return *error;
        layout.regions.push_back(std::move(region));
    }
    if (map.has("replica_columns")) {
        WAFERSCOPE_TRY(layout.replicaColumns, count(map, "replica_columns", 1, layout.execution.replicas));
    }
    if (!map.has("routes"))
        return layout;
    WAFERSCOPE_TRY(const std::vector<CheckedMap> routes, map.list("routes"));
    for (const CheckedMap& entry : routes) {
        WAFERSCOPE_TRY(PlannedRoute route, routeOf(entry));
        layout.routes.push_back(std::move(route));
    }
    return layout;
}

Result<PlannedLayout> layoutOf(const CheckedMap& map)
{
    PlannedLayout layout;
    WAFERSCOPE_TRY(layout.name, map.text("name"));
    WAFERSCOPE_TRY(layout.mode, choice(map, "mode", kModes));
    WAFERSCOPE_TRY(layout.installation, map.text("installation"));
    WAFERSCOPE_TRY(layout.execution, executionOf(map));
    WAFERSCOPE_TRY(layout,
                   layout.mode == Mode::Pipelined ? withRegions(std::move(layout), map)
                                                  : withSchedule(std::move(layout), map));
    if (const auto error = map.unknownKey())
        return *error;
    return layout;
}

Result<std::vector<std::pair<std::string, double>>> assumptionsOf(const CheckedMap& plan)
{
    std::vector<std::pair<std::string, double>> changes;
    if (!plan.has("assumptions"))
        return changes;
    WAFERSCOPE_TRY(const CheckedMap map, plan.map("assumptions"));
    for (const std::string& key : map.keys()) {
        WAFERSCOPE_TRY(const double value, map.number(key));
        changes.emplace_back(key, value);
    }
    return changes;
}

Result<NetworkReference> networkOf(const CheckedMap& plan)
{
    WAFERSCOPE_TRY(const CheckedMap map, plan.map("network"));
    NetworkReference reference;
    WAFERSCOPE_TRY(reference.model, map.text("model"));
    WAFERSCOPE_TRY(reference.hash, map.text("hash"));
    return reference;
}

Result<std::int64_t> schemaOf(const CheckedMap& map, const std::string& file)
{
    WAFERSCOPE_TRY(const std::int64_t schema, map.integer(kSchemaKey));
    if (schema > kPlanSchema)
        return Error{ErrorCode::InvalidInput,
                     file + " was written by a newer Waferscope (plan schema " + std::to_string(schema)
                         + "; this one reads up to " + std::to_string(kPlanSchema) + ")."};
    if (schema < 1)
        return map.error(kSchemaKey, "expected a schema number of at least 1.");
    return schema;
}

Result<std::vector<PlannedLayout>> layoutsOf(const CheckedMap& plan)
{
    WAFERSCOPE_TRY(const std::vector<CheckedMap> entries, plan.list("layouts"));
    std::vector<PlannedLayout> layouts;
    for (const CheckedMap& entry : entries) {
        WAFERSCOPE_TRY(PlannedLayout layout, layoutOf(entry));
        layouts.push_back(std::move(layout));
    }
    if (layouts.empty())
        return plan.error("layouts", "expected at least one layout.");
    return layouts;
}

} // namespace

Result<Plan> readPlan(std::string_view text, const std::string& file)
{
    WAFERSCOPE_TRY(const CheckedMap map, CheckedMap::parse(text, file));
    if (const Result<std::int64_t> schema = schemaOf(map, file); !schema.ok())
        return schema.error();
    Plan plan;
    WAFERSCOPE_TRY(plan.network, networkOf(map));
    WAFERSCOPE_TRY(plan.assumptions, assumptionsOf(map));
    WAFERSCOPE_TRY(plan.layouts, layoutsOf(map));
    if (map.has("notes")) {
        WAFERSCOPE_TRY(plan.notes, map.text("notes"));
    }
    return plan;
}

bool looksLikePlan(const RootKeys& keys)
{
    return keys.has(kSchemaKey);
}

} // namespace waferscope
