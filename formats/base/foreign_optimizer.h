#pragma once

#include "core/machine/execution.h"

#include <optional>
#include <string>

namespace waferscope {

/// The optimizer that a library calls so, in small letters: "adamw", or "sgd" with a momentum. None where we have no
/// such.
[[nodiscard]] std::optional<Optimizer> optimizerCalled(const std::string& name, double momentum);

/// The note about one that we have not.
[[nodiscard]] std::string unknownOptimizer(const std::string& name);

} // namespace waferscope
