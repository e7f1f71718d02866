#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/output/baseline_text.h"
#include "app/cli/output/layout_text.h"
#include "formats/networks/model.h"
#include "formats/reports/report_json.h"
#include "mapping/thread_limit.h"
#include "session/baselines.h"
#include "session/compare_layouts.h"
#include "session/open_project.h"

#include <memory>
#include <optional>
#include <ostream>

namespace waferscope {

namespace {

struct CompareOptions {
    ModelOptions first; ///< MODEL or a plan
    std::string second; ///< a plan
    MappingOptions mapping;
    bool asJson = false;
};

struct Compared {
    LayoutPair pair;
    std::shared_ptr<const Assumptions> assumptions; ///< those of the first
};

Result<Compared> comparedPlans(const CompareOptions& options, TimeLimit& time)
{
    WAFERSCOPE_TRY(const Project first, openPlan(options.first.model));
    std::optional<Project> second;
    if (!options.second.empty()) {
        WAFERSCOPE_TRY(second, openPlan(options.second));
    }
    WAFERSCOPE_TRY(LayoutPair pair, layoutsToCompare(first, second, time.control()));
    return Compared{std::move(pair), first.assumptions};
}

Result<Compared> compared(const CompareOptions& options, TimeLimit& time)
{
    if (isPlan(options.first.model))
        return comparedPlans(options, time);
    if (!options.second.empty())
        return Error{ErrorCode::Usage,
                     "A second plan is compared with a plan, and " + options.first.model + " is none."};
    WAFERSCOPE_TRY(const SizeTexts sizes, options.first.sizes());
    WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.first.model, sizes));
    WAFERSCOPE_TRY(const auto assumptions, options.mapping.assumptions());
    WAFERSCOPE_TRY(MapRequest request, options.mapping.request(model.network));
    WAFERSCOPE_TRY(LayoutPair pair, bothModes(std::move(request), *assumptions, time.control()));
    return Compared{std::move(pair), assumptions};
}

ExitCode compare(const CompareOptions& options, const CliStreams& streams)
{
    const ThreadLimit threads(options.mapping.threads);
    TimeLimit time(options.mapping.seconds);
    const Result<Compared> found = compared(options, time);
    if (!found.ok())
        return report(streams, found.error());
    const auto& [first, second] = found.value().pair;
    const GpuComparison gpus = gpuComparison(found.value().pair, *found.value().assumptions);
    if (options.asJson)
        streams.out << comparisonJson(*first.layout, *first.evaluation, *second.layout, *second.evaluation, gpus,
                                      time.spent());
    else
        streams.out << comparisonText(*first.layout, *first.evaluation, *second.layout, *second.evaluation,
                                      streams.emphasis)
                    << gpuComparisonText(gpus);
    return first.evaluation->legal() && second.evaluation->legal() ? ExitCode::Done : ExitCode::Infeasible;
}

} // namespace

CommandAction setUpCompare(CommandOptions& options)
{
    auto values = std::make_shared<CompareOptions>();
    values->first.addTo(options);
    options.add("PLAN2", values->second, "a second plan");
    values->mapping.addTo(options);
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return compare(*values, streams); };
}

} // namespace waferscope
