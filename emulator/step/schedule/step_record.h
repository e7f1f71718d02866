#pragma once

#include "core/run/emulation.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// One emulated step, in cycles from its start. The next one begins when all weights are new and the host has had its
/// time, and finds every buffer empty (streaming: the queue of input as this one leaves it).
struct StepRecord {
    std::vector<Span> spans; ///< in the log's order; of step 0
    std::int64_t length = 0; ///< cycles, with update and host
    std::int64_t firstCompletion = 0; ///< the first sample has all its gradients (inference: outputs)
    std::int64_t lastCompletion = 0;
    std::int64_t steady = 0; ///< cycles between the completions that count for the rate
    std::int64_t steadySamples = 0; ///< samples that complete in them, on all systems
    std::vector<KernelTime> kernels; ///< of this step; unnamed
    StallCycles lost{}; ///< at the limiting resource
};

/// Puts spans in the log's order: by start, then actor, phase and sample.
void sortSpans(std::vector<Span>& spans);

} // namespace waferscope
