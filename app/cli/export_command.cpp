#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/plan_options.h"
#include "core/base/foreign_text.h"
#include "model/evaluate.h"
#include "session/export_batch.h"

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct ExportOptions {
    PlanOptions plan;
    std::string folder;
};

ExitCode exportPlan(const ExportOptions& options, const CliStreams& streams)
{
    const Result<ChosenLayout> chosen = options.plan.open();
    if (!chosen.ok())
        return report(streams, chosen.error());
    const Layout& layout = *chosen.value().layout;
    const Evaluation evaluation = evaluate(layout, *chosen.value().project.assumptions);
    const auto written = exportBatch(chosen.value().project, layout, evaluation, options.folder);
    if (!written.ok())
        return report(streams, written.error());
    for (const std::string& path : written.value())
        streams.out << shown(path) << '\n';
    return ExitCode::Done;
}

} // namespace

CommandAction setUpExport(CommandOptions& options)
{
    auto values = std::make_shared<ExportOptions>();
    values->plan.addTo(options);
    options.add("-o,--output", values->folder, "the folder to write plan, sbatch script, parameters and report into")
        .required();
    return [values](const CliStreams& streams) { return exportPlan(*values, streams); };
}

} // namespace waferscope
