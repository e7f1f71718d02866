#pragma once

#include "app/cli/command.h"
#include "core/validation/validation.h"

#include <string>

namespace waferscope {

/// A line a measurement, what was fitted, and by how much the model is off in each mode.
[[nodiscard]] std::string validationText(const Validation& validation, Emphasis emphasis);

} // namespace waferscope
