#pragma once

#include "core/base/dimensions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// Names in an expression over sizes, as exporters write extents: "2*seq + 1", "past_length + sequence_length",
/// "floor(height/2)", "Max(1, batch)". Each once, in order of appearance. Nothing for a plain name or number, and for
/// what is no expression.
[[nodiscard]] std::optional<std::vector<std::string>> sizesIn(std::string_view expression);

/// The value of an expression; divisions round down. Nothing where a name has no value, a division is by zero or a step
/// passes 2^53.
[[nodiscard]] std::optional<std::int64_t> valueOf(std::string_view expression, const Dimensions& sizes);

} // namespace waferscope
