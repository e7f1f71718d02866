#pragma once

#include <cstddef>

namespace waferscope {

struct Range {
    float least = 0.0F;
    float most = 0.0F;
};

/// Least and most of at least one value, none of them NaN.
[[nodiscard]] Range rangeOf(const float* values, std::size_t size);

} // namespace waferscope
