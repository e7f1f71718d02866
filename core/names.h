#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A name from a file as it may stand in a message: in single quotes, control characters replaced, at most 80 bytes.
[[nodiscard]] std::string quoted(std::string_view name);

/// The candidate that takes the fewest insertions, deletions and replacements to reach; empty when there is none.
[[nodiscard]] std::string_view nearestName(std::string_view word, const std::vector<std::string_view>& candidates);

/// "a, b and c".
[[nodiscard]] std::string joinedNames(const std::vector<std::string_view>& names);

} // namespace waferscope
