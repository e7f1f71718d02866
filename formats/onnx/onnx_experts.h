#pragma once

#include "formats/onnx/onnx_operator_writer.h"

namespace waferscope {

/// A mixture of experts as ONNX Runtime fuses it (com.microsoft.MoE, and QMoE with packed weights): the products of the
/// `k` experts that a position goes through. False for other operators, and for forms that are not known.
[[nodiscard]] bool addPlainExperts(const Operator& given, OnnxOperatorWriter& writer);

} // namespace waferscope
