#include "emulator/step/schedule/streaming_record.h"

#include "model/streaming/streamed_step.h"

#include "core/base/check.h"
#include "core/layout/evaluation.h"
#include "model/pipelined/pipeline_model.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// When one phase of the first micro-batch happens, in cycles from the step's start.
struct PhaseTimes {
    std::int64_t weights = 0; ///< they set out
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t previousEnd = 0; ///< of the phase before
};

class StreamingRecorder {
public:
    StreamingRecorder(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
        : m_figures(evaluation.streaming())
        , m_step(evaluation.step)
        , m_host(hostCycles(layout.system(), assumptions))
        , m_batch(layout.execution().batch)
        , m_microBatch(layout.schedule().microBatch)
        , m_clock(layout.system().clock.count())
    {
        m_record.kernels.resize(layout.graph()->size());
    }

    StepRecord run()
    {
        place();
        for (std::size_t i = 0; i < m_times.size(); ++i)
            recordPhase(m_figures.phases[i], m_times[i], i == 0);
        m_record.firstCompletion = m_times.back().end;
        m_record.lastCompletion = m_times.back().end + m_period * (m_figures.microBatches - 1);
        recordTail();
        for (KernelTime& time : m_record.kernels) {
            time.idle = Cycles{m_record.length} - time.busy;
            for (const Cycles stalled : time.stalled)
                time.idle -= stalled;
        }
        sortSpans(m_record.spans);
        m_record.steady = m_record.length;
        m_record.steadySamples = m_batch;
        const double formula = m_step.count() * m_clock;
        const auto late = m_record.length - static_cast<std::int64_t>(std::llround(formula));
        m_record.lost.at(static_cast<std::size_t>(StallCause::Weights)) = Cycles{std::max<std::int64_t>(0, late)};
        return std::move(m_record);
    }

private:
    /// Each phase hangs on the one before alone, so micro-batch n repeats the first, shifted by n periods; only the
    /// very first weights of the step have no phase to hide behind.
    void place()
    {
        const std::vector<StreamedPhase>& phases = m_figures.phases;
        std::int64_t begin = phases.front().streamIn.count();
        PhaseTimes first{.weights = 0, .begin = begin, .end = begin + lengthOf(phases.front())};
        m_times.push_back(first);
        for (std::size_t i = 1; i < phases.size(); ++i)
            m_times.push_back(after(phases[i - 1], m_times.back(), phases[i]));
        const PhaseTimes next = after(phases.back(), m_times.back(), phases.front());
        m_period = next.begin - begin;
        m_nextFirst = next;
    }

    static std::int64_t lengthOf(const StreamedPhase& phase) { return ownDuration<Plain>(cyclesOf(phase)); }

    static PhaseTimes after(const StreamedPhase& before, const PhaseTimes& times, const StreamedPhase& phase)
    {
        PhaseTimes next;
        next.previousEnd = times.end;
        next.weights = before.overlapped ? times.begin : times.end;
        next.begin = std::max(times.end, next.weights + phase.streamIn.count());
        next.end = next.begin + lengthOf(phase);
        return next;
    }

    Span span(const StreamedPhase& phase, Actor actor, std::int64_t start, std::int64_t length) const
    {
        return {.actor = actor,
                .phase = phase.phase,
                .sampleStride = m_microBatch,
                .samples = m_microBatch,
                .start = Cycles{start},
                .length = Cycles{length},
                .period = Cycles{m_figures.microBatches > 1 ? m_period : 0},
                .repeats = m_figures.microBatches};
    }

    void add(const Span& span)
    {
        if (span.length.count() > 0 && span.repeats > 0)
            m_record.spans.push_back(span);
    }

    void stall(const StreamedPhase& phase, StallCause cause, std::int64_t start, std::int64_t length)
    {
        Span stall = span(phase, KernelActor{phase.kernel}, start, length);
        stall.phase = Phase::Stall;
        stall.cause = cause;
        add(stall);
        m_record.kernels[phase.kernel.index()].stalled.at(static_cast<std::size_t>(cause)) +=
            stall.length * stall.repeats;
    }

    void recordPhase(const StreamedPhase& phase, const PhaseTimes& times, bool first)
    {
        const KernelActor actor{phase.kernel};
        const Span work = span(phase, actor, times.begin, phase.compute.count());
        add(work);
        m_record.kernels[phase.kernel.index()].busy += work.length * work.repeats;
        add(span(phase, WeightStreamActor{phase.kernel, StreamDirection::Backward}, times.begin,
                 phase.streamOut.count()));
        const std::int64_t computed = times.begin + std::max(phase.compute, phase.least).count(); // idle in between
        stall(phase, phase.streamOut > phase.streamIn ? StallCause::Output : StallCause::Weights, computed,
              times.end - computed);
        const WeightStreamActor weights{phase.kernel, StreamDirection::Forward};
        if (!first) {
            add(span(phase, weights, times.weights, phase.streamIn.count()));
            stall(phase, StallCause::Weights, times.previousEnd, times.begin - times.previousEnd);
            return;
        }
        Span once = span(phase, weights, 0, phase.streamIn.count());
        once.repeats = 1;
        once.period = Cycles{0};
        add(once);
        recordLaterFirst(phase, weights);
    }

    /// The first phase of all micro-batches but the first: it waits behind the last of the one before.
    void recordLaterFirst(const StreamedPhase& phase, const WeightStreamActor& weights)
    {
        Span later = span(phase, weights, m_nextFirst.weights, phase.streamIn.count());
        later.firstSample = m_microBatch;
        later.repeats = m_figures.microBatches - 1;
        later.period = Cycles{later.repeats > 1 ? m_period : 0};
        add(later);
        later.actor = KernelActor{phase.kernel};
        later.phase = Phase::Stall;
        later.cause = StallCause::Weights;
        later.start = Cycles{m_nextFirst.previousEnd};
        later.length = Cycles{m_nextFirst.begin - m_nextFirst.previousEnd};
        add(later);
        m_record.kernels[phase.kernel.index()].stalled.at(static_cast<std::size_t>(StallCause::Weights)) +=
            later.length * later.repeats;
    }

    void recordTail()
    {
        const std::int64_t update = m_figures.tail.count();
        const std::int64_t input = m_figures.inputOfBatch.count();
        m_record.length = std::max(m_record.lastCompletion + update, input) + m_host;
        add({.actor = WorkerActor{}, .phase = Phase::Input, .samples = m_batch, .length = Cycles{input}});
        Span tail{.actor = HostActor{}, .phase = Phase::Update, .samples = m_batch};
        tail.start = Cycles{m_record.lastCompletion};
        tail.length = Cycles{update};
        add(tail);
        tail.phase = Phase::Host;
        tail.start = Cycles{m_record.length - m_host};
        tail.length = Cycles{m_host};
        add(tail);
    }

    const StreamingFigures& m_figures;
    Seconds m_step; ///< by the formula
    std::int64_t m_host;
    std::int64_t m_batch;
    std::int64_t m_microBatch;
    double m_clock;
    std::vector<PhaseTimes> m_times; ///< by phase, of the first micro-batch
    PhaseTimes m_nextFirst; ///< of the second micro-batch
    std::int64_t m_period = 0; ///< from one micro-batch to the next
    StepRecord m_record;
};

} // namespace

Result<StepRecord> recordStreaming(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
{
    WAFERSCOPE_CHECK(layout.mode() == Mode::WeightStreaming);
    if (evaluation.streaming().phases.empty())
        return Error{ErrorCode::DoesNotFit, "This network has no layers to stream, so there is nothing to emulate."};
    return StreamingRecorder{layout, evaluation, assumptions}.run();
}

} // namespace waferscope
