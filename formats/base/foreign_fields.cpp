#include "formats/base/foreign_fields.h"

#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace waferscope {

namespace {

constexpr std::int64_t kMostCount = std::int64_t{1} << 31;

template <typename Number>
std::optional<Number> parse(std::string_view text)
{
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isAll = problem == std::errc{} && end == text.data() + text.size();
    return isAll ? std::optional{number} : std::nullopt;
}

/// A whole number, also one that was written as 50257.0 or 7.68e2.
std::optional<std::int64_t> wholeOf(std::string_view text)
{
    if (const std::optional<std::int64_t> number = parse<std::int64_t>(text))
        return number;
    const std::optional<double> real = parse<double>(text);
    if (!real || !(std::fabs(*real) <= static_cast<double>(kMostCount)) || std::trunc(*real) != *real)
        return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool isNull(const ForeignValue& value)
{
    const std::string text = lowered(value.text);
    return value.isScalar && (text.empty() || text == "null" || text == "none" || text == "~");
}

/// What was found, short enough for a sentence.
std::string found(const ForeignValue& value)
{
    if (!value.isScalar)
        return value.items.empty() ? "a list or keys and values" : "a list";
    constexpr std::size_t kLongest = 60;
    return inQuotes(value.text.size() <= kLongest ? value.text : value.text.substr(0, kLongest) + "...");
}

} // namespace

const std::pair<const std::string, ForeignValue>* ForeignFields::find(Names names) const
{
    m_asked.insert(names.begin(), names.end());
    for (const std::string_view name : names) {
        const auto value = m_values.find(std::string{name});
        if (value != m_values.end() && !isNull(value->second))
            return &*value;
    }
    return nullptr;
}

void ForeignFields::setUnlessGiven(const std::string& key, std::string text)
{
    if (!has({key}))
        set(key, {std::move(text), "", true});
}

ForeignFields ForeignFields::under(std::string_view part) const
{
    const std::string prefix = std::string{part} + ".";
    ForeignFields inner{m_where + ": " + std::string{part}};
    for (const auto& [name, value] : m_values)
        if (name.starts_with(prefix))
            inner.set(name.substr(prefix.size()), value);
    return inner;
}

bool ForeignFields::saysNone(std::string_view name) const
{
    const auto value = m_values.find(std::string{name});
    return value != m_values.end() && isNull(value->second);
}

std::vector<std::string> ForeignFields::keys() const
{
    std::vector<std::string> names;
    for (const auto& [name, value] : m_values)
        names.push_back(name);
    return names;
}

std::vector<std::string> ForeignFields::unaskedKeys() const
{
    std::vector<std::string> names;
    for (const auto& [name, value] : m_values)
        if (!m_asked.contains(name) && !isNull(value))
            names.push_back(name);
    return names;
}

std::string ForeignFields::textOf(const std::string& key) const
{
    const auto value = m_values.find(key);
    return value == m_values.end() ? std::string{} : lowered(value->second.text);
}

std::int64_t ForeignFields::wholeNumber(Names names, std::int64_t least, std::optional<std::int64_t> fallback)
{
    const auto* given = find(names);
    if (given == nullptr) {
        if (!fallback)
            fail(std::string{*names.begin()} + " is missing.");
        return fallback.value_or(1);
    }
    const std::optional<std::int64_t> number = wholeOf(given->second.text);
    if (given->second.isScalar && number && *number >= least && *number <= kMostCount)
        return *number;
    failAt(given->first,
           "expected a whole number from " + std::to_string(least) + " to 2^31, not " + found(given->second) + ".");
    return fallback.value_or(1);
}

std::int64_t ForeignFields::count(Names names)
{
    return wholeNumber(names, 1, std::nullopt);
}

std::int64_t ForeignFields::count(Names names, std::int64_t fallback)
{
    return wholeNumber(names, 1, fallback);
}

std::int64_t ForeignFields::countOrZero(Names names, std::int64_t fallback)
{
    return wholeNumber(names, 0, fallback);
}

double ForeignFields::number(Names names, double fallback)
{
    const auto* given = find(names);
    if (given == nullptr)
        return fallback;
    const std::optional<double> number = parse<double>(given->second.text);
    if (given->second.isScalar && number && std::isfinite(*number))
        return *number;
    failAt(given->first, "expected a finite number, not " + found(given->second) + ".");
    return fallback;
}

bool ForeignFields::flag(Names names, bool fallback)
{
    const auto* given = find(names);
    if (given == nullptr)
        return fallback;
    const std::string text = lowered(given->second.text);
    if (text == "true" || text == "yes" || text == "on")
        return true;
    if (text != "false" && text != "no" && text != "off")
        failAt(given->first, "expected true or false, not " + found(given->second) + ".");
    return false;
}

std::string ForeignFields::text(Names names, std::string fallback)
{
    const auto* given = find(names);
    if (given == nullptr)
        return fallback;
    if (!given->second.isScalar)
        failAt(given->first, "expected a text, not " + found(given->second) + ".");
    return lowered(given->second.text);
}

std::vector<std::string> ForeignFields::texts(Names names)
{
    const auto* given = find(names);
    if (given == nullptr)
        return {};
    if (given->second.isScalar)
        return {lowered(given->second.text)};
    std::vector<std::string> texts;
    for (const std::string& item : given->second.items)
        texts.push_back(lowered(item));
    return texts;
}

std::vector<std::int64_t> ForeignFields::numbers(Names names)
{
    const auto* given = find(names);
    if (given == nullptr)
        return {};
    const std::vector<std::string> items =
        given->second.isScalar ? std::vector{given->second.text} : given->second.items;
    std::vector<std::int64_t> numbers;
    for (const std::string& item : items) {
        const std::optional<std::int64_t> number = wholeOf(item);
        if (!number || *number < 0 || *number > kMostCount)
            failAt(given->first, "expected whole numbers from 0 to 2^31.");
        numbers.push_back(number.value_or(0));
    }
    return numbers;
}

std::int64_t ForeignFields::usual(Names names, std::int64_t fallback)
{
    if (!has(names))
        note("The file does not give " + std::string{*names.begin()} + "; " + std::to_string(fallback)
             + " is taken, the default of the library that wrote it.");
    return count(names, fallback);
}

void ForeignFields::note(std::string message)
{
    m_notes.push_back({IssueSeverity::Note, std::move(message), m_where});
}

void ForeignFields::warn(std::string message)
{
    m_notes.push_back({IssueSeverity::Warning, std::move(message), m_where});
}

void ForeignFields::takeFindings(const ForeignFields& other)
{
    m_notes.insert(m_notes.end(), other.m_notes.begin(), other.m_notes.end());
    if (!m_trouble)
        m_trouble = other.m_trouble;
}

void ForeignFields::fail(std::string message)
{
    if (!m_trouble)
        m_trouble = Error{ErrorCode::InvalidInput, m_where + ": " + std::move(message)};
}

void ForeignFields::failAt(std::string_view key, const std::string& message)
{
    const auto value = m_values.find(std::string{key});
    const std::string where = value == m_values.end() || value->second.where.empty() ? m_where : value->second.where;
    if (!m_trouble)
        m_trouble = Error{ErrorCode::InvalidInput, where + ": " + std::string{key} + ": " + message};
}

} // namespace waferscope
