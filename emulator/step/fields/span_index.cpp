#include "emulator/step/fields/span_index.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

void SpanIndex::add(const Span& span)
{
    Entry entry{span, span.end(), span.begun(span.end())};
    if (!m_spans.empty()) {
        const Entry& before = m_spans.back();
        WAFERSCOPE_CHECK(before.span.start <= span.start);
        entry.latestEnd = std::max(entry.latestEnd, before.latestEnd);
        entry.intervals += before.intervals;
    }
    m_spans.push_back(entry);
}

std::size_t SpanIndex::begunSpans(Cycles time) const
{
    const auto later = std::upper_bound(m_spans.begin(), m_spans.end(), time,
                                        [](Cycles t, const Entry& entry) { return t < entry.span.start; });
    return static_cast<std::size_t>(later - m_spans.begin());
}

std::optional<Interval> SpanIndex::at(std::int64_t time) const
{
    const Cycles now{time};
    for (std::size_t i = begunSpans(now); i-- > 0 && m_spans[i].latestEnd > now;)
        if (const std::optional<Interval> interval = m_spans[i].span.at(now))
            return interval;
    return std::nullopt;
}

template <typename Of>
std::int64_t SpanIndex::countBy(Cycles time, Of of) const
{
    std::int64_t count = 0;
    std::size_t i = begunSpans(time);
    for (; i > 0 && m_spans[i - 1].latestEnd > time; --i)
        count += of(m_spans[i - 1].span);
    return i > 0 ? count + m_spans[i - 1].intervals : count;
}

std::int64_t SpanIndex::begun(std::int64_t time) const
{
    return countBy(Cycles{time}, [time](const Span& span) { return span.begun(Cycles{time}); });
}

std::int64_t SpanIndex::ended(std::int64_t time) const
{
    return countBy(Cycles{time}, [time](const Span& span) { return span.ended(Cycles{time}); });
}

void SpanIndex::append(std::vector<Interval>& intervals, std::int64_t first, std::int64_t last) const
{
    const Cycles from{first};
    for (std::size_t i = begunSpans(Cycles{last}); i-- > 0 && m_spans[i].latestEnd > from;) {
        const Span& span = m_spans[i].span;
        const std::int64_t until = span.begun(Cycles{last});
        for (std::int64_t j = span.ended(from); j < until; ++j)
            intervals.push_back(span.interval(j));
    }
}

} // namespace waferscope
