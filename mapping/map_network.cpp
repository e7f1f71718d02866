#include "mapping/map_network.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/layout/footprint.h"
#include "mapping/kernels/network_to_kernels.h"
#include "mapping/pipelined/pipelined_search.h"
#include "mapping/pipelined/replica_search.h"
#include "mapping/streaming/streaming_scheduler.h"
#include "model/pipelined/kernel_cost.h"

#include <algorithm>

namespace waferscope {

namespace {

std::optional<Error> impossible(const MapRequest& request, const Execution& execution)
{
    const Installation& installation = *request.installation;
    if (auto error = malformed(execution))
        return error;
    if (auto error = malformed(StreamingSchedule{1, request.sparsity, {}}))
        return error;
    if (execution.systems > installation.systems)
        return Error{ErrorCode::Usage,
                     printable(installation.title) + " has " + std::to_string(installation.systems) + " system(s), not "
                         + std::to_string(execution.systems) + "."};
    if (auto error = unevenShares(execution))
        return error;
    if (request.mode == Mode::WeightStreaming && execution.systems > 1 && !installation.hasWeightStore)
        return Error{
            ErrorCode::Usage,
            "Weight streaming over several systems needs an installation with a weight store, such as cs2-cluster."};
    return std::nullopt;
}

/// Kernels are the same by name: sizes and precision may have changed.
Result<LockedKernels> lockedIn(const MapRequest& request, const KernelGraph& graph)
{
    LockedKernels locked(graph.size());
    const Mapping* mapping = request.locks ? std::get_if<Mapping>(&request.locks->arrangement()) : nullptr;
    for (std::size_t i = 0; mapping && i < mapping->kernels.size(); ++i) {
        PlacedKernel placed = mapping->kernels[i];
        if (!placed.locked)
            continue;
        const Kernel& before = request.locks->graph()->kernels()[i];
        const auto kernel = std::find_if(graph.kernels().begin(), graph.kernels().end(), [&](const Kernel& other) {
            return other.name == before.name && other.convs.size() == before.convs.size();
        });
        if (kernel == graph.kernels().end())
            return Error{ErrorCode::InvalidInput,
                         "The locked kernel " + printable(before.name) + " is not in "
                             + printable(request.network->name()) + "."};
        placed.rectangle =
            rectangleOf(*kernel, placed.arguments, placed.rotation, request.execution.run, placed.rectangle.origin);
        locked[static_cast<std::size_t>(kernel - graph.kernels().begin())] = std::move(placed);
    }
    return locked;
}

/// The kernels of one replica of the network.
Result<LayoutProblem> problemOf(const MapRequest& request, Execution execution)
{
    WAFERSCOPE_TRY(Network network, request.network->withDimensions(execution.dimensions));
    WAFERSCOPE_TRY(KernelGraph graph, kernelsOf(network, execution.precision));
    return LayoutProblem{request.installation, std::move(execution),
                         std::make_shared<const Network>(std::move(network)),
                         std::make_shared<const KernelGraph>(std::move(graph))};
}

} // namespace

MapRequest requestLike(const std::shared_ptr<const Layout>& layout)
{
    MapRequest request;
    request.network = layout->network();
    request.installation = layout->installation();
    request.execution = layout->execution();
    request.mode = layout->mode();
    request.locks = layout;
    if (const auto* schedule = std::get_if<StreamingSchedule>(&layout->arrangement()))
        request.sparsity = schedule->sparsity;
    return request;
}

MappedLayout mappedAs(const LayoutProblem& problem, Arrangement arrangement,
                      std::shared_ptr<const Evaluation> evaluation)
{
    std::string name(nameOf(modeOf(arrangement)));
    Result<Layout> layout = Layout::create(std::move(name), problem, std::move(arrangement));
    WAFERSCOPE_CHECK(layout.ok());
    return {std::make_shared<const Layout>(std::move(layout).value()), std::move(evaluation)};
}

Result<MappedLayout> mapNetwork(const MapRequest& request, const Assumptions& assumptions, const JobControl& job)
{
    const Execution execution = executionFor(request.execution, request.mode);
    if (const auto error = impossible(request, execution))
        return *error;
    WAFERSCOPE_TRY(const LayoutProblem problem, problemOf(request, execution));
    if (const auto error = layerWithoutKernel(*problem.graph, assumptions))
        return *error;
    if (request.mode == Mode::WeightStreaming)
        return scheduleStreaming(problem, request.sparsity, assumptions, job);
    WAFERSCOPE_TRY(LockedKernels locked, lockedIn(request, *problem.graph));
    if (execution.replicas == 1)
        return searchPipelined(problem, request.placing, assumptions, job, std::move(locked));
    if (std::any_of(locked.begin(), locked.end(), [](const auto& kernel) { return kernel.has_value(); }))
        return Error{ErrorCode::Usage,
                     "Locked kernels cannot stay where they are when replicas of the network are placed: unlock them "
                     "first."};
    return searchReplicas(problem, request.placing, assumptions, job);
}

} // namespace waferscope
