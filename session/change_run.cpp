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

Result<std::shared_ptr<const Layout>> placedAnew(const std::shared_ptr<const Layout>& layout,
                                                 const LayoutProblem& problem, const Assumptions& assumptions,
                                                 const JobControl& job)
{
    if (const auto error = refusedReplicas(layout->mode(), problem.execution.replicas))
        return *error;
    MapRequest request = requestLike(layout);
    request.installation = problem.installation;
    request.execution = problem.execution;
    WAFERSCOPE_TRY(const MappedLayout mapped, mapNetwork(request, assumptions, job));
    return mapped.layout;
}

} // namespace

Result<std::shared_ptr<const Layout>> runOtherwise(const std::shared_ptr<const Layout>& layout, const RunChange& change,
                                                   const Assumptions& assumptions, const JobControl& job)
{
    LayoutProblem problem = layout->problem();
    if (change.installation) {
        problem.installation = change.installation;
        problem.execution.workers = std::min(problem.execution.workers, change.installation->workers);
    }
    problem.execution.workers = change.workers.value_or(problem.execution.workers);
    problem.execution.systems = change.systems.value_or(problem.execution.systems);
    if (const auto error = beyond(*problem.installation, problem.execution))
        return *error;
    if (change.replicas && *change.replicas != problem.execution.replicas) {
        problem.execution.replicas = *change.replicas;
        return placedAnew(layout, problem, assumptions, job);
    }
    WAFERSCOPE_TRY(Layout changed, Layout::create(layout->name(), std::move(problem), layout->arrangement()));
    return std::make_shared<const Layout>(std::move(changed));
}

} // namespace waferscope
