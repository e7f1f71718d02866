#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A name of foreign origin as it is shown (see foreign_text.h), on at most 200 columns, so that a message stays one
/// line.
[[nodiscard]] std::string printable(std::string_view name);

/// Such a name in single quotes.
[[nodiscard]] std::string inQuotes(std::string_view name);

/// "a, b and c".
[[nodiscard]] std::string joinedNames(const std::vector<std::string_view>& names);

} // namespace waferscope
