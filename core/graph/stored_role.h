#pragma once

#include "core/graph/tensor.h"

#include <string_view>

namespace waferscope {

/// What a tensor that a file stores is to training, as far as its name, type and shape tell: the one rule of all
/// readers. Parameter for floats; Statistic for floats that are kept but not trained (running means, rotary
/// frequencies, causal masks ...); Constant for whole numbers and truth values, which only operators that unpack them
/// make weights of (tensorRoles). Names are parts joined by dots or slashes, as PyTorch, TensorFlow and llama.cpp write
/// them; a trailing "weight" counts as part of the name before it.
[[nodiscard]] TensorRole storedRoleOf(std::string_view name, DataType type, const SymbolicShape& shape);

} // namespace waferscope
