#pragma once

#include "formats/onnx/onnx_operator_writer.h"

namespace waferscope {

/// Attention as ONNX Runtime fuses it (com.microsoft.Attention, QAttention, MultiHeadAttention, GroupQueryAttention)
/// and as ONNX itself has it since version 23: the products that it stands for, [batch, sequence, heads x size] in and
/// out. Masks, scales and rotary tables change no count and are left out. False for other operators, and for forms
/// that are not known.
[[nodiscard]] bool addPlainAttention(const Operator& given, OnnxOperatorWriter& writer);

} // namespace waferscope
