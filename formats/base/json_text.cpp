#include "formats/base/json_text.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace waferscope {

namespace {

constexpr std::size_t kDeepest = 128;
constexpr std::size_t kMostValues = 4'000'000;

/// "\u009b"
std::string escape(char32_t letter)
{
    std::string text = "\\u";
    for (int digit = 4; digit-- > 0;)
        text += "0123456789abcdef"[(letter >> (4U * static_cast<unsigned>(digit))) & 0xFU];
    return text;
}

/// Why a text must not be parsed, without parsing it.
std::optional<std::string> excess(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t values = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\')
            ++at;
        else if (!quoted && (c == '{' || c == '['))
            ++depth, ++values;
        else if (!quoted && (c == '}' || c == ']'))
            depth -= std::min<std::size_t>(depth, 1);
        else if (!quoted && c == ',')
            ++values;
        if (depth > kDeepest)
            return "nests deeper than 128 levels at byte " + std::to_string(at);
        if (values > kMostValues)
            return "holds more than four million values by byte " + std::to_string(at);
    }
    return std::nullopt;
}

/// A number that JSON has no word for, and a text of the same length that stands for it.
struct SpecialNumber {
    std::string_view word;
    std::string_view stand; ///< with its quotes
    double value = 0.0;
};
constexpr SpecialNumber kSpecialNumbers[] = {
    {"-Infinity", " \"\\u0002\"", -std::numeric_limits<double>::infinity()},
    {"Infinity", "\"\\u0001\"", std::numeric_limits<double>::infinity()},
    {"NaN", "\"\x7f\"", std::numeric_limits<double>::quiet_NaN()},
};

/// The text with stands for special numbers, byte for byte; nothing where there are none.
std::optional<std::string> withStands(std::string_view text)
{
    std::optional<std::string> result;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"')
            quoted = !quoted;
        else if (quoted && text[at] == '\\')
            ++at;
        if (quoted || (text[at] != '-' && text[at] != 'I' && text[at] != 'N'))
            continue;
        for (const SpecialNumber& number : kSpecialNumbers) {
            if (!text.substr(at).starts_with(number.word))
                continue;
            if (!result)
                result.emplace(text);
            result->replace(at, number.word.size(), number.stand);
            at += number.word.size() - 1;
            break;
        }
    }
    return result;
}

/// Puts the numbers back. As deep as the text, which excess() bounds.
void replaceStands(nlohmann::json& value) // NOLINT(misc-no-recursion)
{
    if (value.is_structured()) {
        for (nlohmann::json& member : value)
            replaceStands(member);
    } else if (value.is_string()) {
        const std::string& text = value.get_ref<const std::string&>();
        if (text == "\x01" || text == "\x02" || text == "\x7f")
            value = kSpecialNumbers[text == "\x02" ? 0 : text == "\x01" ? 1 : 2].value;
    }
}

/// From 1.
std::ptrdiff_t lineAt(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, byte);
    return std::count(before.begin(), before.end(), '\n') + 1;
}

template <typename Json>
std::string written(const Json& json, int indent)
{
    return withEscapes(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

} // namespace

std::string withEscapes(std::string_view text)
{
    std::string safe;
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        if (letter.code >= 0x7F && acts(letter.code)) // those before stand as escapes already
            safe += escape(letter.code);
        else
            safe += text.substr(0, letter.bytes);
        text.remove_prefix(letter.bytes);
    }
    return safe;
}

std::string jsonText(const nlohmann::json& json, int indent)
{
    return written(json, indent);
}

std::string jsonText(const nlohmann::ordered_json& json, int indent)
{
    return written(json, indent);
}

Result<nlohmann::json> parseJson(std::string_view text, const std::string& file)
{
    if (const auto trouble = excess(text))
        return Error{ErrorCode::InvalidInput, inQuotes(file) + " " + *trouble + "."};
    try {
        const std::optional<std::string> standing = withStands(text);
        if (!standing)
            return nlohmann::json::parse(text.begin(), text.end());
        nlohmann::json json = nlohmann::json::parse(*standing);
        replaceStands(json);
        return json;
    } catch (const nlohmann::json::parse_error& problem) {
        return Error{ErrorCode::InvalidInput,
                     inQuotes(file)
                         + (problem.byte > text.size()                 ? " ends early, in line "
                                : isUtf8(text.substr(0, problem.byte)) ? " is no valid JSON in line "
                                                                       : " is no UTF-8 in line ")
                         + std::to_string(lineAt(text, problem.byte)) + ", at byte " + std::to_string(problem.byte)
                         + "."};
    } catch (const nlohmann::json::exception&) {
        return Error{ErrorCode::InvalidInput, inQuotes(file) + " holds a number that is out of range."};
    }
}

const nlohmann::json& memberOf(const nlohmann::json& object, const char* key)
{
    static const nlohmann::json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string textOf(const nlohmann::json& object, const char* key, std::string fallback)
{
    const nlohmann::json& member = memberOf(object, key);
    return member.is_string() ? member.get<std::string>() : std::move(fallback);
}

std::optional<std::int64_t> wholeNumber(const nlohmann::json& value)
{
    constexpr double kMostExact = 9007199254740992.0; // 2^53
    if (value.is_number_float()) {
        const double number = value.get<double>();
        const bool isWhole = std::fabs(number) <= kMostExact && std::trunc(number) == number;
        return isWhole ? std::optional{static_cast<std::int64_t>(number)} : std::nullopt;
    }
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMost)
        return std::nullopt;
    return value.is_number_integer() ? std::optional{value.get<std::int64_t>()} : std::nullopt;
}

} // namespace waferscope
