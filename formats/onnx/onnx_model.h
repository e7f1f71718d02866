#pragma once

#include "core/base/result.h"
#include "core/network/network.h"

#include <onnx/onnx_pb.h>

namespace waferscope {

/// A network of blocks as an ONNX model without its weights: nodes, inputs, outputs and the small constants. The opset
/// is the lowest that has all operators.
[[nodiscard]] Result<onnx::ModelProto> onnxModelOf(const Network& network);

/// Name, type and shape of a stored tensor of floats; its numbers are the caller's to add.
[[nodiscard]] onnx::TensorProto onnxWeightOf(const Network& network, TensorId tensor);

/// The stored tensors whose numbers a model of onnxModelOf() lacks: parameters and statistics.
[[nodiscard]] std::vector<TensorId> onnxWeights(const Network& network);

} // namespace waferscope
