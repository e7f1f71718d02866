#include "emulator/step/fields/range_of.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace waferscope {

namespace {

Range rangeOneByOne(const float* values, std::size_t size, Range range)
{
    for (std::size_t i = 0; i < size; ++i)
        range = {std::min(range.least, values[i]), std::max(range.most, values[i])};
    return range;
}

} // namespace

#ifdef __SSE2__

/// Four at a time, in two registers each: the compiler does not see that it may, and this was half of a frame's time.
Range rangeOf(const float* values, std::size_t size)
{
    constexpr std::size_t kAtOnce = 8;
    if (size < kAtOnce)
        return rangeOneByOne(values, size, {values[0], values[0]});
    __m128 least[] = {_mm_loadu_ps(values), _mm_loadu_ps(values + 4)};
    __m128 most[] = {least[0], least[1]};
    std::size_t i = kAtOnce;
    for (; i + kAtOnce <= size; i += kAtOnce) {
        const __m128 first = _mm_loadu_ps(values + i);
        const __m128 second = _mm_loadu_ps(values + i + 4);
        least[0] = _mm_min_ps(least[0], first);
        least[1] = _mm_min_ps(least[1], second);
        most[0] = _mm_max_ps(most[0], first);
        most[1] = _mm_max_ps(most[1], second);
    }
    float lanes[8];
    _mm_storeu_ps(lanes, _mm_min_ps(least[0], least[1]));
    _mm_storeu_ps(lanes + 4, _mm_max_ps(most[0], most[1]));
    const Range range{*std::min_element(lanes, lanes + 4), *std::max_element(lanes + 4, lanes + 8)};
    return rangeOneByOne(values + i, size - i, range);
}

#else

Range rangeOf(const float* values, std::size_t size)
{
    return rangeOneByOne(values, size, {values[0], values[0]});
}

#endif

} // namespace waferscope
