#pragma once

#include "core/base/quantity.h"
#include "core/validation/validation.h"

#include <string>

namespace waferscope {

/// The object that `wafer validate` prints (CONTRACT section 3): one line a value, keys sorted.
[[nodiscard]] std::string validationJson(const Validation& validation, Seconds spent);

} // namespace waferscope
