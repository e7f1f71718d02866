#include "core/layout/plan.h"

namespace waferscope {

namespace {

void addMapping(PlannedLayout& planned, const KernelGraph& graph, const Mapping& mapping)
{
    planned.replicaColumns = mapping.replicaColumns;
    for (std::size_t i = 0; i < graph.size(); ++i)
        planned.regions.push_back({graph.kernels()[i].name, mapping.kernels[i]});
    for (std::size_t i = 0; i < graph.edges().size(); ++i) {
        const Edge& edge = graph.edges()[i];
        planned.routes.push_back({graph[edge.from].name, graph[edge.to].name, mapping.routes[i]});
    }
}

void addSchedule(PlannedLayout& planned, const KernelGraph& graph, const StreamingSchedule& schedule)
{
    planned.microBatch = schedule.microBatch;
    planned.bands = schedule.bands;
    planned.sparsity = schedule.sparsity;
    for (std::size_t i = 0; i < graph.size() && i < schedule.retention.size(); ++i)
        planned.retention.push_back({graph.kernels()[i].name, schedule.retention[i]});
}

PlannedLayout plannedLayout(const Layout& layout)
{
    PlannedLayout planned;
    planned.name = layout.name();
    planned.mode = layout.mode();
    planned.installation = layout.installation()->reference;
    planned.execution = layout.execution();
    if (const auto* mapping = std::get_if<Mapping>(&layout.arrangement()))
        addMapping(planned, *layout.graph(), *mapping);
    else
        addSchedule(planned, *layout.graph(), layout.schedule());
    return planned;
}

} // namespace

Plan planOf(const Project& project)
{
    Plan plan;
    plan.network = project.reference;
    plan.assumptions = project.assumptions->changes();
    for (const auto& layout : project.layouts)
        plan.layouts.push_back(plannedLayout(*layout));
    plan.notes = project.notes;
    return plan;
}

} // namespace waferscope
