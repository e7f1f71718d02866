#pragma once

#include "formats/networks/network_format.h"

#include <istream>

namespace waferscope {

/// Whether a file begins as GGUF, llama.cpp's format of weights.
[[nodiscard]] bool looksLikeGguf(std::string_view start);
/// Reads the header alone (versions 1 to 3, little-endian): keys, values and the list of tensors. Quantised tensors
/// count their elements. One sentence on failure, with file and byte.
[[nodiscard]] Result<ReadNetwork> readGguf(const std::string& path);
/// The same from a stream; `path` names it in messages.
[[nodiscard]] Result<ReadNetwork> readGgufStream(std::istream& stream, const std::string& path);

} // namespace waferscope
