#pragma once

#include <cstdint>

namespace waferscope {

/// The largest share when `whole` is cut into `parts` as evenly as whole numbers allow; whole >= 0, parts >= 1.
constexpr std::int64_t ceilDivide(std::int64_t whole, std::int64_t parts)
{
    return (whole + parts - 1) / parts;
}

} // namespace waferscope
