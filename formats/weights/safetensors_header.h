#pragma once

#include "core/base/result.h"
#include "formats/weights/stored_tensors.h"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace waferscope {

/// What the header of one safetensors file lists.
struct SafetensorsHeader {
    std::vector<StoredTensor> tensors; ///< by name
    std::uint64_t dataBytes = 0; ///< that the tensors take
    std::vector<ImportIssue> issues;
};

[[nodiscard]] Result<SafetensorsHeader> readSafetensorsHeader(const std::string& path);
/// The same of a file of so many bytes that lies elsewhere; `path` names it in messages.
[[nodiscard]] Result<SafetensorsHeader> readSafetensorsHeaderStream(std::istream& file, std::uint64_t fileSize,
                                                                    const std::string& path);

} // namespace waferscope
