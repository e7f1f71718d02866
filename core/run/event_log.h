#pragma once

#include "core/base/quantity.h"
#include "core/base/strong_id.h"
#include "core/layout/phase.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace waferscope {

enum class StreamDirection { Forward, Backward };

/// Who does something.
struct KernelActor {
    KernelId kernel;
    friend bool operator==(const KernelActor&, const KernelActor&) = default;
};
struct StreamActor {
    EdgeId edge;
    StreamDirection direction = StreamDirection::Forward;
    friend bool operator==(const StreamActor&, const StreamActor&) = default;
};
struct WorkerActor {
    std::optional<int> worker; ///< by number, from 0; none for the input workers of a job together
    friend bool operator==(const WorkerActor&, const WorkerActor&) = default;
};
struct WeightStreamActor { ///< weights in (Forward) or gradients out (Backward) of one layer
    KernelId kernel;
    StreamDirection direction = StreamDirection::Forward;
    friend bool operator==(const WeightStreamActor&, const WeightStreamActor&) = default;
};
struct HostActor {
    friend bool operator==(const HostActor&, const HostActor&) = default;
};
using Actor = std::variant<KernelActor, StreamActor, WorkerActor, WeightStreamActor, HostActor>;

/// One stretch of work, or of waiting.
struct Interval {
    Cycles start{};
    Cycles length{};
    std::int64_t sample = 0; ///< first that it works on, of its step
    std::int64_t samples = 1;
    std::int64_t step = 0;
    StallCause cause = StallCause::None;

    [[nodiscard]] Cycles end() const { return start + length; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// `repeats` intervals of `length` cycles, `period` apart: one entry for a steady state, nothing is stored per sample.
/// The i-th works on sample firstSample + i * sampleStride. A steady state that comes round only every n samples is n
/// spans of stride n whose intervals lie between each other's. Whoever reads a span asks its functions, which alone
/// know what period, repeats and stride mean.
struct Span {
    Actor actor;
    Phase phase = Phase::Forward;
    StallCause cause = StallCause::None; ///< of stalls
    std::int64_t step = 0;
    std::int64_t firstSample = 0; ///< of the step
    std::int64_t sampleStride = 1; ///< samples from one interval to the next
    std::int64_t samples = 1; ///< worked on by one interval (streaming: a micro-batch)
    Cycles start{};
    Cycles length{};
    Cycles period{}; ///< from one start to the next; 0 only when it does not repeat
    std::int64_t repeats = 1; ///< intervals, at least 1

    /// The i-th, 0 <= i < repeats.
    [[nodiscard]] Interval interval(std::int64_t i) const
    {
        return {start + period * i, length, firstSample + sampleStride * i, samples, step, cause};
    }
    [[nodiscard]] Cycles end() const { return start + period * (repeats - 1) + length; } ///< of its last interval

    /// visit(const Interval&) for all of them.
    template <typename Visit>
    void forEachInterval(Visit visit) const
    {
        for (std::int64_t i = 0; i < repeats; ++i)
            visit(interval(i));
    }

    /// Intervals that have begun, and ended, at or before a time.
    [[nodiscard]] std::int64_t begun(Cycles time) const { return startsWithin(time - start); }
    [[nodiscard]] std::int64_t ended(Cycles time) const { return startsWithin(time - start - length); }

    /// The interval at work at a time, if any; where they overlap, the last to have begun.
    [[nodiscard]] std::optional<Interval> at(Cycles time) const
    {
        const std::int64_t count = begun(time);
        return count > ended(time) ? std::optional(interval(count - 1)) : std::nullopt;
    }

    friend bool operator==(const Span&, const Span&) = default;

private:
    /// Intervals that start at most so long after the first.
    [[nodiscard]] std::int64_t startsWithin(Cycles since) const
    {
        if (since.count() < 0)
            return 0;
        return repeats == 1 ? 1 : std::min(repeats, since.count() / period.count() + 1);
    }
};

/// An immutable piece of a log, sorted by start.
using SpanChunk = std::shared_ptr<const std::vector<Span>>;

/// "kernel 3", "stream 5 backward", "input workers", "input worker 3", "weights of 2", "gradients of 2", "host": ids,
/// not names.
[[nodiscard]] std::string nameOf(const Actor& actor);

/// A snapshot of what has been emulated: chunks and the time up to which nothing will be added any more.
struct EventLog {
    std::vector<SpanChunk> chunks;
    Cycles watermark;
};

} // namespace waferscope
