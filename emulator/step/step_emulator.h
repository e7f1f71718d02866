#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "core/run/emulation.h"

#include <cstdint>
#include <memory>

namespace waferscope {

struct StepEmulatorConfig {
    std::int64_t steps = 2; ///< at least 1
    int threads = 0; ///< at most so many; 0 for all of the machine. Never changes the result.
};

/// The log so far: all of the first `steps` steps, which end at its watermark.
struct EmulationPartial : Partial {
    EmulationPartial(EventLog snapshot, std::int64_t ended)
        : log(std::move(snapshot))
        , steps(ended)
    {
    }
    EventLog log;
    std::int64_t steps;
};

/// Runs real training steps (inference: batches of requests) of a layout by the schedules of MODEL sections 3 and 4, in
/// whole cycles, and says where every cycle went (MODEL section 7a).
///
/// Pipelined. One whole sample moves at a time; the three column groups of a kernel work on different samples.
/// - Forward of a sample starts when all its inputs have arrived, the group is free, its streams have sent the sample
///   before, every consumer has a slot at the moment the first wavelet gets there, and the stash will have room when it
///   ends: as many samples between the end of forward and the end of the gradients as the evaluation has found to be
///   enough. (With recomputation as many are under way, though their inputs are not stored.)
/// - A stream carries a sample from the producer's start on, as it is produced: until the producer has ended and the
///   links have carried it, whichever is later; it has arrived `distance` later. A producer has no place for a sample
///   that its stream cannot take, so it does not start one before.
/// - A slot is taken when the first wavelet arrives and free when the consumer's forward (gradients: the producer's
///   gradients) of that sample has ended.
/// - Input and weight gradient start together when the consumers' gradients have arrived; behind a last kernel the loss
///   runs on the same two groups, right before them.
/// - The workers deliver a sample at a time into 2 slots, and one more for every level that an input jumps: at the pace
///   of MODEL section 5, or with the assumption `worker_jitter` when the queue of `WorkerQueue` has it. Then no step is
///   as the one before.
/// - After its last gradients a kernel updates; where several systems sum theirs, when that is done. The next step's
///   first sample enters when all have and the host has had its time.
///
/// Weight streaming. One layer at a time, micro-batch after micro-batch: see `recordStreaming`.
///
/// Fails with DoesNotFit, naming the first violation, for an illegal evaluation; with Usage for less than one step;
/// with Stopped within 50 ms of being asked to. Publishes EmulationPartial.
[[nodiscard]] Result<Emulation> emulateSteps(const Layout& layout, const Evaluation& evaluation,
                                             const Assumptions& assumptions, const StepEmulatorConfig& config = {},
                                             const JobControl& control = {});

} // namespace waferscope
