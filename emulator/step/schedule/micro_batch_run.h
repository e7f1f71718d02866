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
    };
    std::vector<Part> parts; ///< in the order they run; none is empty
    std::int64_t firstWeights = 0; ///< from the step's start to the first one's weights
    std::int64_t close = 0; ///< from the start of the last one to the step's end
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
};

/// A step of a long run, from event to event. The workers deliver one micro-batch after the other, as soon as one of
/// the `kQueuedMicroBatches` places of the queue before the wafer is free, whatever step it is of; a place is free when
/// the micro-batch in it has started. A micro-batch starts when its input is there, the one before has ended and its
/// first weights have come. The steps before are run until one leaves the queue as it has found it: that is the step.
/// Micro-batches that repeat each other take no time.
[[nodiscard]] MicroBatchRun runMicroBatches(const MicroBatchPace& pace);

} // namespace waferscope
