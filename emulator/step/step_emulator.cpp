#include "emulator/step/step_emulator.h"

#include "core/base/check.h"
#include "core/words/sentences.h"
#include "emulator/step/schedule/pipeline_log.h"
#include "emulator/step/schedule/streaming_record.h"
#include "model/energy.h"
#include "model/pipelined/pipeline_model.h"
#include "model/pipelined/pipelined_formulas.h"

#include <algorithm>
#include <optional>
#include <string>

namespace waferscope {

namespace {

constexpr std::size_t kMostSpans = 20'000'000; // 3 GB; a step has some thousands

/// The steps one after the other, published as they come.
Result<EventLog> repeatStep(const StepRecord& record, std::int64_t steps, const JobControl& control)
{
    EventLog log;
    std::vector<Span> chunk;
    for (std::int64_t step = 0; step < steps; ++step) {
        if (control.stopRequested())
            return Error{ErrorCode::Stopped, "The emulation was stopped."};
        chunk.reserve(record.spans.size());
        for (Span span : record.spans) {
            span.step = step;
            span.start += Cycles{record.length * step};
            chunk.push_back(span);
        }
        log.watermark = Cycles{record.length * (step + 1)};
        constexpr std::size_t kLeastOfAChunk = 4096; // short steps share one
        if (chunk.size() < kLeastOfAChunk && step + 1 < steps)
            continue;
        log.chunks.push_back(std::make_shared<const std::vector<Span>>(std::move(chunk)));
        chunk.clear();
        control.publish(std::make_shared<const EmulationPartial>(log, step + 1));
        control.report(static_cast<double>(step + 1) / static_cast<double>(steps), "Emulating steps");
    }
    return log;
}

StallCycles times(const StallCycles& stalled, std::int64_t factor)
{
    StallCycles product{};
    for (std::size_t i = 0; i < stalled.size(); ++i)
        product.at(i) = stalled.at(i) * factor;
    return product;
}

/// Of all systems; none where a step has a single sample, which no other follows.
std::optional<SamplesPerSecond> steadyRate(const Layout& layout, const StepRecord& record)
{
    if (record.steady == 0 || record.steadySamples == 0)
        return std::nullopt;
    return SamplesPerSecond{static_cast<double>(record.steadySamples) * layout.system().clock.count()
                            / static_cast<double>(record.steady)};
}

Result<Emulation> emulationOf(const Layout& layout, const Evaluation& evaluation, const StepRecord& record,
                              std::int64_t steps, const JobControl& control)
{
    WAFERSCOPE_TRY(EventLog log, repeatStep(record, steps, control));
    const double clock = layout.system().clock.count();
    Emulation emulation;
    emulation.steps = steps;
    emulation.samplesPerStep = samplesPerSystem(layout.execution());
    emulation.cycles = Cycles{record.length * steps};
    emulation.fill = Cycles{record.firstCompletion};
    emulation.drain = Cycles{record.length - record.lastCompletion};
    emulation.steady = Cycles{record.steady};
    emulation.stalls = record.lost;
    for (std::size_t kernel = 0; kernel < record.kernels.size(); ++kernel) {
        const KernelTime& time = record.kernels[kernel];
        emulation.kernels.push_back(
            {layout.graph()->kernels()[kernel].name, time.busy * steps, time.idle * steps, times(time.stalled, steps)});
    }
    emulation.log = std::move(log);
    emulation.formulaSamples = evaluation.numbers.samples;
    emulation.stepSamples =
        SamplesPerSecond{static_cast<double>(layout.execution().batch) * clock / static_cast<double>(record.length)};
    emulation.samples = steadyRate(layout, record).value_or(emulation.stepSamples);
    emulation.energy = energyOf(layout.system(), layout.execution().systems, emulation.cycles);
    if (emulation.energy)
        emulation.energyOfSample = *emulation.energy * (1.0 / static_cast<double>(layout.execution().batch * steps));
    return emulation;
}

Result<StepRecord> recordStep(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                              const StepEmulatorConfig& config, const JobControl& control)
{
    if (layout.mode() == Mode::WeightStreaming)
        return recordStreaming(layout, evaluation, assumptions);
    const PipelineModel model =
        pipelineModel(layout.problem(), layout.mapping(), evaluation.kernels, evaluation.pipelined(), assumptions);
    WAFERSCOPE_TRY(const PipelineSchedule schedule, schedulePipeline(model, control));
    return recordPipeline(model, schedule, slowestWorkOf(evaluation.pipelined()).count(), config.threads);
}

} // namespace

Result<Emulation> emulateSteps(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                               const StepEmulatorConfig& config, const JobControl& control)
{
    if (config.steps < 1)
        return Error{ErrorCode::Usage, "Emulating needs at least one step."};
    if (!evaluation.legal())
        return Error{ErrorCode::DoesNotFit,
                     "This layout cannot run, so it cannot be emulated: "
                         + plain(sentenceOf(evaluation.violations.front(), *layout.graph()))};
    if (layout.graph()->size() == 0)
        return Error{ErrorCode::DoesNotFit, "This network has no kernels, so there is nothing to emulate."};
    WAFERSCOPE_TRY(const StepRecord record, recordStep(layout, evaluation, assumptions, config, control));
    if (record.spans.size() > kMostSpans / static_cast<std::size_t>(config.steps))
        return Error{ErrorCode::DoesNotFit,
                     "The log of " + std::to_string(config.steps) + " steps would not fit into memory; emulate fewer."};
    return emulationOf(layout, evaluation, record, config.steps, control);
}

} // namespace waferscope
