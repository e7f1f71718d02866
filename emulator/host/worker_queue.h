#pragma once

#include "model/host/host_ticks.h"

#include <cstdint>
#include <queue>
#include <vector>

namespace waferscope {

/// Input workers of which some take longer for a sample than others.
struct UnevenWorkers {
    HostTicks ticks;
    std::int64_t input = 1; ///< cycles in which one system takes a sample at the even pace
    std::int64_t workers = 1;
    double jitter = 0.0; ///< mean extra share of a worker's time
    std::uint64_t seed = 1;
};

[[nodiscard]] bool takeTheirTimeEvenly(const Assumptions& assumptions);
[[nodiscard]] UnevenWorkers unevenWorkers(const LayoutProblem& problem, const Assumptions& assumptions);

/// The queues of a job's input workers before one of its systems (MODEL section 5), sample by sample.
///
/// The samples of the job, those of its systems in turn, are read from the storage that all share, one after the other,
/// each once the sample `kAhead` times the number of workers before it has entered its system. The worker that is free
/// first, of several the first by number, takes it, and for w x (1 + jitter x d) ticks works on nothing else; d is
/// drawn for each sample from an exponential distribution of mean 1. Samples enter in order. What is watched is the
/// job's first system; the others' samples are taken to enter evenly between its own.
///
/// When the run begins all queues are full. So, all being sums and maxima: without jitter nothing is later than the
/// even pace allows; with more of it, or fewer workers, nothing is earlier.
class WorkerQueue {
public:
    explicit WorkerQueue(const UnevenWorkers& workers);

    /// How the next sample comes to the system.
    struct Delivery {
        std::int64_t start = 0; ///< cycle from which on it enters, for `input` cycles
        int worker = 0; ///< that had it
        bool late = false; ///< the worker did not have it at `earliest`
    };
    /// For a system that could take it from the cycle `earliest` on, which is no less than `input` after the start of
    /// the one before.
    Delivery deliver(std::int64_t earliest);

    /// From now on cycles count from one that is so many later.
    void countFrom(std::int64_t cycle) { m_origin += cycle * m_workers.ticks.ofCycle; }

    [[nodiscard]] std::int64_t input() const { return m_workers.input; }

private:
    struct Free {
        std::int64_t tick = 0;
        int worker = 0;
        friend auto operator<=>(const Free&, const Free&) = default;
    };
    struct Ready {
        std::int64_t tick = 0;
        int worker = 0;
    };

    /// The next sample of the job, from storage and through a worker.
    Ready prepare();
    [[nodiscard]] std::int64_t workOn(std::int64_t sample) const; ///< ticks
    /// When a sample of the job entered its system; long ago for those before the run.
    [[nodiscard]] std::int64_t entered(std::int64_t sample) const;

    UnevenWorkers m_workers;
    std::int64_t m_ahead; ///< samples of the job
    std::int64_t m_origin = 0; ///< ticks
    std::int64_t m_read; ///< tick at which storage has given the last sample
    std::int64_t m_prepared = 0; ///< samples of the job
    std::int64_t m_delivered = 0; ///< samples of the system
    std::priority_queue<Free, std::vector<Free>, std::greater<>> m_free;
    std::vector<std::int64_t> m_entries; ///< ticks of the last samples of the system, in turn
};

} // namespace waferscope
