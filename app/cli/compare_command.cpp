#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/output/layout_text.h"
#include "formats/networks/model.h"
#include "formats/reports/report_json.h"
#include "mapping/thread_limit.h"
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

Result<LayoutPair> comparedPlans(const CompareOptions& options, TimeLimit& time)
{
    WAFERSCOPE_TRY(const Project first, openPlan(options.first.model));
    std::optional<Project> second;
    if (!options.second.empty()) {
        WAFERSCOPE_TRY(second, openPlan(options.second));
    }
    return layoutsToCompare(first, second, time.control());
}

Result<LayoutPair> compared(const CompareOptions& options, TimeLimit& time)
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
    return bothModes(std::move(request), *assumptions, time.control());
}

ExitCode compare(const CompareOptions& options, const CliStreams& streams)
{
    const ThreadLimit threads(options.mapping.threads);
    TimeLimit time(options.mapping.seconds);
    const Result<LayoutPair> pair = compared(options, time);
    if (!pair.ok())
        return report(streams, pair.error());
    const auto& [first, second] = pair.value();
    if (options.asJson)
        streams.out << comparisonJson(*first.layout, *first.evaluation, *second.layout, *second.evaluation,
                                      time.spent());
    else
        streams.out << comparisonText(*first.layout, *first.evaluation, *second.layout, *second.evaluation,
                                      streams.emphasis);
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
