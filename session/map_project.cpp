#include "session/map_project.h"

#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "model/evaluate.h"
#include "session/edit_project.h"
#include "session/open_project.h"

#include <algorithm>
#include <functional>

namespace waferscope {

namespace {

Result<OpenedProject> openedPlan(const std::string& path, const JobControl& job)
{
    job.report(0.0, "Reading the plan");
    WAFERSCOPE_TRY(Project project, openPlan(path));
    OpenedProject opened;
    opened.planPath = path;
    for (const std::shared_ptr<const Layout>& layout : project.layouts) {
        if (job.stopRequested())
            return Error{ErrorCode::Stopped, "Stopped."};
        job.report(0.5, "Evaluating its layouts");
        opened.evaluations.push_back(std::make_shared<const Evaluation>(evaluate(*layout, *project.assumptions)));
    }
    opened.project = std::make_shared<const Project>(std::move(project));
    return opened;
}

/// Maps in one mode. Not to fit is an answer: it becomes the notice.
Result<bool> addMapped(Project& project, OpenedProject& opened, const MapRequest& request, const JobControl& job)
{
    const Result<MappedLayout> mapped = mapNetwork(request, *project.assumptions, job);
    if (mapped.ok()) {
        project.layouts.push_back(mapped.value().layout);
        opened.evaluations.push_back(mapped.value().evaluation);
        return true;
    }
    if (mapped.error().code != ErrorCode::DoesNotFit)
        return mapped.error();
    if (opened.notice.empty())
        opened.notice = mapped.error().message;
    return false;
}

/// The project with one layout of which more is known than of the others.
OpenedProject openedWith(Project project, const MappedLayout& mapped)
{
    OpenedProject opened;
    opened.evaluations.assign(project.layouts.size(), nullptr);
    for (std::size_t i = 0; i < project.layouts.size(); ++i)
        if (project.layouts[i]->withName(mapped.layout->name()) == *mapped.layout)
            opened.evaluations[i] = mapped.evaluation;
    opened.project = std::make_shared<const Project>(std::move(project));
    return opened;
}

/// The job, to whom the best layouts so far are published within the project that `made` makes of them.
JobControl withProject(const JobControl& job, std::function<Project(const std::shared_ptr<const Layout>&)> made)
{
    JobControl whole = job;
    whole.publish = [publish = job.publish, made = std::move(made)](const std::shared_ptr<const Partial>& partial) {
        auto published = std::make_shared<ProjectPartial>();
        published->best = static_cast<const MappingPartial&>(*partial).best;
        published->opened = openedWith(made(published->best.layout), published->best);
        publish(std::move(published));
    };
    return whole;
}

/// `before` is the layout whose place a pipelined one takes; none: it is the only one.
Result<OpenedProject> mappedInBothModes(Project project, MapRequest request,
                                        const std::shared_ptr<const Layout>& before, const JobControl& job)
{
    const JobControl pipelining = withProject(
        partOf(job, 0.1, 0.9), [project, before](const auto& best) { return withMapped(project, before, best); });
    OpenedProject opened;
    project.layouts.clear();
    request.mode = Mode::Pipelined;
    WAFERSCOPE_TRY(const bool pipelined, addMapped(project, opened, request, pipelining));
    request.mode = Mode::WeightStreaming;
    WAFERSCOPE_TRY(const bool streaming, addMapped(project, opened, request, partOf(job, 0.9, 1.0)));
    if (!pipelined && !streaming)
        return Error{ErrorCode::DoesNotFit, opened.notice};
    if (!opened.notice.empty())
        opened.notice = (pipelined ? "Pipelined only. " : "Weight streaming only. ") + opened.notice;
    opened.project = std::make_shared<const Project>(std::move(project));
    return opened;
}

/// Pipelined kernels stay, so a person's own work does; schedules follow the execution.
Result<OpenedProject> keptPlacements(const RemapRequest& request, MapRequest map, const JobControl& job)
{
    Project project = *request.project;
    project.layouts.clear();
    OpenedProject opened;
    for (const std::shared_ptr<const Layout>& layout : request.project->layouts) {
        if (layout->mode() == Mode::WeightStreaming) {
            map.mode = Mode::WeightStreaming;
            WAFERSCOPE_TRY([[maybe_unused]] const bool fits, addMapped(project, opened, map, job));
            continue;
        }
        Execution execution = request.execution;
        execution.replicas = layout->execution().replicas;
        WAFERSCOPE_TRY(Layout kept, layout->withExecution(std::move(execution)));
        project.layouts.push_back(std::make_shared<const Layout>(std::move(kept)));
        opened.evaluations.push_back(
            std::make_shared<const Evaluation>(evaluate(*project.layouts.back(), *project.assumptions)));
    }
    if (project.layouts.empty())
        return Error{ErrorCode::DoesNotFit, opened.notice};
    opened.project = std::make_shared<const Project>(std::move(project));
    return opened;
}

} // namespace

Result<OpenedProject> openProject(const OpenRequest& request, const JobControl& job)
{
    if (isPlan(request.model))
        return openedPlan(request.model, job);
    job.report(0.0, "Reading the network");
    WAFERSCOPE_TRY(const LoadedModel loaded, openModel(request.model, request.execution.dimensions));
    if (job.stopRequested())
        return Error{ErrorCode::Stopped, "Stopped."};
    Project project;
    project.reference = loaded.reference;
    project.network = loaded.network;
    project.assumptions = std::make_shared<const Assumptions>(shippedAssumptions());
    MapRequest map;
    map.network = loaded.network;
    map.installation = request.installation;
    map.execution = loaded.network->source().training.appliedTo(request.execution);
    return mappedInBothModes(std::move(project), std::move(map), nullptr, job);
}

Result<OpenedProject> remapProject(const RemapRequest& request, const JobControl& job)
{
    Project project = *request.project;
    MapRequest map;
    map.installation = request.installation;
    map.execution = request.execution;
    if (const std::optional<std::size_t> pipelined = layoutOfMode(project, Mode::Pipelined))
        map.execution.replicas = project.layouts[*pipelined]->execution().replicas;
    if (!request.sizes.empty()) {
        WAFERSCOPE_TRY(Network resized, project.network->withDimensions(request.sizes));
        map.execution.dimensions = resized.dimensions();
        project.network = std::make_shared<const Network>(std::move(resized));
    }
    map.network = project.network;
    for (const std::shared_ptr<const Layout>& layout : request.project->layouts)
        if (!map.locks && layout->mode() == Mode::Pipelined)
            map.locks = layout;
    const bool isResized = !request.sizes.empty(); // then its layouts are of another network
    const std::shared_ptr<const Layout> before = isResized || project.layouts.empty() ? nullptr
        : map.locks                                                                   ? map.locks
                                                                                      : project.layouts.front();
    if (request.placements == Placements::Anew || isResized)
        return mappedInBothModes(std::move(project), std::move(map), before, job);
    return keptPlacements(request, std::move(map), job);
}

Execution executionOn(const Installation& installation, Execution execution)
{
    execution.workers = std::min(execution.workers, installation.workers);
    execution.systems = std::min(execution.systems, installation.systems);
    return execution;
}

Result<MappedLayout> inOtherMode(const std::shared_ptr<const Layout>& layout, const Assumptions& assumptions,
                                 const JobControl& job)
{
    MapRequest request = requestLike(layout);
    request.mode = layout->mode() == Mode::Pipelined ? Mode::WeightStreaming : Mode::Pipelined;
    request.locks = nullptr;
    return mapNetwork(request, assumptions, job);
}

Result<OpenedProject> addOtherMode(const std::shared_ptr<const Project>& project,
                                   const std::shared_ptr<const Layout>& like, const JobControl& job)
{
    const auto added = [project](const std::shared_ptr<const Layout>& layout) {
        return withAddedLayout(*project, layout);
    };
    WAFERSCOPE_TRY(const MappedLayout mapped, inOtherMode(like, *project->assumptions, withProject(job, added)));
    return openedWith(added(mapped.layout), mapped);
}

Project withMapped(Project project, const std::shared_ptr<const Layout>& before,
                   const std::shared_ptr<const Layout>& mapped)
{
    if (!before) {
        project.network = mapped->network();
        project.layouts = {mapped};
        return project;
    }
    const auto same = std::find(project.layouts.begin(), project.layouts.end(), before);
    const std::optional<std::size_t> place = before->mode() == mapped->mode()
        ? std::optional(static_cast<std::size_t>(same - project.layouts.begin()))
        : layoutOfMode(project, mapped->mode());
    if (!place)
        return withAddedLayout(project, mapped);
    const std::string& name = project.layouts[*place]->name();
    return withLayout(project, *place, std::make_shared<const Layout>(mapped->withName(name)));
}

Result<OpenedProject> replicate(const std::shared_ptr<const Project>& project, std::size_t index, int replicas,
                                const JobControl& job)
{
    const std::shared_ptr<const Layout>& before = project->layouts.at(index);
    MapRequest request = requestLike(before);
    request.execution.replicas = replicas;
    const auto replaced = [project, before](const std::shared_ptr<const Layout>& layout) {
        return withMapped(*project, before, layout);
    };
    WAFERSCOPE_TRY(const MappedLayout mapped, mapNetwork(request, *project->assumptions, withProject(job, replaced)));
    return openedWith(replaced(mapped.layout), mapped);
}

} // namespace waferscope
