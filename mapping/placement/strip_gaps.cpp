#include "mapping/placement/strip_gaps.h"

#include "core/base/check.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace waferscope {

namespace {

PeSpan columnsOf(const PeRect& rect)
{
    return {rect.origin.x, rect.right()};
}

PeSpan rowsOf(const PeRect& rect)
{
    return {rect.origin.y, rect.bottom()};
}

PeSpan alongOf(const StripBed& bed, const PeRect& rect)
{
    return bed.runsSouth ? rowsOf(rect) : columnsOf(rect);
}

PeSpan acrossOf(const StripBed& bed, const PeRect& rect)
{
    return bed.runsSouth ? columnsOf(rect) : rowsOf(rect);
}

} // namespace

int StripBed::across(int thickness) const
{
    const int begin = runsSouth ? rest.origin.x : rest.origin.y;
    return isFromEnd ? begin + room() - thickness : begin;
}

StripGaps::StripGaps(const std::vector<PeRect>& obstacles)
    : m_obstacles(obstacles)
{
}

const std::vector<int>& StripGaps::thicknesses(const StripBed& bed)
{
    m_thicknesses.assign(1, bed.room());
    for (const PeRect& obstacle : m_obstacles) {
        if (!obstacle.overlaps(bed.rest))
            continue;
        const PeSpan across = acrossOf(bed, obstacle);
        const PeSpan rest = acrossOf(bed, bed.rest);
        const int clear = bed.isFromEnd ? rest.end - across.end : across.begin - rest.begin;
        if (clear > 0)
            m_thicknesses.push_back(clear);
    }
    std::sort(m_thicknesses.begin(), m_thicknesses.end());
    m_thicknesses.erase(std::unique(m_thicknesses.begin(), m_thicknesses.end()), m_thicknesses.end());
    return m_thicknesses;
}

void StripGaps::enter(const StripBed& bed, int thickness)
{
    m_gaps.clear();
    const int length = bed.length();
    const int begin = bed.across(thickness);
    for (const PeRect& obstacle : m_obstacles) {
        const PeSpan across = acrossOf(bed, obstacle);
        const PeSpan along = alongOf(bed, obstacle);
        const PeSpan gap{std::max(0, along.begin - bed.along()), std::min(length, along.end - bed.along())};
        if (across.begin >= begin + thickness || across.end <= begin || gap.begin >= gap.end)
            continue;
        m_gaps.push_back(bed.isReversed ? PeSpan{length - gap.end, length - gap.begin} : gap);
    }
    std::sort(m_gaps.begin(), m_gaps.end(), [](const PeSpan& a, const PeSpan& b) { return a.begin < b.begin; });
    m_free.clear();
    int from = 0;
    for (const PeSpan& gap : m_gaps) {
        if (gap.begin > from)
            m_free.push_back({from, gap.begin});
        from = std::max(from, gap.end);
    }
    m_free.push_back({from, std::numeric_limits<int>::max()});
}

int StripGaps::take(int length)
{
    const auto place = std::find_if(m_free.begin(), m_free.end(),
                                    [length](const PeSpan& free) { return free.end - free.begin >= length; });
    WAFERSCOPE_CHECK(place != m_free.end());
    return std::exchange(place->begin, place->begin + length);
}

} // namespace waferscope
