#include "core/layout/layout.h"

#include "core/base/check.h"

namespace waferscope {

namespace {

std::optional<Error> malformed(const LayoutProblem& problem)
{
    if (auto error = malformed(problem.execution))
        return error;
    if (problem.graph->replicas() != problem.execution.replicas)
        return Error{ErrorCode::InvalidInput,
                     "The layout has " + std::to_string(problem.execution.replicas) + " replicas, its kernels are of "
                         + std::to_string(problem.graph->replicas()) + "."};
    return unevenShares(problem.execution);
}

std::optional<Error> malformed(const Mapping& mapping, const LayoutProblem& problem)
{
    return malformed(mapping, *problem.graph);
}

std::optional<Error> malformed(const StreamingSchedule& schedule, const LayoutProblem& problem)
{
    if (schedule.retention.size() > problem.graph->size())
        return Error{ErrorCode::InvalidInput, "The schedule is of another network: it has more layers."};
    if (schedule.bands > 1 && schedule.bands > problem.system().columns)
        return Error{ErrorCode::InvalidInput,
                     "The schedule has " + std::to_string(schedule.bands) + " bands, the fabric "
                         + std::to_string(problem.system().columns) + " columns."};
    return malformed(schedule);
}

} // namespace

Mode modeOf(const Arrangement& arrangement)
{
    return std::holds_alternative<Mapping>(arrangement) ? Mode::Pipelined : Mode::WeightStreaming;
}

Execution executionFor(Execution execution, Mode mode)
{
    if (mode == Mode::WeightStreaming)
        execution.replicas = 1;
    return execution;
}

std::optional<Error> refusedReplicas(Mode mode, int replicas)
{
    if (mode == Mode::Pipelined || replicas <= 1)
        return std::nullopt;
    return Error{ErrorCode::Usage,
                 "Replicas are for pipelined runs: when weights are streamed, a layer has the whole fabric."};
}

Layout::Layout(std::string name, LayoutProblem problem, Arrangement arrangement)
    : m_name(std::move(name))
    , m_problem(std::move(problem))
    , m_arrangement(std::move(arrangement))
{
}

Result<Layout> Layout::create(std::string name, LayoutProblem problem, Arrangement arrangement)
{
    WAFERSCOPE_CHECK(problem.installation && problem.graph);
    problem.execution = executionFor(std::move(problem.execution), modeOf(arrangement));
    if (const auto error = malformed(problem))
        return *error;
    const auto fits = [&](const auto& arranged) { return malformed(arranged, problem); };
    if (const auto error = std::visit(fits, arrangement))
        return *error;
    return Layout(std::move(name), std::move(problem), std::move(arrangement));
}

Layout Layout::withName(std::string name) const
{
    return {std::move(name), m_problem, m_arrangement};
}

Layout Layout::withMapping(Mapping mapping) const
{
    WAFERSCOPE_CHECK(mode() == Mode::Pipelined && !malformed(mapping, *graph()));
    return {m_name, m_problem, std::move(mapping)};
}

Result<Layout> Layout::withExecution(Execution execution) const
{
    LayoutProblem problem = m_problem;
    problem.execution = std::move(execution);
    return create(m_name, std::move(problem), m_arrangement);
}

const Mapping& Layout::mapping() const
{
    const auto* mapping = std::get_if<Mapping>(&m_arrangement);
    WAFERSCOPE_CHECK(mapping);
    return *mapping;
}

const StreamingSchedule& Layout::schedule() const
{
    const auto* schedule = std::get_if<StreamingSchedule>(&m_arrangement);
    WAFERSCOPE_CHECK(schedule);
    return *schedule;
}

} // namespace waferscope
