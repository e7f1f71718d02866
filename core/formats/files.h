#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace waferscope {

[[nodiscard]] bool fileExists(const std::string& path);

/// The whole of a text file of at most 64 MiB. "-" is standard input.
[[nodiscard]] Result<std::string> readFile(const std::string& path);

/// Writes beside the file and renames, so that it is never there half written. "-" is standard output.
[[nodiscard]] Result<bool> writeFileAtomically(const std::string& path, std::string_view bytes);

} // namespace waferscope
