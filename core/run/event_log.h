#pragma once

#include "core/base/quantity.h"
#include "core/base/strong_id.h"
#include "core/layout/phase.h"

#include <cstdint>
#include <memory>
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
struct WorkerActor { ///< the input workers of a job together
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

/// `repeats` intervals of `length` cycles, `period` apart: one entry for a steady state, nothing is stored per sample.
/// The i-th works on sample firstSample + i * sampleStride. A steady state that comes round only every n samples is n
/// spans of stride n whose intervals lie between each other's.
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
    Cycles period{}; ///< 0 when it does not repeat
    std::int64_t repeats = 1;

    [[nodiscard]] Cycles end() const { return start + period * (repeats - 1) + length; }
    friend bool operator==(const Span&, const Span&) = default;
};

/// An immutable piece of a log, sorted by start.
using SpanChunk = std::shared_ptr<const std::vector<Span>>;

/// "kernel 3", "stream 5 backward", "input workers", "weights of 2", "gradients of 2", "host": ids, not names.
[[nodiscard]] std::string nameOf(const Actor& actor);

/// A snapshot of what has been emulated: chunks and the time up to which nothing will be added any more.
struct EventLog {
    std::vector<SpanChunk> chunks;
    Cycles watermark;
};

} // namespace waferscope
