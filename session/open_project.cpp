#include "session/open_project.h"

#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "formats/base/files.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "formats/networks/network_format.h"
#include "formats/plan/plan.h"
#include "mapping/kernels/network_to_kernels.h"
#include "model/pipelined/kernel_cost.h"

#include <filesystem>
#include <map>

namespace waferscope {

namespace {

/// A name as the plan's folder sees it: shipped names stay, files start there.
std::string seenFrom(const std::string& folder, const std::string& name)
{
    const std::string path = fileNamed((std::filesystem::path(folder) / name).string());
    return fileExists(path) ? path : name;
}

std::map<std::string, std::size_t> kernelsByName(const KernelGraph& graph)
{
    std::map<std::string, std::size_t> byName;
    for (std::size_t i = 0; i < graph.size(); ++i)
        byName[graph.kernels()[i].name] = i;
    return byName;
}

Error unknownKernel(const KernelGraph& graph, const std::string& name)
{
    std::vector<std::string> names;
    for (const Kernel& kernel : graph.kernels())
        names.push_back(kernel.name);
    return {ErrorCode::InvalidInput,
            "The plan places \"" + printable(name) + "\", which the network has not" + nearestHint(name, names)};
}

Result<Mapping> mappingOf(const PlannedLayout& planned, const KernelGraph& graph)
{
    const auto byName = kernelsByName(graph);
    std::vector<std::optional<PlacedKernel>> kernels(graph.size());
    for (const PlannedRegion& region : planned.regions) {
        const auto place = byName.find(region.layer);
        if (place == byName.end())
            return unknownKernel(graph, region.layer);
        kernels[place->second] = region.placed;
    }
    std::vector<PlacedKernel> all;
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        if (!kernels[i])
            return Error{ErrorCode::InvalidInput,
                         "The plan does not place \"" + printable(graph.kernels()[i].name) + "\"."};
        all.push_back(*kernels[i]);
    }
    std::vector<Route> routes(graph.edges().size());
    std::map<std::pair<std::string, std::string>, Route> byEnds;
    for (const PlannedRoute& route : planned.routes)
        byEnds[{route.from, route.to}] = route.route;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const Edge& edge = graph.edges()[i];
        const auto place = byEnds.find({graph[edge.from].name, graph[edge.to].name});
        if (place != byEnds.end())
            routes[i] = place->second;
    }
    WAFERSCOPE_TRY(Mapping mapping, createMapping(graph, planned.execution.run, std::move(all), std::move(routes)));
    mapping.replicaColumns = planned.replicaColumns;
    return mapping;
}

Result<StreamingSchedule> scheduleOf(const PlannedLayout& planned, const KernelGraph& graph)
{
    const auto byName = kernelsByName(graph);
    StreamingSchedule schedule{planned.microBatch, planned.sparsity,
                               std::vector<Retention>(graph.size(), Retention::Keep)};
    schedule.bands = planned.bands;
    for (const PlannedRetention& retention : planned.retention) {
        const auto place = byName.find(retention.layer);
        if (place == byName.end())
            return unknownKernel(graph, retention.layer);
        schedule.retention[place->second] = retention.retention;
    }
    return schedule;
}

Result<Arrangement> arrangementOf(const PlannedLayout& planned, const KernelGraph& graph)
{
    if (planned.mode == Mode::WeightStreaming) {
        WAFERSCOPE_TRY(StreamingSchedule schedule, scheduleOf(planned, graph));
        return Arrangement(std::move(schedule));
    }
    WAFERSCOPE_TRY(Mapping mapping, mappingOf(planned, graph));
    return Arrangement(std::move(mapping));
}

/// Why a plan's layout cannot have the replicas of the network that it says.
std::optional<Error> wrongReplicas(const PlannedLayout& planned, std::size_t kernelsOfReplica)
{
    const int replicas = planned.execution.replicas;
    if (replicas == 1)
        return std::nullopt;
    const std::string layout =
        "The plan's layout \"" + printable(planned.name) + "\" has " + std::to_string(replicas) + " replicas";
    if (refusedReplicas(planned.mode, replicas))
        return Error{ErrorCode::InvalidInput, layout + ", which only pipelined layouts can have."};
    if (planned.regions.size() / kernelsOfReplica < static_cast<std::size_t>(replicas))
        return Error{ErrorCode::InvalidInput,
                     layout + " of " + std::to_string(kernelsOfReplica) + " kernels, but places only "
                         + std::to_string(planned.regions.size()) + "."};
    if (const auto error = unevenShares(planned.execution))
        return Error{ErrorCode::InvalidInput, layout + ", but " + error->message};
    return std::nullopt;
}

Result<std::shared_ptr<const Layout>> layoutOf(const PlannedLayout& planned, const Network& network,
                                               const std::string& folder)
{
    LayoutProblem problem;
    problem.execution = planned.execution;
    WAFERSCOPE_TRY(problem.installation, readInstallation(seenFrom(folder, planned.installation)));
    WAFERSCOPE_TRY(Network sized, network.withDimensions(planned.execution.dimensions));
    WAFERSCOPE_TRY(KernelGraph graph, kernelsOf(sized, planned.execution.precision));
    if (const auto error = wrongReplicas(planned, graph.size()))
        return *error;
    if (planned.execution.replicas > 1)
        graph = graph.replicated(planned.execution.replicas);
    WAFERSCOPE_TRY(Arrangement arrangement, arrangementOf(planned, graph));
    problem.network = std::make_shared<const Network>(std::move(sized));
    problem.graph = std::make_shared<const KernelGraph>(std::move(graph));
    WAFERSCOPE_TRY(Layout layout, Layout::create(planned.name, std::move(problem), std::move(arrangement)));
    return std::make_shared<const Layout>(std::move(layout));
}

} // namespace

Result<Project> projectOf(const Plan& plan, const std::string& folder)
{
    Project project;
    const std::string name = seenFrom(folder, plan.network.model);
    WAFERSCOPE_TRY(const LoadedModel model, openModel(name, {}));
    if (model.reference.hash != plan.network.hash)
        return Error{ErrorCode::InvalidInput,
                     "The network " + printable(plan.network.model) + " has changed since the plan was made."};
    project.network = model.network;
    project.reference = {name, plan.network.hash};
    Assumptions assumptions = shippedAssumptions();
    for (const auto& [key, value] : plan.assumptions) {
        WAFERSCOPE_TRY(assumptions, assumptions.with(key, value));
    }
    project.assumptions = std::make_shared<const Assumptions>(std::move(assumptions));
    for (const PlannedLayout& planned : plan.layouts) {
        WAFERSCOPE_TRY(auto layout, layoutOf(planned, *project.network, folder));
        project.layouts.push_back(std::move(layout));
    }
    if (!project.layouts.empty())
        if (const auto error = layerWithoutKernel(*project.layouts.front()->graph(), *project.assumptions))
            return *error;
    project.notes = plan.notes;
    return project;
}

Result<Project> openPlan(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    if (!looksLikePlan(rootKeys(text, looksLikePlan)))
        return Error{ErrorCode::InvalidInput, path + " is not a plan: expected JSON with the key \"waferscope_plan\"."};
    WAFERSCOPE_TRY(const Plan plan, readPlan(text, path));
    Result<Project> project = projectOf(plan, std::filesystem::path(path).parent_path().string());
    if (!project.ok())
        return Error{project.error().code, inQuotes(path) + ": " + project.error().message};
    return project;
}

bool isPlan(const std::string& path)
{
    const Result<FileSigns> signs = signsOf(path);
    return signs.ok() && looksLikePlan(signs.value().keys);
}

} // namespace waferscope
