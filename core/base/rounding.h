#pragma once

#include <cstdint>

namespace waferscope {

/// The largest share when `whole` is cut into `parts` as evenly as whole numbers allow; whole >= 0, parts >= 1.
constexpr std::int64_t ceilDivide(std::int64_t whole, std::int64_t parts)
{
    return (whole + parts - 1) / parts;
}

/// What the i-th part gets then: the first of them the largest share, those behind one less where it does not divide.
constexpr std::int64_t shareAt(std::int64_t whole, std::int64_t parts, std::int64_t i)
{
    return whole / parts + (i < whole % parts ? 1 : 0);
}

} // namespace waferscope
