#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A name from a file as it may stand in a message: in single quotes, control characters replaced, at most 80 bytes.
[[nodiscard]] std::string quoted(std::string_view name);

/// "a, b and c".
[[nodiscard]] std::string joinedNames(const std::vector<std::string_view>& names);

} // namespace waferscope
