#include "emulator/step/schedule/streaming_record.h"

#include "core/base/check.h"
#include "core/layout/evaluation.h"
#include "emulator/step/schedule/micro_batch_run.h"
#include "emulator/step/schedule/streaming_chain.h"
#include "model/pipelined/pipeline_model.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

/// Micro-batches that are alike.
struct RecordedPart {
    StreamingChain chain;
    std::int64_t count = 1;
    std::int64_t samples = 1; ///< of one
};

std::vector<RecordedPart> partsOf(const StreamingFigures& figures)
{
    std::vector<RecordedPart> parts;
    parts.push_back({StreamingChain(figures.phases), figures.alike(), figures.microBatch});
    if (!figures.lastPhases.empty())
        parts.push_back({StreamingChain(figures.lastPhases), 1, figures.lastMicroBatch});
    return parts;
}

class StreamingRecorder {
public:
    StreamingRecorder(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                      const MicroBatchPace& pace, const MicroBatchRun& run)
        : m_figures(evaluation.streaming())
        , m_parts(partsOf(m_figures))
        , m_host(hostCycles(layout.system(), assumptions))
        , m_batch(layout.execution().batch)
        , m_share(samplesPerSystem(layout.execution()))
        , m_pace(pace)
        , m_run(run)
    {
        m_record.kernels.resize(layout.graph()->size());
    }

    StepRecord record()
    {
        m_record.length = m_run.length;
        for (std::size_t part = 0; part < m_parts.size(); ++part) {
            recordMicroBatches(part);
            recordDeliveries(part);
        }
        recordUnevenDeliveries();
        recordTurns();
        recordLateInput();
        recordClose();
        for (KernelTime& time : m_record.kernels) {
            time.idle = Cycles{m_record.length} - time.busy;
            for (const Cycles stalled : time.stalled)
                time.idle -= stalled;
        }
        sortSpans(m_record.spans);
        m_record.steady = m_record.length;
        m_record.steadySamples = m_batch;
        return std::move(m_record);
    }

private:
    /// Of the micro-batches of a part that `run` is about, so many cycles after their starts.
    [[nodiscard]] Span spanOf(std::size_t part, const StartRun& run, Phase phase, std::int64_t offset,
                              std::int64_t length) const
    {
        return {.actor = WorkerActor{},
                .phase = phase,
                .firstSample = (m_run.parts[part].first + run.first) * m_figures.microBatch,
                .sampleStride = m_figures.microBatch,
                .samples = m_parts[part].samples,
                .start = Cycles{run.cycle + offset},
                .length = Cycles{length},
                .period = Cycles{run.count > 1 ? run.period : 0},
                .repeats = run.count};
    }

    void add(Span span, const Actor& actor)
    {
        if (span.length.count() <= 0 || span.repeats < 1)
            return;
        span.actor = actor;
        m_record.spans.push_back(span);
    }

    void addStall(Span span, KernelId kernel, StallCause cause)
    {
        span.phase = Phase::Stall;
        span.cause = cause;
        add(span, KernelActor{kernel});
        m_record.kernels[kernel.index()].stalled.at(static_cast<std::size_t>(cause)) +=
            std::max(Cycles{0}, span.length) * std::max<std::int64_t>(0, span.repeats);
    }

    void recordMicroBatches(std::size_t part)
    {
        const StreamingChain& chain = m_parts[part].chain;
        for (const StartRun& run : m_run.parts[part].starts.runs())
            for (std::size_t i = 0; i < chain.phases().size(); ++i) {
                recordWork(part, run, chain.phases()[i], chain.times()[i]);
                if (i > 0)
                    recordWeights(part, run, chain.phases()[i], chain.times()[i]);
            }
    }

    void recordWork(std::size_t part, const StartRun& run, const StreamedPhase& phase, const PhaseTimes& times)
    {
        const KernelActor actor{phase.kernel};
        const Span work = spanOf(part, run, phase.phase, times.begin, phase.compute.count());
        add(work, actor);
        m_record.kernels[phase.kernel.index()].busy += work.length * work.repeats;
        add(spanOf(part, run, phase.phase, times.begin, phase.streamOut.count()),
            WeightStreamActor{phase.kernel, StreamDirection::Backward});
        const std::int64_t computed = times.begin + std::max(phase.compute, phase.least).count(); // idle in between
        addStall(spanOf(part, run, Phase::Stall, computed, times.end - computed), phase.kernel,
                 phase.streamOut > phase.streamIn ? StallCause::Output : StallCause::Weights);
    }

    /// On their way, and the wait for them once the phase before has ended.
    void recordWeights(std::size_t part, const StartRun& run, const StreamedPhase& phase, const PhaseTimes& times)
    {
        add(spanOf(part, run, phase.phase, times.weights, phase.streamIn.count()),
            WeightStreamActor{phase.kernel, StreamDirection::Forward});
        const std::int64_t set = times.previousEnd + times.roomForWeights;
        addStall(spanOf(part, run, Phase::Stall, times.previousEnd, set - times.previousEnd), phase.kernel,
                 StallCause::Output);
        addStall(spanOf(part, run, Phase::Stall, set, times.begin - set), phase.kernel, StallCause::Weights);
    }

