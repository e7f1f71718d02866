#pragma once

#include "emulator/step/schedule/start_sequence.h"
#include "model/streaming/streamed_step.h"

#include <array>
#include <cstdint>
#include <vector>

namespace waferscope {

/// What the micro-batches of a streamed step wait for, in cycles.
struct MicroBatchPace {
    /// One of the step's micro-batches, or several that are alike.
    struct Part {
        std::int64_t count = 1;
        std::int64_t turn =
            0; ///< from the start of the micro-batch before to when the fabric and the weights are ready
        std::int64_t input = 0; ///< in which the workers deliver the samples of one
        std::int64_t samples = 1; ///< of one
    };
    std::vector<Part> parts; ///< in the order they run; none is empty
    std::int64_t firstWeights = 0; ///< from the step's start to the first one's weights
    std::int64_t close = 0; ///< from the start of the last one to the step's end
};

/// The queue before the wafer: what the next deliveries and starts hang on, in cycles from a step's start.
struct MicroBatchQueue {
    std::int64_t delivered = 0; ///< the last micro-batch
    std::array<std::int64_t, kQueuedMicroBatches> freed{}; ///< its places, in the order in which they are filled
    std::int64_t started = 0; ///< the last micro-batch, on the fabric

    [[nodiscard]] MicroBatchQueue since(std::int64_t cycle) const;
    friend bool operator==(const MicroBatchQueue&, const MicroBatchQueue&) = default;
};

/// A micro-batch on its way into the queue.
struct MicroBatchDelivery {
    std::int64_t microBatch = 0; ///< of its step
    std::int64_t samples = 1;
    std::int64_t start = 0; ///< cycle of the step in which it is
    std::int64_t length = 0; ///< cycles, those in other steps apart
};

/// When the micro-batches of a step begin, in cycles from its start.
struct MicroBatchRun {
    struct Part {
        std::int64_t first = 0; ///< micro-batch
        StartSequence starts; ///< on the fabric
        StartSequence deliveries; ///< of their input, by the workers; those of earlier steps are below 0
    };
    std::vector<Part> parts; ///< as in the pace
    std::int64_t length = 0; ///< of the step
    MicroBatchQueue found; ///< when it begins
    std::vector<MicroBatchDelivery> handed; ///< in this step, where workers differ; then no part has deliveries
};

/// A step of a long run, from event to event. The workers deliver one micro-batch after the other, as soon as one of
/// the `kQueuedMicroBatches` places of the queue before the wafer is free, whatever step it is of; a place is free when
/// the micro-batch in it has started. A micro-batch starts when its input is there, the one before has ended and its
/// first weights have come. The steps before are run until one leaves the queue as it has found it: that is the step.
/// Micro-batches that repeat each other take no time.
[[nodiscard]] MicroBatchRun runMicroBatches(const MicroBatchPace& pace);

} // namespace waferscope
