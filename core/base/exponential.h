#pragma once

#include "core/base/random.h"

#include <cmath>

namespace waferscope {

/// A draw from the exponential distribution of mean 1, by its inverse; at most 37.
[[nodiscard]] inline double exponential(Random& random)
{
    constexpr double kParts = 9007199254740992.0; // 2^53: u in 0 .. 1, without 1
    return -std::log1p(-static_cast<double>(random.next() >> 11) / kParts);
}

} // namespace waferscope
