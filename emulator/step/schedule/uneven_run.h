#pragma once

#include "emulator/host/worker_queue.h"
#include "emulator/step/schedule/micro_batch_run.h"

#include <deque>
#include <vector>

namespace waferscope {

/// The steps of a run whose workers differ, one after the other: as `runMicroBatches` says, but for the samples of a
/// micro-batch, each of which comes when a worker has it. The first step finds the queue as one at the even pace would;
/// each other one finds what the step before has left.
class UnevenRun {
public:
    UnevenRun(const MicroBatchPace& pace, WorkerQueue workers);

    [[nodiscard]] MicroBatchRun next();

private:
    void deliver(std::int64_t freed); ///< the next micro-batch, into a place that was freed then
    std::int64_t start(std::int64_t ready); ///< the next micro-batch on the fabric
    [[nodiscard]] const MicroBatchPace::Part& partOf(std::int64_t microBatch) const;
    [[nodiscard]] std::vector<MicroBatchDelivery> takeDeliveries(std::int64_t length);

    MicroBatchPace m_pace;
    WorkerQueue m_workers;
    std::int64_t m_ofStep = 0; ///< micro-batches
    std::int64_t m_next = 0; ///< micro-batch that is delivered next, of its step
    std::int64_t m_delivered = 0; ///< the last one; cycles from the step's start, as all that follows
    std::deque<std::int64_t> m_waiting; ///< when those that are not on the fabric yet are there
    std::vector<MicroBatchDelivery> m_deliveries; ///< that are in no step yet
};

} // namespace waferscope