    /// The first weights of every micro-batch: those of the step's first come when it begins, the others behind the
    /// last phase of the micro-batch before.
    void recordTurns()
    {
        const StreamingChain& alike = m_parts.front().chain;
        const StreamedPhase& first = alike.phases().front();
        add(spanOf(0, {}, first.phase, 0, first.streamIn.count()),
            WeightStreamActor{first.kernel, StreamDirection::Forward});
        std::int64_t last = 0; ///< start of the last one that is alike
        for (StartRun run : m_run.parts.front().starts.runs()) {
            last = run.cycle + run.period * (run.count - 1);
            ++run.first;
            run.count = std::min(run.count, m_parts.front().count - run.first);
            if (run.count > 0)
                recordWeights(0, run, first, alike.turnTo(alike));
        }
        if (m_parts.size() > 1)
            recordWeights(1, {.cycle = last}, m_parts.back().chain.phases().front(),
                          alike.turnTo(m_parts.back().chain));
    }

    /// Deliveries of the workers, whose queue reaches into the steps before: a step sees those of the next ones
    /// instead.
    void recordDeliveries(std::size_t part)
    {
        const std::int64_t length = m_pace.parts[part].input;
        for (StartRun run : m_run.parts[part].deliveries.runs())
            while (run.count > 0) {
                run.cycle -= floorDivide(run.cycle, m_record.length) * m_record.length;
                StartRun whole = run;
                const std::int64_t room = m_record.length - length - run.cycle; // behind the first of them
                whole.count = room < 0 ? 0 : run.count == 1 ? 1 : std::min(run.count, room / run.period + 1);
                add(spanOf(part, whole, Phase::Input, 0, length), WorkerActor{});
                skip(run, whole.count);
                if (run.count == 0 || run.cycle >= m_record.length)
                    continue;
                StartRun cut{.first = run.first, .cycle = run.cycle};
                const std::int64_t before = m_record.length - run.cycle;
                add(spanOf(part, cut, Phase::Input, 0, before), WorkerActor{});
                cut.cycle = 0;
                add(spanOf(part, cut, Phase::Input, 0, length - before), WorkerActor{});
                skip(run, 1);
            }
    }

    void recordUnevenDeliveries()
    {
        for (const MicroBatchDelivery& delivery : m_run.handed)
            add({.actor = WorkerActor{},
                 .phase = Phase::Input,
                 .firstSample = delivery.microBatch * m_figures.microBatch,
                 .sampleStride = m_figures.microBatch,
                 .samples = delivery.samples,
                 .start = Cycles{delivery.start},
                 .length = Cycles{delivery.length}},
                WorkerActor{});
    }

    static void skip(StartRun& run, std::int64_t count)
    {
        run.first += count;
        run.cycle += run.period * count;
        run.count -= count;
    }

    static std::int64_t floorDivide(std::int64_t value, std::int64_t by)
    {
        return value >= 0 ? value / by : -((by - 1 - value) / by);
    }

    /// Where all was ready but the input: cycles that the step takes longer.
    void recordLateInput()
    {
        std::optional<std::int64_t> before; ///< start of the micro-batch before
        for (std::size_t part = 0; part < m_parts.size(); ++part)
            for (const StartRun& run : m_run.parts[part].starts.runs()) {
                const std::int64_t turn = m_pace.parts[part].turn;
                const std::int64_t ready = before ? *before + turn : m_pace.firstWeights;
                recordLate(part, {.first = run.first, .cycle = ready}, run.cycle - ready);
                if (run.count > 1)
                    recordLate(part,
                               {.first = run.first + 1,
                                .cycle = run.cycle + turn,
                                .period = run.period,
                                .count = run.count - 1},
                               run.period - turn);
                before = run.cycle + run.period * (run.count - 1);
            }
    }

    void recordLate(std::size_t part, const StartRun& run, std::int64_t length)
    {
        addStall(spanOf(part, run, Phase::Stall, 0, length), m_figures.phases.front().kernel, StallCause::Worker);
        m_record.lost.at(static_cast<std::size_t>(StallCause::Worker)) += Cycles{length * run.count};
    }

    /// New weights after the last gradient, then the host's time.
    void recordClose()
    {
        const std::int64_t end = m_parts.back().chain.end();
        m_record.firstCompletion = m_run.parts.front().starts.runs().front().cycle + m_parts.front().chain.end();
        m_record.lastCompletion = m_record.length - m_pace.close + end;
        Span tail{.actor = HostActor{}, .phase = Phase::Update, .samples = m_share};
        tail.start = Cycles{m_record.lastCompletion};
        tail.length = m_figures.tail;
        add(tail, HostActor{});
        tail.phase = Phase::Host;
        tail.start = Cycles{m_record.length - m_host};
        tail.length = Cycles{m_host};
        add(tail, HostActor{});
    }

    const StreamingFigures& m_figures;
    std::vector<RecordedPart> m_parts;
    std::int64_t m_host;
    std::int64_t m_batch;
    std::int64_t m_share; ///< of the batch, that one system has
    const MicroBatchPace& m_pace;
    const MicroBatchRun& m_run;
    StepRecord m_record;
};

} // namespace

MicroBatchPace streamedPace(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
{
    const StreamingFigures& figures = evaluation.streaming();
    WAFERSCOPE_CHECK(!figures.phases.empty());
    const std::vector<RecordedPart> parts = partsOf(figures);
    MicroBatchPace pace;
    for (const RecordedPart& part : parts)
        pace.parts.push_back({part.count, parts.front().chain.turnTo(part.chain).begin,
                              figures.inputOfSample.count() * part.samples, part.samples});
    pace.firstWeights = figures.phases.front().streamIn.count();
    pace.close = parts.back().chain.end() + figures.tail.count() + hostCycles(layout.system(), assumptions);
    return pace;
}

StepRecord recordStreaming(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                           const MicroBatchPace& pace, const MicroBatchRun& run)
{
    return StreamingRecorder{layout, evaluation, assumptions, pace, run}.record();
}

} // namespace waferscope
