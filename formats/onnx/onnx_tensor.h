#pragma once

#include "core/base/result.h"
#include "core/network/network.h"

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <string>

namespace waferscope {

/// The file that a model came from, as its tensors need it.
struct OnnxFile {
    std::string path; ///< as the person named it
    std::uint64_t size = 0; ///< bytes
};

[[nodiscard]] DataType dataTypeOf(std::int32_t elementType); ///< of TensorProto.DataType

/// A stored tensor: type, shape, where its numbers lie, the numbers themselves where they are few. `role` is what
/// storedRoleOf() says. Fails when dims are negative, when the payload's length is not that of the
/// shape, and when its file is outside the model's folder.
[[nodiscard]] Result<Tensor> readOnnxTensor(const onnx::TensorProto& proto, const OnnxFile& file);

} // namespace waferscope
