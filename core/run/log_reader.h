#pragma once

#include "core/run/event_log.h"

#include <optional>

namespace waferscope {

/// An interval of a log and the span that it is of.
struct FoundInterval {
    const Span& span; ///< the log's
    Interval interval;

    /// How much of it has passed at a time, 0 .. 1.
    [[nodiscard]] double shareBy(Cycles time) const
    {
        return static_cast<double>((time - interval.start).count()) / static_cast<double>(interval.length.count());
    }
};

/// A log, read from its first span to its last. The log must outlive it.
class LogReader {
public:
    explicit LogReader(const EventLog& log)
        : m_log(log)
    {
    }

    /// visit(const Span&) for every span, in the order of the chunks.
    template <typename Visit>
    void forEachSpan(Visit visit) const
    {
        for (const SpanChunk& chunk : m_log.chunks)
            for (const Span& span : *chunk)
                visit(span);
    }

    /// visit(const Who&, const Span&) for every span of one kind of actor.
    template <typename Who, typename Visit>
    void forEachSpanOf(Visit visit) const
    {
        forEachSpan([&](const Span& span) {
            if (const auto* who = std::get_if<Who>(&span.actor))
                visit(*who, span);
        });
    }

    /// What one kind of actor is at, at a time: the first span with an interval then that wanted(const Who&, const
    /// Span&) takes.
    template <typename Who, typename Wanted>
    [[nodiscard]] std::optional<FoundInterval> findAt(Cycles time, Wanted wanted) const
    {
        for (const SpanChunk& chunk : m_log.chunks)
            for (const Span& span : *chunk) {
                const auto* who = std::get_if<Who>(&span.actor);
                if (!who || !wanted(*who, span))
                    continue;
                if (const std::optional<Interval> interval = span.at(time))
                    return FoundInterval{span, *interval};
            }
        return std::nullopt;
    }

private:
    const EventLog& m_log;
};

} // namespace waferscope
