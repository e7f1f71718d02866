#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace waferscope {

/// Tells a file that bears another's name: what Git LFS leaves where a large file was not fetched, and the page that a
/// server gave in place of one. One sentence that says what it is and what to do; nothing for all else. `start` is the
/// beginning of the file at `path`.
[[nodiscard]] std::optional<Error> impostorAt(const std::string& path, std::string_view start);

} // namespace waferscope
