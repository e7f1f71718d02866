#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "emulator/host/worker_queue.h"
#include "emulator/step/schedule/start_sequence.h"
#include "model/pipelined/pipeline_model.h"

#include <vector>

namespace waferscope {

/// When everything of one step starts, in cycles from the step's start.
struct PipelineSchedule {
    std::int64_t samples = 0;
    SteadyState steady;
    std::vector<StartSequence> inputs; ///< of the workers, by replica of the network; empty without inputs
    std::vector<std::vector<int>> workers; ///< by replica and sample: whose it is; empty where all are at one pace
    std::vector<StartSequence> forward; ///< by stage
    std::vector<StartSequence> backward; ///< by stage: of loss and gradients; empty for inference
};

/// The earliest schedule of one step: nothing starts later than its reasons ask (MODEL section 3, Schedule).
///
/// Everything takes a known time and every group, stream and buffer serves the samples in order, so the step is a timed
/// event graph: the start of a piece of work is the latest of a few earlier ones plus constants. The forward of sample
/// b leans on b's forward at producers (a lower KernelId) and on samples before b; its gradients lean on b's forward,
/// b's gradients at consumers (a higher KernelId) and on samples before b. So one pass over the samples, forward in
/// topological order and back in reverse, meets every reason before what it holds up, and gives the same times as a
/// queue of events would.
///
/// Such a system comes round: as soon as everything within the reach of the oldest reason repeats, shifted by a
/// constant, so does all the rest. That is looked for, and the rest is not computed one by one.
///
/// With `workers` every sample comes when they have it, no step is as the one before and none becomes steady; null
/// where all workers keep one pace. What begins later because a worker was late has the cause Worker, in all kernels
/// that the sample passes. Fails with DoesNotFit for a batch too large to be emulated sample by sample.
[[nodiscard]] Result<PipelineSchedule> schedulePipeline(const PipelineModel& model, const JobControl& control,
                                                        WorkerQueue* workers = nullptr);

} // namespace waferscope
