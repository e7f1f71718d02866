#include "emulator/host/worker_queue.h"

#include "core/base/exponential.h"
#include "core/base/random.h"
#include "model/host/input_rate.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::int64_t kAhead = 2; // samples a worker: one that waits, one at work
constexpr std::int64_t kLongAgo = std::numeric_limits<std::int64_t>::min() / 4; // ticks
constexpr std::string_view kJitter = "worker_jitter";

} // namespace

bool takeTheirTimeEvenly(const Assumptions& assumptions)
{
    return assumptions[kJitter] == 0.0;
}

UnevenWorkers unevenWorkers(const LayoutProblem& problem, const Assumptions& assumptions)
{
    return {hostTicks(problem, assumptions), inputCycles(problem, assumptions).count(), problem.execution.workers,
            assumptions[kJitter], problem.execution.seed};
}

WorkerQueue::WorkerQueue(const UnevenWorkers& workers)
    : m_workers(workers)
    , m_ahead(kAhead * workers.workers)
    , m_read(kLongAgo)
    , m_entries(static_cast<std::size_t>(m_ahead / workers.ticks.ofCycle + 2))
{
    for (int worker = 0; worker < workers.workers; ++worker)
        m_free.push({kLongAgo, worker});
}

WorkerQueue::Delivery WorkerQueue::deliver(std::int64_t earliest)
{
    const std::int64_t ticks = m_workers.ticks.ofCycle;
    Ready ready;
    while (m_prepared <= m_delivered * ticks) // those of the other systems between this one and the one before, too
        ready = prepare();
    const std::int64_t since = ready.tick - m_origin;
    Delivery delivery{earliest, ready.worker, false};
    // What comes through the network comes through the system's I/O at the same time.
    if (since > (earliest + m_workers.input) * ticks) {
        delivery.start = (since + ticks - 1) / ticks - m_workers.input;
        delivery.late = true;
    }
    m_entries[static_cast<std::size_t>(m_delivered) % m_entries.size()] = delivery.start * ticks + m_origin;
    ++m_delivered;
    return delivery;
}

WorkerQueue::Ready WorkerQueue::prepare()
{
    const std::int64_t sample = m_prepared++;
    m_read = std::max(m_read, entered(sample - m_ahead)) + m_workers.ticks.storage;
    const Free taken = m_free.top();
    m_free.pop();
    const std::int64_t end = std::max(m_read, taken.tick) + workOn(sample);
    m_free.push({end, taken.worker});
    return {end, taken.worker};
}

std::int64_t WorkerQueue::workOn(std::int64_t sample) const
{
    Random random(Random(m_workers.seed).next() ^ static_cast<std::uint64_t>(sample));
    const double extra = static_cast<double>(m_workers.ticks.worker) * m_workers.jitter * exponential(random);
    return m_workers.ticks.worker + static_cast<std::int64_t>(extra);
}

std::int64_t WorkerQueue::entered(std::int64_t sample) const
{
    if (sample < 0)
        return kLongAgo;
    const std::int64_t own = sample / m_workers.ticks.ofCycle;
    return m_entries[static_cast<std::size_t>(own) % m_entries.size()]
        + sample % m_workers.ticks.ofCycle * m_workers.input;
}

} // namespace waferscope
