#include "formats/hugging_face/hugging_face_fields.h"

#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

using Json = nlohmann::json;

constexpr int kDeepestConfig = 3; ///< "thinker_config.text_config.hidden_size"
constexpr std::size_t kMostItems = 4096;

std::string scalarText(const Json& json)
{
    if (json.is_number_float() && !std::isfinite(json.get<double>()))
        return std::isnan(json.get<double>()) ? "NaN" : json.get<double>() > 0.0 ? "Infinity" : "-Infinity";
    return json.is_string() ? json.get<std::string>() : json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ForeignValue foreignValueOf(const Json& json)
{
    if (!json.is_structured())
        return {scalarText(json), "", true};
    ForeignValue value{"", "", false};
    if (!json.is_array() || json.size() > kMostItems)
        return value;
    for (const Json& item : json)
        if (!item.is_structured())
            value.items.push_back(scalarText(item));
    if (value.items.size() != json.size())
        value.items.clear();
    return value;
}

void addKeys(ForeignFields& fields, const Json& json, const std::string& prefix, int depth)
{
    for (const auto& [key, value] : json.items()) {
        fields.set(prefix + key, foreignValueOf(value));
        if (key == "architectures" && value.is_array())
            fields.set(prefix + key, value.empty() ? ForeignValue{} : foreignValueOf(value.front()));
        else if (key == "id2label" && value.is_object())
            fields.set(prefix + key, {std::to_string(value.size()), "", true});
        else if (value.is_object() && depth < kDeepestConfig)
            addKeys(fields, value, prefix + key + ".", depth + 1);
    }
}

} // namespace

ForeignFields fieldsOf(const Json& json, const std::string& file)
{
    ForeignFields fields{file};
    addKeys(fields, json, "", 1);
    return fields;
}

std::string activationOf(ForeignFields& fields, ForeignFields::Names names, std::string fallback)
{
    std::string word = fields.text(names, std::move(fallback));
    if (word == "relu" || word == "tanh" || word == "silu")
        return word;
    if (word == "swish")
        return "silu";
    if (word.find("gelu") == std::string::npos)
        fields.note("The activation " + inQuotes(word) + " is taken as gelu; no count depends on it.");
    return "gelu";
}

std::string architectureOf(ForeignFields& fields)
{
    return fields.text({"architectures"}, "");
}

std::int64_t labelsOf(ForeignFields& fields)
{
    return std::max<std::int64_t>(1, fields.countOrZero({"id2label", "num_labels"}, 2));
}

PixelSides sidesOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback)
{
    const std::vector<std::int64_t> sides = fields.numbers(names);
    if (sides.empty())
        return {fallback, fallback};
    if (sides.size() > 2 || sides.front() < 1 || sides.back() < 1) {
        fields.failAt(*names.begin(), "expected one whole number from 1, or height and width.");
        return {fallback, fallback};
    }
    return {sides.front(), sides.back()};
}

std::int64_t sideOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback)
{
    const PixelSides sides = sidesOf(fields, names, fallback);
    if (sides.height != sides.width)
        fields.failAt(*names.begin(), "expected the same number for height and width.");
    return sides.height;
}

std::int64_t sequenceOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback)
{
    constexpr std::int64_t kLongest = 131'072;
    const std::int64_t longest = fields.count(names, fallback);
    if (longest > kLongest)
        fields.note("Sequences of up to " + std::to_string(longest) + " tokens are allowed; 131072 are taken.");
    return std::min(longest, kLongest);
}

} // namespace waferscope
