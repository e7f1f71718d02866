#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/interruption.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/options/plan_options.h"
#include "app/cli/output/advice_output.h"
#include "app/cli/output/layout_text.h"
#include "formats/networks/model.h"
#include "formats/reports/report_json.h"
#include "mapping/thread_limit.h"
#include "session/map_project.h"
#include "session/open_project.h"
#include "session/save_project.h"

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct MapOptions {
    ModelOptions model; ///< or a plan
    std::string layout; ///< of a plan; empty: the first
    MappingOptions mapping;
    std::string output;
    bool wantsAdvice = false;
    bool asJson = false;
};

/// What to map, and the project it becomes part of.
struct Task {
    Project project; ///< with a plan's layouts
    std::shared_ptr<const Layout> before; ///< a plan's: to be mapped anew; none: of a network
    MapRequest request;
};

struct Mapped {
    Project project;
    MappedLayout best;
    std::optional<Advice> advice;
    Seconds spent;
};

Result<Task> planTask(const MapOptions& options)
{
    if (!options.model.dims.empty())
        return Error{ErrorCode::Usage, "--dim is of networks, and " + options.model.model + " is a plan."};
    Task task;
    const PlanOptions plan{options.model.model, options.layout};
    WAFERSCOPE_TRY(ChosenLayout chosen, plan.open());
    WAFERSCOPE_TRY(Assumptions assumptions, options.mapping.assume.applyTo(*chosen.project.assumptions));
    WAFERSCOPE_TRY(task.request, options.mapping.requestLike(chosen.layout));
    task.project = std::move(chosen.project);
    task.project.assumptions = std::make_shared<const Assumptions>(std::move(assumptions));
    task.before = std::move(chosen.layout);
    return task;
}

Result<Task> networkTask(const MapOptions& options)
{
    if (!options.layout.empty())
        return Error{ErrorCode::Usage, "--layout is of plans, and " + options.model.model + " is none."};
    Task task;
    WAFERSCOPE_TRY(const SizeTexts sizes, options.model.sizes());
    WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.model.model, sizes));
    WAFERSCOPE_TRY(task.project.assumptions, options.mapping.assumptions());
    WAFERSCOPE_TRY(task.request, options.mapping.request(model.network));
    task.project.reference = model.reference;
    return task;
}

Result<Mapped> search(const MapOptions& options)
{
    const ThreadLimit threads(options.mapping.threads);
    TimeLimit time(options.mapping.seconds);
    Mapped mapped;
    WAFERSCOPE_TRY(Task task, isPlan(options.model.model) ? planTask(options) : networkTask(options));
    const std::shared_ptr<const Assumptions> assumptions = task.project.assumptions;
    WAFERSCOPE_TRY(mapped.best, mapNetwork(task.request, *assumptions, time.control()));
    mapped.project = withMapped(std::move(task.project), task.before, mapped.best.layout);
    if (options.wantsAdvice && !Interruption::wasAsked()) {
        WAFERSCOPE_TRY(mapped.advice, adviseOn(mapped.best, *assumptions)); // has its time beside --time
    }
    mapped.spent = time.spent();
    return mapped;
}

ExitCode map(const MapOptions& options, const CliStreams& streams)
{
    std::optional<Interruption> interruption; // without an output there is nothing to save
    if (!options.output.empty())
        interruption.emplace();
    const Result<Mapped> mapped = search(options);
    if (!mapped.ok())
        return report(streams, mapped.error());
    const Layout& layout = *mapped.value().best.layout;
    const Evaluation& evaluation = *mapped.value().best.evaluation;
    if (!options.output.empty()) {
        const Result<bool> written = savePlan(mapped.value().project, options.output);
        if (!written.ok())
            return report(streams, written.error());
    }
    if (options.asJson)
        streams.out << layoutReportJson(layout, evaluation, mapped.value().spent, advisedChange(mapped.value().advice));
    else if (options.output != "-")
        streams.out << layoutText(layout, evaluation, streams.emphasis)
                    << adviceText(mapped.value().advice, options.wantsAdvice ? Wanted::Yes : Wanted::No);
    if (interruption && Interruption::wasAsked())
        return report(streams, savedAtStop(options.output));
    return evaluation.legal() ? ExitCode::Done : ExitCode::Infeasible;
}

} // namespace

CommandAction setUpMap(CommandOptions& options)
{
    auto values = std::make_shared<MapOptions>();
    values->model.addTo(options);
    options.add("--layout", values->layout,
                "of a plan, whose locked kernels stay: which of its layouts (default: the first)");
    values->mapping.addTo(options);
    values->mapping.addModeTo(options);
    options.add("-o,--output", values->output, "the plan to write: OUT.waferplan, or - for standard output");
    options.addFlag("--advice", values->wantsAdvice,
                    "try changes and say which helps most (takes longer, beside --time)");
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return map(*values, streams); };
}

} // namespace waferscope
