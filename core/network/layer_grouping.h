#pragma once

#include "core/graph/network_source.h"

#include <string_view>
#include <vector>

namespace waferscope {

/// What people would call an operator, given the roles of its inputs.
[[nodiscard]] LayerKind layerKindOf(const Operator& subject, const std::vector<TensorRole>& roles);

/// Whether an operator only shows the same elements under another shape or order: Identity, Reshape, Flatten, Squeeze,
/// Unsqueeze, Transpose. Views hold no activations of their own.
[[nodiscard]] bool isView(std::string_view type);

/// The source's layers, then one for each operator that computes an activation and is in none. A view, and the Add of a
/// stored bias, joins the layer whose last operator it alone reads. Names are the operators' or their outputs', unique.
[[nodiscard]] std::vector<LayerOutline> groupedLayers(const NetworkSource& source,
                                                      const std::vector<TensorRole>& roles);

} // namespace waferscope
