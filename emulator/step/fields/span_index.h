#pragma once

#include "core/run/event_log.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// Spans of one actor and phase, arranged to be asked about a time in cycles. Their intervals do not overlap.
class SpanIndex {
public:
    /// In the order of their starts.
    void add(const Span& span);

    [[nodiscard]] bool empty() const { return m_spans.empty(); }

    /// The interval at work at a time, if any.
    [[nodiscard]] std::optional<Interval> at(std::int64_t time) const;

    /// Intervals that have begun, and ended, at or before a time.
    [[nodiscard]] std::int64_t begun(std::int64_t time) const;
    [[nodiscard]] std::int64_t ended(std::int64_t time) const;

    /// All intervals that are at work some time in first .. last, both included.
    void append(std::vector<Interval>& intervals, std::int64_t first, std::int64_t last) const;

private:
    struct Entry {
        Span span;
        Cycles latestEnd; ///< of this span and all before it
        std::int64_t intervals = 0; ///< of this span and all before it
    };

    [[nodiscard]] std::size_t begunSpans(Cycles time) const;
    /// Intervals of all spans, those that may still be at work counted by `of(span)`.
    template <typename Of>
    [[nodiscard]] std::int64_t countBy(Cycles time, Of of) const;

    std::vector<Entry> m_spans;
};

} // namespace waferscope
