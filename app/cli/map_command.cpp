#include "app/cli/advice_output.h"
#include "app/cli/commands.h"
#include "app/cli/layout_text.h"
#include "app/cli/mapping_options.h"
#include "app/headless/save_project.h"
#include "core/formats/model.h"
#include "core/formats/report_json.h"
#include "mapping/thread_limit.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct MapOptions {
    ModelOptions model;
    MappingOptions mapping;
    std::string output;
    bool wantsAdvice = false;
    bool asJson = false;
};

struct Mapped {
    NetworkReference reference;
    std::shared_ptr<const Assumptions> assumptions;
    MappedLayout best;
    std::optional<Advice> advice;
    Seconds spent;
};

Result<Mapped> search(const MapOptions& options)
{
    const ThreadLimit threads(options.mapping.threads);
    TimeLimit time(options.mapping.seconds);
    Mapped mapped;
    WAFERSCOPE_TRY(const SizeTexts sizes, options.model.sizes());
    WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.model.model, sizes));
    WAFERSCOPE_TRY(mapped.assumptions, options.mapping.assumptions());
    WAFERSCOPE_TRY(const MapRequest request, options.mapping.request(model.network));
    WAFERSCOPE_TRY(mapped.best, mapNetwork(request, *mapped.assumptions, time.control()));
    if (options.wantsAdvice) {
        WAFERSCOPE_TRY(mapped.advice, adviseOn(mapped.best, *mapped.assumptions)); // has its time beside --time
    }
    mapped.reference = model.reference;
    mapped.spent = time.spent();
    return mapped;
}

Project projectOf(const Mapped& mapped)
{
    Project project;
    project.reference = mapped.reference;
    project.network = mapped.best.layout->network;
    project.layouts = {mapped.best.layout};
    project.assumptions = mapped.assumptions;
    return project;
}

ExitCode map(const MapOptions& options, const CliStreams& streams)
{
    const Result<Mapped> mapped = search(options);
    if (!mapped.ok())
        return report(streams, mapped.error());
    const Layout& layout = *mapped.value().best.layout;
    const Evaluation& evaluation = *mapped.value().best.evaluation;
    if (!options.output.empty()) {
        const Result<bool> written = savePlan(projectOf(mapped.value()), options.output);
        if (!written.ok())
            return report(streams, written.error());
    }
    if (options.asJson)
        streams.out << layoutReportJson(layout, evaluation, mapped.value().spent, advisedChange(mapped.value().advice));
    else if (options.output != "-")
        streams.out << layoutText(layout, evaluation, streams.emphasis)
                    << adviceText(mapped.value().advice, options.wantsAdvice ? Wanted::Yes : Wanted::No);
    return evaluation.legal() ? ExitCode::Done : ExitCode::Infeasible;
}

} // namespace

CommandAction setUpMap(CLI::App& options)
{
    auto values = std::make_shared<MapOptions>();
    values->model.addTo(options);
    values->mapping.addTo(options);
    values->mapping.addModeTo(options);
    options.add_option("-o,--output", values->output, "the plan to write: OUT.waferplan, or - for standard output");
    options.add_flag("--advice", values->wantsAdvice,
                     "try changes and say which helps most (takes longer, beside --time)");
    options.add_flag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return map(*values, streams); };
}

} // namespace waferscope
