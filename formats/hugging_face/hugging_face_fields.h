#pragma once

#include "formats/base/foreign_fields.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace waferscope {

/// The keys of a config.json. Those of nested objects stand under "outer.inner"; of `architectures` the first is kept,
/// of `id2label` how many there are.
[[nodiscard]] ForeignFields fieldsOf(const nlohmann::json& json, const std::string& file);

/// The word of our blocks for an activation; one that is none of them becomes gelu, with a note.
[[nodiscard]] std::string activationOf(ForeignFields& fields, ForeignFields::Names names, std::string fallback);

/// The first of `architectures` in small letters; empty when the file names none.
[[nodiscard]] std::string architectureOf(ForeignFields& fields);

/// Outputs of a classifier.
[[nodiscard]] std::int64_t labelsOf(ForeignFields& fields);

/// Height and width: two numbers, or one for both.
struct PixelSides {
    std::int64_t height = 1;
    std::int64_t width = 1;
};
[[nodiscard]] PixelSides sidesOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback);
/// The same where both must be one number.
[[nodiscard]] std::int64_t sideOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback);

/// Tokens of a sample: what the file says is the longest, within bounds.
[[nodiscard]] std::int64_t sequenceOf(ForeignFields& fields, ForeignFields::Names names, std::int64_t fallback);

} // namespace waferscope
