#include "app/jobs/layout_run.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kQueueLength = 8; ///< layers that the strip at the edge shows

/// The interval of a span that a time falls into: when it began, none when in no interval.
std::optional<Cycles> beginAt(const Span& span, Cycles time)
{
    if (time < span.start || time >= span.end())
        return std::nullopt;
    if (span.repeats <= 1 || span.period.count() <= 0)
        return span.start;
    const std::int64_t which = (time - span.start).count() / span.period.count();
    const Cycles begin = span.start + span.period * std::min(which, span.repeats - 1);
    return time < begin + span.length ? std::optional(begin) : std::nullopt;
}

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

std::optional<Work> workAt(const EventLog& log, Cycles time)
{
    for (const SpanChunk& chunk : log.chunks) {
        for (const Span& span : *chunk) {
            const auto* actor = std::get_if<KernelActor>(&span.actor);
            if (!actor || !isLayerWork(span.phase))
                continue;
            if (const std::optional<Cycles> begin = beginAt(span, time))
                return Work{actor->kernel, span.phase,
                            static_cast<double>((time - *begin).count()) / static_cast<double>(span.length.count())};
        }
    }
    return std::nullopt;
}

/// The share of a layer's stream that has crossed the edge at a time, when it is crossing.
std::optional<double> crossedAt(const EventLog& log, KernelId kernel, Cycles time)
{
    for (const SpanChunk& chunk : log.chunks) {
        for (const Span& span : *chunk) {
            const auto* actor = std::get_if<WeightStreamActor>(&span.actor);
            if (!actor || actor->kernel != kernel)
                continue;
            if (const std::optional<Cycles> begin = beginAt(span, time))
                return static_cast<double>((time - *begin).count()) / static_cast<double>(span.length.count());
        }
    }
    return std::nullopt;
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
        WeightTransfer transfer{shortNameOf(QString::fromStdString(kernel.name)), kernel.layerKind, TransferState::Next,
                                0.0};
        if (i <= at) {
            transfer.state = TransferState::Sent;
            transfer.share = 1.0;
        } else if (const std::optional<double> share = crossedAt(run.emulation->log, phases[i].kernel, time);
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
    if (run.evaluation->mode() != Mode::WeightStreaming)
        return std::nullopt;
    const std::optional<Work> work = workAt(run.emulation->log, time);
    if (!work)
        return std::nullopt;
    const std::vector<StreamedPhase>& phases = run.evaluation->streaming().phases;
    const std::size_t at = indexOf(phases, *work);
    if (at >= phases.size())
        return std::nullopt;
    const Kernel& kernel = (*run.layout->graph())[work->kernel];
    StreamingMoment moment;
    moment.layer = QString::fromStdString(kernel.name);
    moment.kind = kernel.layerKind;
    moment.phase = work->phase;
    moment.filled = phases[at].filled;
    moment.front = std::clamp(work->share, 0.0, 1.0);
    moment.queue = queueAround(run, at, time);
    return moment;
}

} // namespace waferscope
