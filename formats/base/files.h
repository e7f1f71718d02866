#pragma once

#include "core/base/result.h"

#include <string>

namespace waferscope {

[[nodiscard]] bool fileExists(const std::string& path);

/// The file that one of our texts names. They are UTF-8, and file names need not be: where the path is no file, U+FFFD
/// stands in it for bytes that are none, and the one file whose name reads so is meant. Else the path as it is.
[[nodiscard]] std::string fileNamed(const std::string& path);

/// The whole of a text file of at most 64 MiB. "-" is standard input.
[[nodiscard]] Result<std::string> readFile(const std::string& path);

/// The first 64 KiB of a file, or all of it, to tell its kind. Only regular files are read.
[[nodiscard]] Result<std::string> startOfFile(const std::string& path);

} // namespace waferscope
