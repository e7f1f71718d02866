#pragma once

#include "core/graph/network_source.h"

namespace waferscope {

/// Adds to a source the operators that one of packed (quantised) numbers, or a fused one of ONNX Runtime, stands for:
/// products of activations and weights, counted and mapped like those of any other network. Stored whole numbers are
/// unpacked by a DequantizeLinear, so that they are trained and their scales are not. False, with nothing added, for
/// operators that stand for themselves.
[[nodiscard]] bool addPlainOperators(const Operator& given, NetworkSource& source);

} // namespace waferscope
