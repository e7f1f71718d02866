#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/output/layout_text.h"
#include "formats/networks/model.h"
#include "formats/reports/report_json.h"
#include "mapping/thread_limit.h"
#include "model/evaluate.h"
#include "session/open_project.h"

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct CompareOptions {
    ModelOptions first; ///< MODEL or a plan
    std::string second; ///< a plan
    MappingOptions mapping;
    bool asJson = false;
};

using Pair = std::pair<MappedLayout, MappedLayout>;

Result<MappedLayout> evaluated(const Project& project, std::size_t index)
{
    const auto& layout = project.layouts.at(index);
    return MappedLayout{layout, std::make_shared<const Evaluation>(evaluate(*layout, *project.assumptions))};
}

/// A model in both modes on one machine.
Result<Pair> bothModes(const CompareOptions& options, std::shared_ptr<const Network> network,
                       const Assumptions& assumptions, TimeLimit& time)
{
    Pair pair;
    WAFERSCOPE_TRY(MapRequest request, options.mapping.request(std::move(network)));
    request.mode = Mode::Pipelined;
    WAFERSCOPE_TRY(pair.first, mapNetwork(request, assumptions, time.control()));
    request.mode = Mode::WeightStreaming;
    WAFERSCOPE_TRY(pair.second, mapNetwork(request, assumptions, time.control()));
    return pair;
}

/// Two plans, or the first two layouts of one; a plan of one layout gets its other mode on the same machine.
Result<Pair> plans(const CompareOptions& options, TimeLimit& time)
{
    Pair pair;
    WAFERSCOPE_TRY(const Project first, openPlan(options.first.model));
    WAFERSCOPE_TRY(pair.first, evaluated(first, 0));
    if (!options.second.empty()) {
        WAFERSCOPE_TRY(const Project second, openPlan(options.second));
        WAFERSCOPE_TRY(pair.second, evaluated(second, 0));
        return pair;
    }
    if (first.layouts.size() > 1) {
        WAFERSCOPE_TRY(pair.second, evaluated(first, 1));
        return pair;
    }
    MapRequest request;
    request.network = first.network;
    request.installation = pair.first.layout->installation();
    request.execution = pair.first.layout->execution();
    request.mode = pair.first.layout->mode() == Mode::Pipelined ? Mode::WeightStreaming : Mode::Pipelined;
    WAFERSCOPE_TRY(pair.second, mapNetwork(request, *first.assumptions, time.control()));
    if (request.mode == Mode::Pipelined)
        std::swap(pair.first, pair.second);
    return pair;
}

Result<Pair> compared(const CompareOptions& options, TimeLimit& time)
{
    if (isPlan(options.first.model))
        return plans(options, time);
    if (!options.second.empty())
        return Error{ErrorCode::Usage,
                     "A second plan is compared with a plan, and " + options.first.model + " is none."};
    WAFERSCOPE_TRY(const SizeTexts sizes, options.first.sizes());
    WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.first.model, sizes));
    WAFERSCOPE_TRY(const auto assumptions, options.mapping.assumptions());
    return bothModes(options, model.network, *assumptions, time);
}

ExitCode compare(const CompareOptions& options, const CliStreams& streams)
{
    const ThreadLimit threads(options.mapping.threads);
    TimeLimit time(options.mapping.seconds);
    const Result<Pair> pair = compared(options, time);
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
