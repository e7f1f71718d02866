#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A name from a file as it may stand in a message: in single quotes, control characters replaced, at most 200 bytes.
[[nodiscard]] std::string inQuotes(std::string_view name);

/// "a, b and c".
[[nodiscard]] std::string joinedNames(const std::vector<std::string_view>& names);

} // namespace waferscope
