#include "session/change_run.h"

#include "mapping/map_network.h"

#include <algorithm>

namespace waferscope {

namespace {

std::optional<Error> beyond(const Installation& installation, const Execution& execution)
{
    if (execution.workers <= installation.workers && execution.systems <= installation.systems)
        return std::nullopt;
    return Error{ErrorCode::Usage,
                 installation.title + " has " + std::to_string(installation.workers) + " workers and "
                     + std::to_string(installation.systems) + " systems."};
}

/// Whether a layout cannot stay as it lies. Recomputation is all or nothing of a pipelined layout alone, sparsity of a
/// streamed one.
bool asksForAnother(const Layout& layout, const Execution& execution, const RunChange& change)
{
    const Execution& before = layout.execution();
    const bool isStreamed = layout.mode() == Mode::WeightStreaming;
    return change.placing || execution.replicas != before.replicas || execution.run != before.run
        || execution.precision != before.precision || execution.seed != before.seed
        || execution.recompute != before.recompute
        || (isStreamed && change.sparsity && *change.sparsity != layout.schedule().sparsity);
}

Result<std::shared_ptr<const Layout>> mappedAnew(const std::shared_ptr<const Layout>& layout, LayoutProblem problem,
                                                 const RunChange& change, const Assumptions& assumptions,
                                                 const JobControl& job)
{
    if (const auto error = refusedReplicas(layout->mode(), problem.execution.replicas))
        return *error;
    MapRequest request = requestLike(layout);
    request.installation = std::move(problem.installation);
    request.execution = problem.execution;
    request.sparsity = change.sparsity.value_or(request.sparsity);
    request.placing = change.placing.value_or(request.placing);
    WAFERSCOPE_TRY(const MappedLayout mapped, mapNetwork(request, assumptions, job));
    return mapped.layout;
}

} // namespace

void applyTo(Execution& execution, const RunChange& change)
{
    execution.batch = change.batch.value_or(execution.batch);
    execution.optimizer = change.optimizer.value_or(execution.optimizer);
    execution.workers = change.workers.value_or(execution.workers);
    execution.systems = change.systems.value_or(execution.systems);
    execution.replicas = change.replicas.value_or(execution.replicas);
    execution.run = change.run.value_or(execution.run);
    execution.precision = change.precision.value_or(execution.precision);
    execution.recompute = change.recompute.value_or(execution.recompute);
    execution.seed = change.seed.value_or(execution.seed);
}

Result<std::shared_ptr<const Layout>> runOtherwise(const std::shared_ptr<const Layout>& layout, const RunChange& change,
                                                   const Assumptions& assumptions, const JobControl& job)
{
    LayoutProblem problem = layout->problem();
    if (change.installation) {
        problem.installation = change.installation;
        problem.execution.workers = std::min(problem.execution.workers, change.installation->workers);
    }
    applyTo(problem.execution, change);
    if (const auto error = beyond(*problem.installation, problem.execution))
        return *error;
    if (asksForAnother(*layout, problem.execution, change))
        return mappedAnew(layout, std::move(problem), change, assumptions, job);
    WAFERSCOPE_TRY(Layout changed, Layout::create(layout->name(), std::move(problem), layout->arrangement()));
    return std::make_shared<const Layout>(std::move(changed));
}

} // namespace waferscope
