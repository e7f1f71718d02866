#include "formats/base/root_keys.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace waferscope {

namespace {

constexpr std::size_t kLevels = 2; // of mappings whose keys are taken

/// The keys that a parser meets, one after the other.
class KeyCollector {
public:
    explicit KeyCollector(const std::function<bool(const RootKeys&)>& isEnough)
        : m_isEnough(isEnough)
    {
    }

    [[nodiscard]] RootKeys& found() { return m_found; }

    /// Of a mapping so many levels deep, from 1; whether those found are enough.
    [[nodiscard]] bool take(std::size_t depth, const std::string& name)
    {
        if (depth > kLevels)
            return false;
        if (depth == 1)
            m_root = name;
        m_found.names.insert(depth == 1 ? name : m_root + "/" + name);
        return m_isEnough(m_found);
    }

private:
    const std::function<bool(const RootKeys&)>& m_isEnough;
    RootKeys m_found;
    std::string m_root; ///< the last key of the outermost mapping
};

/// Every function says whether parsing goes on; outside of an object it does not.
class JsonKeyReader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit JsonKeyReader(KeyCollector& collector)
        : m_collector(collector)
    {
    }

    [[nodiscard]] bool isDone() const { return m_isDone; } ///< at the text's end, or with enough keys

    bool null() override { return m_depth > 0; }
    bool boolean(bool /*value*/) override { return m_depth > 0; }
    bool number_integer(number_integer_t /*value*/) override { return m_depth > 0; }
    bool number_unsigned(number_unsigned_t /*value*/) override { return m_depth > 0; }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return m_depth > 0; }
    bool string(string_t& /*value*/) override { return m_depth > 0; }
    bool binary(binary_t& /*value*/) override { return m_depth > 0; }
    bool start_object(std::size_t /*elements*/) override { return ++m_depth > 0; }
    bool start_array(std::size_t /*elements*/) override { return m_depth++ > 0; }
    bool end_object() override { return closed(); }
    bool end_array() override { return closed(); }
    bool parse_error(std::size_t /*byte*/, const std::string& /*token*/, const nlohmann::json::exception&) override
    {
        return false;
    }
    bool key(string_t& name) override
    {
        m_isDone = m_collector.take(m_depth, name);
        return !m_isDone;
    }

private:
    bool closed()
    {
        m_isDone = --m_depth == 0;
        return true;
    }

    KeyCollector& m_collector;
    std::size_t m_depth = 0;
    bool m_isDone = false;
};

/// Thrown through the YAML parser, which knows no other way to be stopped.
struct EnoughRead { };

class YamlKeyReader : public YAML::EventHandler {
public:
    explicit YamlKeyReader(KeyCollector& collector)
        : m_collector(collector)
    {
    }

    void OnDocumentStart(const YAML::Mark& /*mark*/) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { met(); }
    void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { met(); }
    void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  const std::string& value) override
    {
        if (m_depth >= 1 && m_depth <= kLevels && m_isKeyNext[m_depth] && m_collector.take(m_depth, value))
            throw EnoughRead{};
        met();
    }
    void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                         YAML::EmitterStyle::value /*style*/) override
    {
        if (m_depth == 0)
            throw EnoughRead{};
        opened(false);
    }
    void OnSequenceEnd() override { closed(); }
    void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                    YAML::EmitterStyle::value /*style*/) override
    {
        opened(true);
    }
    void OnMapEnd() override { closed(); }

private:
    void opened(bool isMapping)
    {
        if (++m_depth <= kLevels) {
            m_isMapping[m_depth] = isMapping;
            m_isKeyNext[m_depth] = isMapping;
        }
    }
    void closed()
    {
        --m_depth;
        met();
    }
    /// A whole node: in a mapping keys and values take turns.
    void met()
    {
        if (m_depth <= kLevels)
            m_isKeyNext[m_depth] = m_isMapping[m_depth] && !m_isKeyNext[m_depth];
    }

    KeyCollector& m_collector;
    std::size_t m_depth = 0;
    std::array<bool, kLevels + 1> m_isMapping{}; ///< by depth
    std::array<bool, kLevels + 1> m_isKeyNext{};
};

/// A block mapping's first key stands on one line with its ':' (YAML 1.2.2, 7.4.2), unless marks of the node come
/// first; a long text of another kind need not be parsed to its end.
bool mayBeMapping(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t first = line.find_first_not_of(" \t");
        text.remove_prefix(std::min(end + 1, text.size()));
        if (first == std::string_view::npos || line[first] == '#' || line[first] == '%')
            continue;
        if (line.find_first_of(":{?&!") != std::string_view::npos)
            return true;
        if (!line.starts_with("---"))
            return false;
    }
    return false;
}

} // namespace

bool isText(std::string_view bytes)
{
    static constexpr std::string_view kControls = "\a\t\n\v\f\r\x1B";
    return std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || kControls.find(c) != std::string_view::npos;
    });
}

RootKeys rootKeys(std::string_view text, const std::function<bool(const RootKeys&)>& isEnough)
{
    KeyCollector collector{isEnough};
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') {
        collector.found().hasBraces = true;
        JsonKeyReader reader{collector};
        nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
        if (reader.isDone())
            return std::move(collector.found());
    }
    if (!mayBeMapping(text))
        return {};
    try {
        std::istringstream stream{std::string{text}};
        YamlKeyReader reader{collector};
        YAML::Parser{stream}.HandleNextDocument(reader);
    } catch (const YAML::Exception&) { // what was found before stands; the kind's reader says what is wrong
    } catch (const EnoughRead&) {
    }
    return std::move(collector.found());
}

} // namespace waferscope
