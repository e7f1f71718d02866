#pragma once

#include "core/run/event_log.h"

#include <algorithm>
#include <cstddef>

namespace waferscope {

/// A stretch of time cut into bins of one width: pixels of a timeline, points of a chart.
class TimeBins {
public:
    /// So many bins, at least one, over [from, to).
    TimeBins(Cycles from, Cycles to, std::size_t count)
        : m_from(from)
        , m_to(to)
        , m_count(std::max<std::size_t>(1, count))
        , m_width(std::max(1e-9, static_cast<double>((to - from).count()) / static_cast<double>(m_count)))
    {
    }

    [[nodiscard]] std::size_t count() const { return m_count; }

    /// add(bin, share) for every bin that a span is at work in: the share of the bin's time that its intervals take.
    /// Intervals a bin or more apart come one by one, only those inside; finer ones, which nobody could tell apart,
    /// evenly from the start of the first to the end of the last.
    template <typename Add>
    void spread(const Span& span, Add add) const
    {
        if (span.repeats > 1 && static_cast<double>(span.period.count()) < m_width) {
            const double all = static_cast<double>((span.end() - span.start).count());
            addStretch(span.start, span.end(), static_cast<double>((span.length * span.repeats).count()) / all, add);
            return;
        }
        const std::int64_t begun = span.begun(m_to);
        for (std::int64_t i = span.ended(m_from); i < begun; ++i)
            addStretch(span.interval(i).start, span.interval(i).end(), 1.0, add);
    }

private:
    /// Of a stretch of time, all of the same density.
    template <typename Add>
    void addStretch(Cycles start, Cycles end, double density, const Add& add) const
    {
        const double first = std::max(0.0, place(start));
        const double last = std::min(static_cast<double>(m_count), place(end));
        for (auto bin = static_cast<std::size_t>(first); static_cast<double>(bin) < last; ++bin) {
            const double left = static_cast<double>(bin);
            add(bin, density * (std::min(last, left + 1.0) - std::max(first, left)));
        }
    }

    /// In bins from the first one's left edge.
    [[nodiscard]] double place(Cycles time) const { return static_cast<double>((time - m_from).count()) / m_width; }

    Cycles m_from;
    Cycles m_to;
    std::size_t m_count;
    double m_width; ///< cycles
};

} // namespace waferscope
