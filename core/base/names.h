#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A name from a file without control characters and cut after 200 bytes, so that a message stays one line.
[[nodiscard]] std::string printable(std::string_view name);

/// A name from a file as it may stand in a message: printable, in single quotes.
[[nodiscard]] std::string inQuotes(std::string_view name);

/// "a, b and c".
[[nodiscard]] std::string joinedNames(const std::vector<std::string_view>& names);

} // namespace waferscope
