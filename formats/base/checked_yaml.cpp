#include "formats/base/checked_yaml.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <type_traits>

namespace waferscope {

namespace {

std::string place(const std::string& file, const YAML::Mark& mark)
{
    if (mark.is_null())
        return file;
    return file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

/// The number of "\\ud83d" at a place of a text; nothing for anything else.
std::optional<std::uint32_t> escapeAt(std::string_view text, std::size_t at)
{
    std::uint32_t code = 0;
    if (text.size() < at + 6 || text.substr(at, 2) != "\\u")
        return std::nullopt;
    const auto [end, problem] = std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16);
    return problem == std::errc{} && end == text.data() + at + 6 ? std::optional{code} : std::nullopt;
}

/// A letter past U+FFFF is escaped as a pair of surrogates in JSON, and as one number in YAML.
std::string withoutPairs(std::string text)
{
    for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at + 2)) {
        const std::optional<std::uint32_t> high = escapeAt(text, at);
        const std::optional<std::uint32_t> low = escapeAt(text, at + 6);
        if (!high || !low || (*high & 0xFC00U) != 0xD800U || (*low & 0xFC00U) != 0xDC00U)
            continue;
        char letter[11];
        std::snprintf(letter, sizeof letter, "\\U%08x", 0x10000U + ((*high & 0x3FFU) << 10U) + (*low & 0x3FFU));
        text.replace(at, 12, letter);
    }
    return text;
}

/// Whether a text opens more brackets or quotes than it closes.
bool isUnclosed(std::string_view text)
{
    std::int64_t open = 0;
    bool isQuoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            isQuoted = !isQuoted;
        else if (isQuoted)
            at += c == '\\' ? 1 : 0;
        else
            open += (c == '{' || c == '[' ? 1 : 0) - (c == '}' || c == ']' ? 1 : 0);
    }
    return isQuoted || open > 0;
}

/// Whether a text stands in quotes: a number or a truth does not.
bool isQuoted(const YAML::Node& node)
{
    return node.Tag() == "!";
}

constexpr std::size_t kMostBytes = 64U << 20U; // of a text that a person could have written

} // namespace

Error unreadableYaml(std::string_view text, const std::string& file, const YAML::Exception& trouble)
{
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const bool isJson = text.substr(begin).starts_with('{');
    const std::string_view why = trouble.msg;
    const bool lacksEnd = why == YAML::ErrorMsg::END_OF_MAP_FLOW || why == YAML::ErrorMsg::END_OF_SEQ_FLOW
        || why == YAML::ErrorMsg::EOF_IN_SCALAR;
    if (!(isJson || lacksEnd) || !isUnclosed(text))
        return {ErrorCode::InvalidInput, place(file, trouble.mark) + ": this is no valid YAML or JSON."};
    const std::string_view written = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    const auto lines = std::count(written.begin(), written.end(), '\n') + 1;
    return {ErrorCode::InvalidInput, file + ":" + std::to_string(lines) + ": the file ends early."};
}

CheckedMap::CheckedMap(const YAML::Node& node, std::string file)
    : m_node(node)
    , m_file(std::move(file))
{
}

Result<CheckedMap> CheckedMap::parse(std::string_view text, std::string file)
{
    if (text.size() > kMostBytes)
        return Error{ErrorCode::InvalidInput, file + " is larger than 64 MiB, too large for a file of settings."};
    try {
        const YAML::Node node = YAML::Load(withoutPairs(validUtf8(text)));
        if (!node.IsMap())
            return Error{ErrorCode::InvalidInput, place(file, node.Mark()) + ": expected keys and values."};
        return CheckedMap{node, std::move(file)};
    } catch (const YAML::Exception& exception) {
        return unreadableYaml(text, file, exception);
    }
}

bool CheckedMap::has(const std::string& key) const
{
    const YAML::Node node = m_node[key];
    return node.IsDefined() && !node.IsNull();
}

