#include "app/jobs/layout_run.h"

#include "app/jobs/run_charts.h"
#include "emulator/step/fields/field_evaluator.h"
#include "emulator/step/step_emulator.h"

namespace waferscope {

namespace {

constexpr std::int64_t kSteps = 2; ///< the second shows what follows the first: update, host, refill
constexpr double kEmulationShare = 0.7; ///< of the job's progress; the rest is the charts'

/// All but the charts.
std::shared_ptr<LayoutRun> playable(const ShownLayout& shown, Emulation emulation)
{
    auto run = std::make_shared<LayoutRun>();
    run->layout = shown.layout;
    run->evaluation = shown.evaluation;
    run->emulation = std::make_shared<const Emulation>(std::move(emulation));
    const EventLog& log = run->emulation->log;
    run->fields = std::make_shared<const FieldEvaluator>(shown.layout, shown.evaluation, *shown.assumptions, log);
    run->score = std::make_shared<const PlaybackScore>(scoreOf(*shown.layout, *shown.evaluation, *run->emulation));
    run->timeline = timelineOf(*shown.layout->graph(), log, run->emulation->cycles);
    return run;
}

/// What playback needs of it.
Emulation emulationSoFar(const EmulationPartial& partial)
{
    Emulation emulation;
    emulation.steps = partial.steps;
    emulation.cycles = partial.log.watermark;
    emulation.log = partial.log;
    return emulation;
}

/// The emulation's part of the job, its logs so far made into runs so far. After the last step the whole run is next.
JobControl emulationPart(const ShownLayout& shown, const JobControl& job)
{
    JobControl part = partOf(job, 0.0, kEmulationShare);
    part.publish = [&shown, &job](const std::shared_ptr<const Partial>& partial) {
        const auto& soFar = static_cast<const EmulationPartial&>(*partial);
        if (soFar.steps < kSteps)
            job.publish(std::make_shared<const RunPartial>(playable(shown, emulationSoFar(soFar))));
    };
    return part;
}

} // namespace

Result<std::shared_ptr<const LayoutRun>> runLayout(const ShownLayout& shown, const JobControl& job)
{
    const Layout& layout = *shown.layout;
    const Evaluation& evaluation = *shown.evaluation;
    StepEmulatorConfig config;
    config.steps = kSteps;
    WAFERSCOPE_TRY(Emulation emulation,
                   emulateSteps(layout, evaluation, *shown.assumptions, config, emulationPart(shown, job)));
    const std::shared_ptr<const LayoutRun> soFar = playable(shown, std::move(emulation));
    job.publish(std::make_shared<const RunPartial>(soFar));
    auto run = std::make_shared<LayoutRun>(*soFar);
    WAFERSCOPE_TRY(const std::vector<RunSeries> series,
                   seriesOf(layout, evaluation, *run->emulation, *run->fields, partOf(job, kEmulationShare, 1.0)));
    run->charts = chartsOf(series, run->emulation->cycles, layout.system().clock);
    return std::shared_ptr<const LayoutRun>(std::move(run));
}

} // namespace waferscope
