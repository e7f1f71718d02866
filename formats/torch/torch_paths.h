#pragma once

#include "formats/torch/torch_scope.h"

#include <string>

namespace waferscope {

/// "encoder.layers.0.linear1" as "encoder/layers/0/linear1".
[[nodiscard]] std::string torchPath(std::string_view qualifiedName);

/// What a person would call the layer of a node: the module whose parameters it uses, or the module that it belongs to,
/// with the operator's name behind where the module does more than that.
[[nodiscard]] std::string torchLayerPath(const nlohmann::json& node, const TorchFrame& frame, std::string_view name);

} // namespace waferscope
