#pragma once

#include "core/base/result.h"
#include "core/network/network.h"
#include "formats/onnx/onnx_tensor.h"

#include <onnx/onnx_pb.h>

namespace waferscope {

/// Operators, tensors and inputs of a model, with branches of If and local functions written out in place. A branch is
/// chosen by its condition where shapes decide it, and is the `then` branch, with a warning, where data do. Fails when
/// a tensor has no producer or two, when operators form a cycle, and when functions call each other too deeply.
[[nodiscard]] Result<NetworkSource> readOnnxGraph(const onnx::ModelProto& model, const OnnxFile& file);

} // namespace waferscope
