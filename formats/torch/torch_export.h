#pragma once

#include "formats/networks/network_format.h"

namespace waferscope {

/// Whether a file is a ZIP archive that torch.export.save wrote (.pt2), of any version.
[[nodiscard]] bool looksLikeTorchExport(const std::string& path, std::string_view start);
/// Reads the program's JSON; the weights, which are pickled, are not looked at.
[[nodiscard]] Result<ReadNetwork> readTorchExport(const std::string& path);
/// The same of a program's JSON that is in memory; `path` names it in messages.
[[nodiscard]] Result<ReadNetwork> readTorchProgram(std::string_view text, const std::string& path);

} // namespace waferscope
