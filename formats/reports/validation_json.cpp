#include "formats/reports/validation_json.h"

#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

using Json = nlohmann::json;

template <typename Value>
Json orNull(const std::optional<Value>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json rowJson(const ValidatedRow& validated)
{
    const ValidationRow& row = validated.row;
    return {{"id", row.id},
            {"role", std::string(nameOf(row.role))},
            {"mode", row.mode},
            {"release", row.release},
            {"network", row.network},
            {"quantity", row.quantity},
            {"unit", row.unit},
            {"measured", orNull(row.measured)},
            {"predicted", orNull(validated.predicted)},
            {"ratio", orNull(validated.ratio())},
            {"band", row.band},
            {"pass", orNull(validated.passes())},
            {"reason", validated.reason.empty() ? Json(nullptr) : Json(validated.reason)},
            {"source", row.source}};
}

} // namespace

std::string validationJson(const Validation& validation, Seconds spent)
{
    Json json{{"rows", Json::array()}, {"fitted", Json::array()}, {"mean_error", Json::object()}};
    for (const ValidatedRow& row : validation.rows)
        json["rows"].push_back(rowJson(row));
    for (const FittedNumber& number : validation.fitted)
        json["fitted"].push_back({{"name", number.name}, {"value", number.value}, {"rows", number.rows}});
    for (const auto& [mode, error] : validation.meanError())
        json["mean_error"][mode] = error;
    json["seconds"] = spent.count();
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
