#include "core/blocks/block_scope.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"

#include <algorithm>
#include <charconv>

namespace waferscope {

namespace {

constexpr std::int64_t kMostSetting = std::int64_t{1} << 31;
constexpr std::size_t kLongestList = 1024;
constexpr std::int64_t kTellingRepeats = 8; ///< after which the smallest says what the others will be at least

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        result.push_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return result;
}

/// What a text should have been, or nothing when it is.
std::optional<std::string> expectation(const BlockSettingType& setting, std::string_view text)
{
    const auto numbers = parseCounts(text, setting.kind == SettingKind::CountOrZero ? 0 : 1);
    switch (setting.kind) {
    case SettingKind::Count:
        return numbers && numbers->size() == 1 ? std::nullopt : std::optional{"a whole number from 1 to 2^31"};
    case SettingKind::CountOrZero:
        return numbers && numbers->size() == 1 ? std::nullopt : std::optional{"a whole number from 0 to 2^31"};
    case SettingKind::CountList:
        return numbers ? std::nullopt : std::optional{"whole numbers from 1, as in 64-128-256"};
    case SettingKind::NameList: return words(text).empty() ? std::optional{"names of blocks"} : std::nullopt;
    case SettingKind::Choice: break;
    }
    const std::vector<std::string_view> choices = words(setting.choices);
    if (std::find(choices.begin(), choices.end(), text) != choices.end())
        return std::nullopt;
    return "one of " + joinedNames(choices);
}

/// Short enough for a sentence.
std::string shortened(const std::string& text)
{
    constexpr std::size_t kLongest = 60;
    return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

std::optional<BlockTrouble> unknownSetting(const BlockType& type, const std::string& name)
{
    std::vector<std::string> known;
    for (const BlockSettingType& setting : type.settings)
        known.emplace_back(setting.name);
    if (known.empty())
        return BlockTrouble{name, "this block has no settings"};
    return BlockTrouble{name, "this block has no such setting" + nearestHint(name, known)};
}

} // namespace

std::optional<std::vector<std::int64_t>> parseCounts(std::string_view text, std::int64_t least)
{
    std::vector<std::int64_t> numbers;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (numbers.size() < kLongestList) {
        std::int64_t number = 0;
        const auto [next, problem] = std::from_chars(at, end, number);
        if (problem != std::errc{} || number < least || number > kMostSetting)
            return std::nullopt;
        numbers.push_back(number);
        if (next == end)
            return numbers;
        if (*next != '-')
            return std::nullopt;
        at = next + 1;
    }
    return std::nullopt;
}

BlockTrouble wants(std::string_view what)
{
    return {"", "this block wants " + std::string{what} + " from the block before it"};
}

BlockTrouble wantsPicture()
{
    return wants("a picture [batch, channels, height, width]");
}

std::optional<BlockTrouble> checkSettings(const BlockType& type, const BlockSpec& spec)
{
    for (const auto& [name, setting] : spec.settings) {
        const BlockSettingType* known = findBlockSetting(type, name);
        if (known == nullptr)
            return unknownSetting(type, name);
        if (const auto expected = expectation(*known, setting.text))
            return BlockTrouble{name, "must be " + *expected + ", not " + inQuotes(shortened(setting.text))};
    }
    for (const BlockSettingType& setting : type.settings)
        if (setting.fallback.empty() && spec.settings.find(std::string{setting.name}) == spec.settings.end())
            return BlockTrouble{std::string{setting.name}, "is missing (" + std::string{setting.meaning} + ")"};
    return std::nullopt;
}

BlockScope::BlockScope(const BlockType& type, const BlockSpec& spec, GraphBuilder& graph, BlockFlows& flows, Flow flow)
    : m_type(type)
    , m_spec(spec)
    , m_graph(graph)
    , m_flows(flows)
    , m_flow(flow)
{
}

std::string_view BlockScope::textOf(std::string_view setting) const
{
    const BlockSettingType* known = findBlockSetting(m_type, setting);
    WAFERSCOPE_CHECK(known != nullptr);
    const auto given = m_spec.settings.find(std::string{setting});
    return given == m_spec.settings.end() ? known->fallback : std::string_view{given->second.text};
}

bool BlockScope::isGiven(std::string_view setting) const
{
    return m_spec.settings.find(std::string{setting}) != m_spec.settings.end();
}

std::int64_t BlockScope::count(std::string_view setting) const
{
    return counts(setting).front();
}

std::vector<std::int64_t> BlockScope::counts(std::string_view setting) const
{
    const auto numbers = parseCounts(textOf(setting), 0);
    WAFERSCOPE_CHECK(numbers.has_value());
    return *numbers;
}

std::string_view BlockScope::choice(std::string_view setting) const
{
    return textOf(setting);
}

std::vector<std::string_view> BlockScope::names(std::string_view setting) const
{
    return words(textOf(setting));
}

std::optional<Norm> BlockScope::norm(std::string_view setting) const
{
    const std::string_view word = choice(setting);
    if (word == "none")
        return std::nullopt;
    if (word == "rms")
        return Norm::Rms;
    if (word == "unbiased")
        return Norm::Unbiased;
    return word == "plain" ? Norm::Plain : Norm::Layer;
}

Pointwise BlockScope::activation(std::string_view setting) const
{
    const std::string_view word = choice(setting);
    if (word == "relu")
        return Pointwise::Relu;
    if (word == "gelu")
        return Pointwise::Gelu;
    if (word == "silu")
        return Pointwise::Silu;
    if (word == "tanh")
        return Pointwise::Tanh;
    return word == "sigmoid" ? Pointwise::Sigmoid : Pointwise::None;
}

std::string BlockScope::path(std::string_view part) const
{
    return m_spec.name.empty() ? std::string{part} : m_spec.name + "/" + std::string{part};
}

std::string BlockScope::name() const
{
    return m_spec.name.empty() ? std::string{m_type.name} : m_spec.name;
}

RepeatWatch::RepeatWatch(const GraphBuilder& graph, std::string setting, std::int64_t repeats)
    : m_graph(graph)
    , m_setting(std::move(setting))
    , m_left(repeats)
    , m_last(graph.operatorCount())
{
}

std::optional<BlockTrouble> RepeatWatch::next()
{
    const std::size_t count = m_graph.operatorCount();
    if (m_done > 0)
        m_least = std::min(m_least, count - m_last);
    m_last = count;
    const std::size_t room = count > kMostOperators ? 0 : kMostOperators - count;
    const bool isHopeless =
        m_done >= kTellingRepeats && m_least > 0 && static_cast<std::size_t>(m_left) > room / m_least;
    if (isHopeless || count > kMostOperators)
        return BlockTrouble{m_setting, "makes a network of more than 200,000 operators"};
    ++m_done;
    --m_left;
    return std::nullopt;
}

} // namespace waferscope
