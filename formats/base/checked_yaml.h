#pragma once

#include "core/base/result.h"

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace waferscope {

/// Why a text is no YAML, with its place, in words of our own.
[[nodiscard]] Error unreadableYaml(std::string_view text, const std::string& file, const YAML::Exception& trouble);

/// A mapping of a YAML or JSON text whose keys are all asked for: a key nobody knows is an error, with its line.
/// Only formats/ includes this.
class CheckedMap {
public:
    /// Parses a text; `file` names it in messages. Fails with "file:line:column: ..." when it is no mapping.
    static Result<CheckedMap> parse(std::string_view text, std::string file);

    [[nodiscard]] bool has(const std::string& key) const;
    [[nodiscard]] Result<std::string> text(const std::string& key) const;
    [[nodiscard]] Result<double> number(const std::string& key) const; ///< finite
    [[nodiscard]] Result<std::int64_t> integer(const std::string& key) const;
    [[nodiscard]] Result<bool> flag(const std::string& key) const;
    [[nodiscard]] Result<CheckedMap> map(const std::string& key) const;
    [[nodiscard]] Result<std::vector<CheckedMap>> list(const std::string& key) const; ///< of mappings
    [[nodiscard]] Result<std::vector<std::vector<std::int64_t>>> rows(const std::string& key) const; ///< of numbers
    [[nodiscard]] Result<std::vector<std::string>> texts(const std::string& key) const; ///< of a list, or the one text
    [[nodiscard]] int line(const std::string& key) const; ///< of the key's value, or of the mapping; from 1
    [[nodiscard]] std::vector<std::string> keys() const; ///< in the file's order; counts as asking for all of them

    /// The first key that nobody has asked for, as an error.
    [[nodiscard]] std::optional<Error> unknownKey() const;
    [[nodiscard]] Error error(const std::string& key, const std::string& what) const; ///< "file:line: key: what"

private:
    CheckedMap(const YAML::Node& node, std::string file);
    [[nodiscard]] Result<YAML::Node> find(const std::string& key) const;
    template <typename T>
    [[nodiscard]] Result<T> as(const std::string& key, const char* expected) const;

    YAML::Node m_node;
    std::string m_file;
    mutable std::set<std::string> m_asked;
};

} // namespace waferscope
