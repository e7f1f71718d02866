#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace waferscope {

/// An ONNX model without the numbers of its large tensors.
struct TrimmedOnnx {
    /// A ModelProto. A tensor of more than 4 KB has external data at location "" (the file itself), with offset and
    /// length, and "encoding" = "varints" where its elements are protobuf's varints. A large tensor in a form that is
    /// not one run of numbers has no data at all.
    std::string bytes;
    std::uint64_t fileSize = 0; ///< bytes of the whole file
};

/// Walks the protobuf wire format of a file and skips large payloads, wherever tensors may lie: initializers,
/// attributes, subgraphs, functions. Memory is bounded by what is kept (32 MiB, two million fields) whatever the file
/// says. Fails with one sentence that names file and byte when the file ends early, nests too deeply, or is no
/// protobuf.
[[nodiscard]] Result<TrimmedOnnx> trimOnnx(const std::string& path);

/// The same of a file that is in memory; `path` names it in messages.
[[nodiscard]] Result<TrimmedOnnx> trimOnnxBytes(std::string_view bytes, const std::string& path);

} // namespace waferscope
