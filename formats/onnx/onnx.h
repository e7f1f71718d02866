#pragma once

#include "core/base/result.h"
#include "core/network/network.h"

#include <string>
#include <string_view>

namespace waferscope {

/// A model as read, and a hash of its structure (everything but large payloads) and file size.
struct OnnxModel {
    NetworkSource source;
    std::uint64_t hash = 0;
};

/// Reads an ONNX file: its structure only, in bounded memory. One sentence on failure, with file and, where the file
/// itself is broken, byte.
[[nodiscard]] Result<OnnxModel> readOnnx(const std::string& path);

/// The same of a file that is in memory; `path` names it in messages, and external data lie relative to it.
[[nodiscard]] Result<OnnxModel> readOnnxBytes(std::string_view bytes, const std::string& path);

/// Whether the first bytes of a file may begin an ONNX model.
[[nodiscard]] bool looksLikeOnnx(std::string_view start);

} // namespace waferscope
