#include "emulator/step/schedule/step_source.h"

#include "emulator/host/worker_queue.h"
#include "emulator/step/schedule/pipeline_log.h"
#include "emulator/step/schedule/streaming_record.h"
#include "emulator/step/schedule/uneven_run.h"
#include "model/pipelined/pipeline_model.h"
#include "model/pipelined/pipelined_formulas.h"

#include <optional>
#include <string>

namespace waferscope {

namespace {

std::optional<WorkerQueue> queueOf(const Layout& layout, const Assumptions& assumptions)
{
    if (takeTheirTimeEvenly(assumptions))
        return std::nullopt;
    return WorkerQueue{unevenWorkers(layout.problem(), assumptions)};
}

class PipelinedSteps : public StepSource {
public:
    PipelinedSteps(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions, int threads)
        : m_model(
            pipelineModel(layout.problem(), layout.mapping(), evaluation.kernels, evaluation.pipelined(), assumptions))
        , m_period(slowestWorkOf(evaluation.pipelined()).count())
        , m_threads(threads)
        , m_workers(queueOf(layout, assumptions))
    {
    }

    Result<const StepRecord*> next(const JobControl& control) override
    {
        if (m_record && !m_workers)
            return &*m_record;
        WAFERSCOPE_TRY(const PipelineSchedule schedule,
                       schedulePipeline(m_model, control, m_workers ? &*m_workers : nullptr));
        m_record = recordPipeline(m_model, schedule, m_period, m_threads);
        if (m_workers)
            m_workers->countFrom(m_record->length);
        return &*m_record;
    }

private:
    PipelineModel m_model;
    std::int64_t m_period;
    int m_threads;
    std::optional<WorkerQueue> m_workers;
    std::optional<StepRecord> m_record;
};

class StreamedSteps : public StepSource {
public:
    StreamedSteps(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
        : m_layout(layout)
        , m_evaluation(evaluation)
        , m_assumptions(assumptions)
        , m_pace(streamedPace(layout, evaluation, assumptions))
    {
        if (std::optional<WorkerQueue> workers = queueOf(layout, assumptions))
            m_uneven.emplace(m_pace, std::move(*workers));
    }

    Result<const StepRecord*> next(const JobControl&) override
    {
        if (!m_record || m_uneven)
            m_record = recordStreaming(m_layout, m_evaluation, m_assumptions, m_pace,
                                       m_uneven ? m_uneven->next() : runMicroBatches(m_pace));
        return &*m_record;
    }

private:
    const Layout& m_layout;
    const Evaluation& m_evaluation;
    const Assumptions& m_assumptions;
    MicroBatchPace m_pace;
    std::optional<UnevenRun> m_uneven;
    std::optional<StepRecord> m_record;
};

/// Why workers that differ cannot be followed through a streamed step, sample by sample and micro-batch by micro-batch;
/// none when they can.
std::optional<Error> tooLongForSamples(const Layout& layout, const StreamingFigures& figures)
{
    constexpr std::int64_t kMostSamples = 500'000; // well under 50 ms
    constexpr std::int64_t kMostPhases = 4'000'000; // a few spans each
    const std::int64_t samples = samplesPerSystem(layout.execution());
    const std::int64_t most =
        std::min(kMostSamples, kMostPhases / static_cast<std::int64_t>(figures.phases.size()) * figures.microBatch);
    if (samples <= most)
        return std::nullopt;
    return Error{ErrorCode::DoesNotFit,
                 "With workers that differ, samples are emulated one by one, at most " + std::to_string(most)
                     + " a step of this layout, not " + std::to_string(samples) + "."};
}

} // namespace

Result<std::unique_ptr<StepSource>> stepsOf(const Layout& layout, const Evaluation& evaluation,
                                            const Assumptions& assumptions, int threads)
{
    if (layout.mode() == Mode::Pipelined)
        return std::unique_ptr<StepSource>(std::make_unique<PipelinedSteps>(layout, evaluation, assumptions, threads));
    const StreamingFigures& figures = evaluation.streaming();
    if (figures.phases.empty())
        return Error{ErrorCode::DoesNotFit, "This network has no layers to stream, so there is nothing to emulate."};
    if (!takeTheirTimeEvenly(assumptions))
        if (const std::optional<Error> tooLong = tooLongForSamples(layout, figures))
            return *tooLong;
    return std::unique_ptr<StepSource>(std::make_unique<StreamedSteps>(layout, evaluation, assumptions));
}

} // namespace waferscope
