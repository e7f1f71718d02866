#include "formats/base/checked_yaml.h"

#include <cmath>

namespace waferscope {

namespace {

std::string place(const std::string& file, const YAML::Mark& mark)
{
    if (mark.is_null())
        return file;
    return file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

constexpr std::size_t kMostBytes = 64U << 20U; // of a text that a person could have written

} // namespace

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
        const YAML::Node node = YAML::Load(std::string(text));
        if (!node.IsMap())
            return Error{ErrorCode::InvalidInput, place(file, node.Mark()) + ": expected keys and values."};
        return CheckedMap{node, std::move(file)};
    } catch (const YAML::Exception& exception) {
        return Error{ErrorCode::InvalidInput, place(file, exception.mark) + ": " + exception.msg + "."};
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
            place(m_file, node.IsDefined() ? node.Mark() : m_node.Mark()) + ": " + key + ": " + what};
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
                         place(m_file, entry.first.Mark()) + ": the key \"" + name + "\" is not known here."};
    }
    return std::nullopt;
}

} // namespace waferscope
