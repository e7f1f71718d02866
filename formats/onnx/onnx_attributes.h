#pragma once

#include "core/graph/graph_builder.h"

#include <onnx/onnx_pb.h>

namespace waferscope {

/// The attributes of a node that are numbers, texts or lists of them; a small tensor of one number counts as one.
/// Inside a function an attribute may refer to one of the caller's, `outer`.
[[nodiscard]] Attributes readOnnxAttributes(const onnx::NodeProto& node, const Attributes& outer);

/// An attribute of a node as it is written; null when absent.
[[nodiscard]] const onnx::AttributeProto* findOnnxAttribute(const onnx::NodeProto& node, const char* name);

/// "Conv" for ONNX's own domain, "com.microsoft.Gelu" for others.
[[nodiscard]] std::string onnxTypeName(const std::string& domain, const std::string& type);

} // namespace waferscope
