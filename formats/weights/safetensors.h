#pragma once

#include "formats/networks/network_format.h"

namespace waferscope {

/// Whether a file begins with the length of a JSON header and that header (safetensors).
[[nodiscard]] bool looksLikeSafetensors(std::string_view start);
/// Reads the header alone, of at most 100 MB. One sentence on failure, with file and byte or tensor.
[[nodiscard]] Result<ReadNetwork> readSafetensors(const std::string& path);
/// The same of a whole file that is in memory; `path` names it in messages.
[[nodiscard]] Result<ReadNetwork> readSafetensorsBytes(std::string_view bytes, const std::string& path);

/// Whether a text with these outermost keys is the index of weights that lie in several safetensors files
/// (model.safetensors.index.json).
[[nodiscard]] bool looksLikeSafetensorsIndex(const RootKeys& keys);
/// Reads the index and the headers of the files beside it that it names. Files that are missing become one layer of
/// the size that the index tells, and an issue. A name with a folder in it is refused.
[[nodiscard]] Result<ReadNetwork> readSafetensorsIndex(const std::string& path);

} // namespace waferscope
