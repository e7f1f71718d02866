#include "app/jobs/layout_run.h"
#include "core/run/log_reader.h"
#include "views/drawing/base/shown_text.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kQueueLength = 8; ///< layers that the strip at the edge shows

bool isLayerWork(Phase phase)
{
    const std::optional<Pass> pass = passOf(phase);
    return pass == Pass::Forward || pass == Pass::Backward;
}

struct Work {
    KernelId kernel;
    Phase phase;
    double share; ///< of its time that has passed
};

/// The layer whose phase it is: it computes, or the least time of a phase has yet to pass.
std::optional<Work> workAt(const LogReader& log, Cycles time, Cycles leastOfPhase)
{
    std::optional<Work> work;
    Cycles latest{-1};
    log.forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        const std::int64_t begun = span.begun(time);
        if (!isLayerWork(span.phase) || begun == 0)
            return;
        const Interval interval = span.interval(begun - 1);
        const bool lasts = time < interval.start + std::max(interval.length, leastOfPhase);
        if (!lasts || interval.start <= latest)
            return;
        const double share =
            static_cast<double>((time - interval.start).count()) / static_cast<double>(interval.length.count());
        work = Work{actor.kernel, span.phase, std::min(1.0, share)};
        latest = interval.start;
    });
    return work;
}

/// The share of a layer's stream that has crossed the edge at a time, when it is crossing.
std::optional<double> crossedAt(const LogReader& log, KernelId kernel, Cycles time)
{
    const auto found = log.findAt<WeightStreamActor>(
        time, [kernel](const WeightStreamActor& actor, const Span&) { return actor.kernel == kernel; });
    return found ? std::optional(found->shareBy(time)) : std::nullopt;
}

std::size_t indexOf(const std::vector<StreamedPhase>& phases, const Work& work)
{
    const auto found = std::find_if(phases.begin(), phases.end(), [&](const StreamedPhase& phase) {
        return phase.kernel == work.kernel && phase.phase == work.phase;
    });
    return static_cast<std::size_t>(found - phases.begin());
}

/// What was sent, what is crossing the edge and what comes next, around the layer at work.
std::vector<WeightTransfer> queueAround(const LayoutRun& run, std::size_t at, Cycles time)
{
    const std::vector<StreamedPhase>& phases = run.evaluation->streaming().phases;
    std::vector<WeightTransfer> queue;
    const std::size_t first = at > 1 ? at - 1 : 0;
    for (std::size_t i = first; i < std::min(phases.size(), first + kQueueLength); ++i) {
        const Kernel& kernel = (*run.layout->graph())[phases[i].kernel];
        WeightTransfer transfer{shortNameOf(shownName(kernel.name)), kernel.layerKind, TransferState::Next, 0.0};
        if (i <= at) {
            transfer.state = TransferState::Sent;
            transfer.share = 1.0;
        } else if (const std::optional<double> share = crossedAt(LogReader(run.emulation->log), phases[i].kernel, time);
                   share && i == at + 1) {
            transfer.state = TransferState::InFlight;
            transfer.share = *share;
        }
        queue.push_back(std::move(transfer));
    }
    return queue;
}

} // namespace

std::optional<StreamingMoment> streamingMomentOf(const LayoutRun& run, Cycles time)
{
    if (!run.emulation || run.evaluation->mode() != Mode::WeightStreaming)
        return std::nullopt;
    const std::vector<StreamedPhase>& phases = run.evaluation->streaming().phases;
    if (phases.empty())
        return std::nullopt;
    const std::optional<Work> work = workAt(LogReader(run.emulation->log), time, phases.front().least);
    if (!work)
        return std::nullopt;
    const std::size_t at = indexOf(phases, *work);
    if (at >= phases.size())
        return std::nullopt;
    const Kernel& kernel = (*run.layout->graph())[work->kernel];
    StreamingMoment moment;
    moment.layer = shownName(kernel.name);
    moment.kind = kernel.layerKind;
    moment.phase = work->phase;
    moment.filled = phases[at].extent();
    moment.front = std::clamp(work->share, 0.0, 1.0);
    moment.queue = queueAround(run, at, time);
    return moment;
}

} // namespace waferscope
