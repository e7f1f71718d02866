#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace waferscope {

/// The one way out for JSON: always UTF-8, with U+FFFD for what was none. Letters that would act where they are printed
/// (see core/base/foreign_text.h) stand as escapes, so that all of the value is kept. Without an indent it is one line.
[[nodiscard]] std::string jsonText(const nlohmann::json& json, int indent = -1);
[[nodiscard]] std::string jsonText(const nlohmann::ordered_json& json, int indent = -1);

/// A text of JSON or YAML in which letters that act stand only within double quotes: those past ASCII become escapes.
[[nodiscard]] std::string withEscapes(std::string_view text);

/// JSON from a file that anybody may have written: at most 128 levels deep and four million values, so that it takes
/// bounded memory. What Python's writers add to JSON is read as well: NaN, Infinity and -Infinity, as such numbers; so
/// is a byte-order mark. One sentence with file and byte on failure.
[[nodiscard]] Result<nlohmann::json> parseJson(std::string_view text, const std::string& file);

/// The member `key` of an object, or null for what is no object or has no such member.
[[nodiscard]] const nlohmann::json& memberOf(const nlohmann::json& object, const char* key);

/// The text of a member; `fallback` where it is absent or no text.
[[nodiscard]] std::string textOf(const nlohmann::json& object, const char* key, std::string fallback = {});

/// A whole number, also one that was written as 50257.0 or 7.68e2; nothing for anything else and for what passes 64
/// bits.
[[nodiscard]] std::optional<std::int64_t> wholeNumber(const nlohmann::json& value);

} // namespace waferscope
