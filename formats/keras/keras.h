#pragma once

#include "formats/networks/network_format.h"

namespace waferscope {

/// Whether a file is a ZIP archive that Keras saved (.keras).
[[nodiscard]] bool looksLikeKerasArchive(const std::string& path, std::string_view start);
/// Reads config.json of the archive; the weights are not looked at. One sentence on failure, with file and layer.
[[nodiscard]] Result<ReadNetwork> readKerasArchive(const std::string& path);

/// Whether a text with these outermost keys is what model.to_json() of Keras 2 or 3 gives.
[[nodiscard]] bool looksLikeKerasJson(const RootKeys& keys);
[[nodiscard]] Result<ReadNetwork> readKerasJson(const std::string& path);
/// The same of a text that is in memory; `path` names it in messages.
[[nodiscard]] Result<ReadNetwork> readKerasText(std::string_view text, const std::string& path);

} // namespace waferscope
