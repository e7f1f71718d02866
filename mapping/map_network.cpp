#include "mapping/map_network.h"

#include "core/layout/footprint.h"
#include "mapping/kernels/network_to_kernels.h"
#include "mapping/pipelined/pipelined_search.h"
#include "mapping/pipelined/replica_search.h"
#include "mapping/streaming/streaming_scheduler.h"
#include "model/pipelined/kernel_cost.h"

#include <algorithm>

namespace waferscope {

namespace {

std::optional<Error> impossible(const MapRequest& request)
{
    const Installation& installation = *request.installation;
    const Execution& execution = request.execution;
    if (execution.batch < 1 || execution.workers < 1 || execution.systems < 1 || execution.replicas < 1)
        return Error{ErrorCode::Usage, "Batch, workers, systems and replicas must be at least 1."};
    if (request.mode == Mode::WeightStreaming && execution.replicas > 1)
        return Error{ErrorCode::Usage,
                     "Replicas are for pipelined runs: when weights are streamed, a layer has the whole fabric."};
    if (request.sparsity < 0.0 || request.sparsity >= 1.0)
        return Error{ErrorCode::Usage, "The sparsity must be at least 0 and below 1."};
    if (execution.systems > installation.systems)
        return Error{ErrorCode::Usage,
                     installation.title + " has " + std::to_string(installation.systems) + " system(s), not "
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
    const Mapping* mapping = request.locks ? std::get_if<Mapping>(&request.locks->arrangement) : nullptr;
    for (std::size_t i = 0; mapping && i < mapping->kernels.size(); ++i) {
        PlacedKernel placed = mapping->kernels[i];
        if (!placed.locked)
            continue;
        const Kernel& before = request.locks->graph->kernels()[i];
        const auto kernel = std::find_if(graph.kernels().begin(), graph.kernels().end(), [&](const Kernel& other) {
            return other.name == before.name && other.convs.size() == before.convs.size();
        });
        if (kernel == graph.kernels().end())
            return Error{ErrorCode::InvalidInput,
                         "The locked kernel " + before.name + " is not in " + request.network->name() + "."};
        placed.rectangle =
            rectangleOf(*kernel, placed.arguments, placed.rotation, request.execution.run, placed.rectangle.origin);
        locked[static_cast<std::size_t>(kernel - graph.kernels().begin())] = std::move(placed);
    }
    return locked;
}

} // namespace

Result<MappedLayout> mapNetwork(const MapRequest& request, const Assumptions& assumptions, const JobControl& job)
{
    if (const auto error = impossible(request))
        return *error;
    Layout layout;
    layout.name = request.mode == Mode::Pipelined ? "pipelined" : "streaming";
    layout.installation = request.installation;
    layout.execution = request.execution;
    WAFERSCOPE_TRY(const Network network, request.network->withDimensions(request.execution.dimensions));
    layout.network = std::make_shared<const Network>(network);
    WAFERSCOPE_TRY(KernelGraph graph, kernelsOf(*layout.network, request.execution.precision));
    layout.graph = std::make_shared<const KernelGraph>(std::move(graph));
    if (const auto error = layerWithoutKernel(*layout.graph, assumptions))
        return *error;
    if (request.mode == Mode::Pipelined) {
        WAFERSCOPE_TRY(LockedKernels locked, lockedIn(request, *layout.graph));
        if (layout.execution.replicas == 1)
            return searchPipelined(layout, request.placing, assumptions, job, std::move(locked));
        if (std::any_of(locked.begin(), locked.end(), [](const auto& kernel) { return kernel.has_value(); }))
            return Error{ErrorCode::Usage,
                         "Locked kernels cannot stay where they are when copies of the network are placed: unlock them "
                         "first."};
        return searchReplicas(layout, request.placing, assumptions, job);
    }
    return scheduleStreaming(layout, request.sparsity, assumptions, job);
}

} // namespace waferscope
