#include "app/jobs/layout_run.h"

#include "app/jobs/run_series.h"
#include "emulator/step/step_emulator.h"

namespace waferscope {

namespace {

constexpr std::int64_t kSteps = 2; ///< the second shows what follows the first: update, host, refill

JobControl firstPart(const JobControl& job)
{
    JobControl part = job;
    part.report = [report = job.report](double fraction, std::string_view phase) { report(0.7 * fraction, phase); };
    return part;
}

} // namespace

Result<std::shared_ptr<const LayoutRun>> runLayout(const std::shared_ptr<const Layout>& layout,
                                                   const std::shared_ptr<const Evaluation>& evaluation,
                                                   const std::shared_ptr<const Assumptions>& assumptions,
                                                   const JobControl& job)
{
    StepEmulatorConfig config;
    config.steps = kSteps;
    WAFERSCOPE_TRY(Emulation emulation, emulateSteps(*layout, *evaluation, *assumptions, config, firstPart(job)));
    auto run = std::make_shared<LayoutRun>();
    run->layout = layout;
    run->evaluation = evaluation;
    run->emulation = std::make_shared<const Emulation>(std::move(emulation));
    run->fields = std::make_shared<const FieldEvaluator>(layout, evaluation, *assumptions, run->emulation->log);
    run->score = std::make_shared<const PlaybackScore>(scoreOf(*layout, *evaluation, *run->emulation));
    run->timeline = timelineOf(*layout->graph(), run->emulation->log, run->emulation->cycles);
    run->charts = chartsOf(*layout, *evaluation, *run->emulation, *run->fields, job);
    if (!run->charts)
        return Error{ErrorCode::Stopped, "Stopped."};
    return std::shared_ptr<const LayoutRun>(std::move(run));
}

} // namespace waferscope