Error CheckedMap::error(const std::string& key, const std::string& what) const
{
    const YAML::Node node = m_node[key];
    return {ErrorCode::InvalidInput,
            place(m_file, node.IsDefined() ? node.Mark() : m_node.Mark()) + ": " + printable(key) + ": " + what};
}

Result<YAML::Node> CheckedMap::find(const std::string& key) const
{
    m_asked.insert(key);
    if (!has(key))
        return error(key, "is missing.");
    return YAML::Node{m_node[key]};
}

template <typename T>
Result<T> CheckedMap::as(const std::string& key, const char* expected) const
{
    WAFERSCOPE_TRY(const YAML::Node node, find(key));
    if (!std::is_same_v<T, std::string> && isQuoted(node))
        return error(key, std::string("expected ") + expected + ", not a text in quotes.");
    try {
        return node.as<T>();
    } catch (const YAML::Exception&) {
        return error(key, std::string("expected ") + expected + ".");
    }
}

Result<std::string> CheckedMap::text(const std::string& key) const
{
    return as<std::string>(key, "a text");
}

Result<double> CheckedMap::number(const std::string& key) const
{
    WAFERSCOPE_TRY(const double value, as<double>(key, "a number"));
    if (!std::isfinite(value))
        return error(key, "expected a finite number.");
    return value;
}

Result<std::int64_t> CheckedMap::integer(const std::string& key) const
{
    return as<std::int64_t>(key, "a whole number");
}

Result<bool> CheckedMap::flag(const std::string& key) const
{
    return as<bool>(key, "true or false");
}

Result<CheckedMap> CheckedMap::map(const std::string& key) const
{
    WAFERSCOPE_TRY(const YAML::Node node, find(key));
    if (!node.IsMap())
        return error(key, "expected keys and values.");
    return CheckedMap{node, m_file};
}

Result<std::vector<CheckedMap>> CheckedMap::list(const std::string& key) const
{
    WAFERSCOPE_TRY(const YAML::Node node, find(key));
    if (!node.IsSequence())
        return error(key, "expected a list.");
    std::vector<CheckedMap> maps;
    for (const YAML::Node& item : node) {
        if (!item.IsMap())
            return error(key, "expected a list of keys and values.");
        maps.push_back(CheckedMap{item, m_file});
    }
    return maps;
}

Result<std::vector<std::vector<std::int64_t>>> CheckedMap::rows(const std::string& key) const
{
    return as<std::vector<std::vector<std::int64_t>>>(key, "a list of lists of whole numbers");
}

Result<std::vector<std::string>> CheckedMap::texts(const std::string& key) const
{
    WAFERSCOPE_TRY(const YAML::Node node, find(key));
    std::vector<std::string> all;
    if (node.IsScalar())
        all.push_back(node.Scalar());
    for (const YAML::Node& item : node) {
        if (!node.IsSequence() || !item.IsScalar())
            return error(key, "expected a text or a list of texts.");
        all.push_back(item.Scalar());
    }
    return all;
}

int CheckedMap::line(const std::string& key) const
{
    const YAML::Node node = m_node[key];
    return (node.IsDefined() ? node.Mark() : m_node.Mark()).line + 1;
}

std::vector<std::string> CheckedMap::keys() const
{
    std::vector<std::string> names;
    for (const auto& entry : m_node) {
        names.push_back(entry.first.as<std::string>(""));
        m_asked.insert(names.back());
    }
    return names;
}

std::optional<Error> CheckedMap::unknownKey() const
{
    for (const auto& entry : m_node) {
        const auto name = entry.first.as<std::string>("");
        if (m_asked.count(name) == 0)
            return Error{ErrorCode::InvalidInput,
                         place(m_file, entry.first.Mark()) + ": the key \"" + printable(name)
                             + "\" is not known here."};
    }
    return std::nullopt;
}

} // namespace waferscope
