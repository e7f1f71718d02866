#include "emulator/step/fields/span_index.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

Interval SpanIndex::Entry::interval(std::int64_t i) const
{
    Interval interval = first;
    interval.start += period * i;
    interval.sample += stride * i;
    return interval;
}

std::int64_t SpanIndex::Entry::countBy(std::int64_t time, std::int64_t offset) const
{
    const std::int64_t since = time - first.start - offset;
    return since < 0 ? 0 : std::min(repeats, since / period + 1);
}

void SpanIndex::add(const Span& span)
{
    Entry entry;
    entry.first = {span.start.count(), span.length.count(), span.firstSample, span.samples, span.step, span.cause};
    entry.period = std::max<std::int64_t>(1, span.period.count());
    entry.repeats = span.repeats;
    entry.stride = span.sampleStride;
    entry.latestEnd = span.end().count();
    if (!m_spans.empty()) {
        const Entry& before = m_spans.back();
        WAFERSCOPE_CHECK(before.first.start <= entry.first.start);
        entry.latestEnd = std::max(entry.latestEnd, before.latestEnd);
        entry.repeatsBefore = before.repeatsBefore + before.repeats;
    }
    m_spans.push_back(entry);
}

std::size_t SpanIndex::begunSpans(std::int64_t time) const
{
    const auto later = std::upper_bound(m_spans.begin(), m_spans.end(), time,
                                        [](std::int64_t t, const Entry& entry) { return t < entry.first.start; });
    return static_cast<std::size_t>(later - m_spans.begin());
}

std::optional<Interval> SpanIndex::at(std::int64_t time) const
{
    for (std::size_t i = begunSpans(time); i-- > 0 && m_spans[i].latestEnd > time;) {
        const Interval interval = m_spans[i].interval(m_spans[i].countBy(time, 0) - 1);
        if (time < interval.end())
            return interval;
    }
    return std::nullopt;
}

std::int64_t SpanIndex::begun(std::int64_t time) const
{
    std::size_t i = begunSpans(time);
    if (i == 0)
        return 0;
    std::int64_t count = m_spans[i - 1].repeatsBefore + m_spans[i - 1].repeats;
    for (; i-- > 0 && m_spans[i].latestEnd > time;)
        count -= m_spans[i].repeats - m_spans[i].countBy(time, 0);
    return count;
}

std::int64_t SpanIndex::ended(std::int64_t time) const
{
    std::size_t i = begunSpans(time);
    if (i == 0)
        return 0;
    std::int64_t count = m_spans[i - 1].repeatsBefore + m_spans[i - 1].repeats;
    for (; i-- > 0 && m_spans[i].latestEnd > time;)
        count -= m_spans[i].repeats - m_spans[i].countBy(time, m_spans[i].first.length);
    return count;
}

void SpanIndex::append(std::vector<Interval>& intervals, std::int64_t first, std::int64_t last) const
{
    for (std::size_t i = begunSpans(last); i-- > 0 && m_spans[i].latestEnd > first;) {
        const Entry& entry = m_spans[i];
        const std::int64_t until = entry.countBy(last, 0);
        for (std::int64_t j = entry.countBy(first, entry.first.length); j < until; ++j)
            intervals.push_back(entry.interval(j));
    }
}

} // namespace waferscope
