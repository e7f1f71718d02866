#include "mapping/streaming_scheduler.h"

#include "core/rounding.h"
#include "mapping/streaming_evaluation.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Shares of a batch in equal micro-batches: all of it, halves, thirds ... each size once, largest first.
std::vector<std::int64_t> microBatchesOf(std::int64_t share)
{
    std::vector<std::int64_t> sizes;
    for (std::int64_t parts = 1; parts <= share;) {
        const std::int64_t size = ceilDivide(share, parts);
        sizes.push_back(size);
        if (size == 1)
            break;
        parts = std::max(parts + 1, (share + size - 2) / (size - 1));
    }
    return sizes;
}

MappedLayout evaluated(const Layout& base, StreamingSchedule schedule, const Assumptions& assumptions)
{
    Layout layout = base;
    layout.arrangement = std::move(schedule);
    Evaluation evaluation = evaluateStreaming(layout, assumptions);
    return {std::make_shared<const Layout>(std::move(layout)),
            std::make_shared<const Evaluation>(std::move(evaluation))};
}

bool fits(const MappedLayout& mapped)
{
    return mapped.evaluation->memory.worstPe <= mapped.evaluation->memory.capacity;
}

bool isBetter(const MappedLayout& a, const MappedLayout& b)
{
    if (fits(a) != fits(b))
        return fits(a);
    if (!fits(a))
        return a.evaluation->memory.worstPe < b.evaluation->memory.worstPe;
    return a.evaluation->step < b.evaluation->step;
}

} // namespace

Result<MappedLayout> scheduleStreaming(const Layout& layout, double sparsity, const Assumptions& assumptions,
                                       const JobControl& job)
{
    constexpr int kWorseInTurn = 4; // then smaller micro-batches only stream more often
    const std::int64_t systems = layout.execution.systems;
    const std::vector<std::int64_t> sizes = microBatchesOf(ceilDivide(layout.execution.batch, systems));
    std::optional<MappedLayout> best;
    for (const Retention retention : {Retention::Keep, Retention::Recompute, Retention::Spill}) {
        int worse = 0;
        for (std::size_t i = 0; i < sizes.size() && worse < kWorseInTurn; ++i) {
            if (job.stopRequested())
                return Error{ErrorCode::Stopped, "The search for a schedule was stopped."};
            job.report(static_cast<double>(i) / static_cast<double>(sizes.size()), "Micro-batches");
            MappedLayout tried = evaluated(
                layout, {sizes[i], sparsity, std::vector<Retention>(layout.graph->size(), retention)}, assumptions);
            const bool better = !best || isBetter(tried, *best);
            worse = better || !fits(tried) ? 0 : worse + 1;
            if (better)
                best = std::move(tried);
        }
    }
    job.report(1.0, "Scheduled");
    return *best;
}

} // namespace waferscope
