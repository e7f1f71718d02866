#pragma once

#include "core/run/event_log.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// One interval of a span.
struct Interval {
    std::int64_t start = 0;
    std::int64_t length = 0;
    std::int64_t sample = 0; ///< first that it works on, of its step
    std::int64_t samples = 1;
    std::int64_t step = 0;
    StallCause cause = StallCause::None;

    [[nodiscard]] std::int64_t end() const { return start + length; }
};

/// Spans of one actor and phase, arranged to be asked about a time. Their intervals do not overlap. Times are cycles.
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
        Interval first;
        std::int64_t period = 1;
        std::int64_t repeats = 1;
        std::int64_t stride = 1;
        std::int64_t latestEnd = 0; ///< of this span and all before it
        std::int64_t repeatsBefore = 0; ///< of all spans before it

        [[nodiscard]] Interval interval(std::int64_t i) const;
        /// Intervals whose start plus `offset` is at or before a time.
        [[nodiscard]] std::int64_t countBy(std::int64_t time, std::int64_t offset) const;
    };

    [[nodiscard]] std::size_t begunSpans(std::int64_t time) const;

    std::vector<Entry> m_spans;
};

} // namespace waferscope
