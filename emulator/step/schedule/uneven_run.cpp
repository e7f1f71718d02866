#include "emulator/step/schedule/uneven_run.h"

#include <algorithm>

namespace waferscope {

UnevenRun::UnevenRun(const MicroBatchPace& pace, WorkerQueue workers)
    : m_pace(pace)
    , m_workers(std::move(workers))
{
    for (const MicroBatchPace::Part& part : pace.parts)
        m_ofStep += part.count;
    const MicroBatchQueue found = runMicroBatches(pace).found;
    m_delivered = found.delivered;
    for (const std::int64_t freed : found.freed)
        deliver(freed);
}

MicroBatchRun UnevenRun::next()
{
    MicroBatchRun run;
    std::int64_t started = 0;
    std::int64_t microBatch = 0;
    for (const MicroBatchPace::Part& part : m_pace.parts) {
        run.parts.push_back({microBatch, {}, {}});
        for (std::int64_t i = 0; i < part.count; ++i, ++microBatch) {
            started = start(microBatch == 0 ? m_pace.firstWeights : started + part.turn);
            run.parts.back().starts.append(started, StallCause::None);
        }
    }
    run.length = started + m_pace.close;
    run.handed = takeDeliveries(run.length);
    m_delivered -= run.length;
    for (std::int64_t& there : m_waiting)
        there -= run.length;
    m_workers.countFrom(run.length);
    return run;
}

std::int64_t UnevenRun::start(std::int64_t ready)
{
    const std::int64_t cycle = std::max(ready, m_waiting.front());
    m_waiting.pop_front();
    deliver(cycle);
    return cycle;
}

void UnevenRun::deliver(std::int64_t freed)
{
    const MicroBatchPace::Part& part = partOf(m_next);
    std::int64_t earliest = std::max(m_delivered, freed);
    MicroBatchDelivery delivery{.microBatch = m_next, .samples = part.samples};
    for (std::int64_t sample = 0; sample < part.samples; ++sample) {
        const std::int64_t start = m_workers.deliver(earliest).start;
        if (sample == 0)
            delivery.start = start;
        earliest = start + m_workers.input();
    }
    m_delivered = earliest;
    delivery.length = m_delivered - delivery.start;
    m_deliveries.push_back(delivery);
    m_waiting.push_back(m_delivered);
    m_next = (m_next + 1) % m_ofStep;
}

const MicroBatchPace::Part& UnevenRun::partOf(std::int64_t microBatch) const
{
    auto part = m_pace.parts.begin();
    for (; microBatch >= part->count; ++part)
        microBatch -= part->count;
    return *part;
}

/// What of them lies in the step; the rest is the next ones'.
std::vector<MicroBatchDelivery> UnevenRun::takeDeliveries(std::int64_t length)
{
    std::vector<MicroBatchDelivery> within;
    std::vector<MicroBatchDelivery> later;
    for (const MicroBatchDelivery& delivery : m_deliveries) {
        const std::int64_t end = delivery.start + delivery.length;
        MicroBatchDelivery part = delivery;
        part.start = std::max<std::int64_t>(0, delivery.start);
        part.length = std::min(end, length) - part.start;
        if (part.length > 0)
            within.push_back(part);
        part = delivery;
        part.start -= length;
        if (end > length)
            later.push_back(part);
    }
    m_deliveries = std::move(later);
    return within;
}

} // namespace waferscope
