#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace waferscope {

/// The bytes of a file of resources/ as they were at build time, e.g. resource("systems/cs1.json").
/// They live as long as the program and do not end in a zero.
[[nodiscard]] std::optional<std::string_view> resource(std::string_view path);

/// Paths (as `resource` takes them) of the files directly in a folder, sorted, e.g. resourcesIn("systems").
[[nodiscard]] std::vector<std::string_view> resourcesIn(std::string_view folder);

} // namespace waferscope
