#pragma once

#include "core/base/job_control.h"
#include "core/layout/project.h"
#include "mapping/map_network.h"

#include <memory>
#include <string>
#include <vector>

namespace waferscope {

// Opening and mapping, as `wafer` and the window do it: blocking functions without shared state, for a worker too. What
// they publish is ProjectPartial.

/// What to open, and on which machine to put it when it is a network and not a plan.
struct OpenRequest {
    std::string model; ///< as `wafer` takes it: a file, "gallery:resnet50"
    std::shared_ptr<const Installation> installation;
    Execution execution;
};

struct OpenedProject {
    std::shared_ptr<const Project> project;
    std::vector<std::shared_ptr<const Evaluation>> evaluations; ///< parallel to its layouts
    std::string planPath; ///< where it was read from, when it is a plan
    std::string notice; ///< one sentence about a mode that the network does not run in; empty when both do
};

/// The best layout so far, and the project as it would be if the search ended with it: layouts that the job has not
/// come to stay as they were, or are not there yet.
struct ProjectPartial : MappingPartial {
    OpenedProject opened;
};

/// Opens a plan as it is, or a network in both modes. Fails when neither mode works.
[[nodiscard]] Result<OpenedProject> openProject(const OpenRequest& request, const JobControl& job);

/// Whether pipelined kernels stay where they are.
enum class Placements { Kept, Anew };

/// Layouts made anew, e.g. for another machine.
struct RemapRequest {
    std::shared_ptr<const Project> project;
    std::shared_ptr<const Installation> installation;
    Execution execution;
    Placements placements = Placements::Anew;
    Dimensions sizes; ///< of the network's symbolic sizes; those not named stay, and any placement is made anew
};

/// The project with all its layouts mapped for another machine, execution or sizes; locked kernels stay. Fails when no
/// layout is left.
[[nodiscard]] Result<OpenedProject> remapProject(const RemapRequest& request, const JobControl& job);

/// The execution with no more workers and systems than an installation has.
[[nodiscard]] Execution executionOn(const Installation& installation, Execution execution);

/// A layout's network in the other mode, on the same machine and run alike. Nothing is locked.
[[nodiscard]] Result<MappedLayout> inOtherMode(const std::shared_ptr<const Layout>& layout,
                                               const Assumptions& assumptions, const JobControl& job);

/// The project with one more layout, in the mode that `like` is not.
[[nodiscard]] Result<OpenedProject> addOtherMode(const std::shared_ptr<const Project>& project,
                                                 const std::shared_ptr<const Layout>& like, const JobControl& job);

/// The project with what was made of one of its layouts, `before`, in its place and under its name; where the mode has
/// changed, in the place of the first layout of that mode, or beside the others. Without a layout before it is the only
/// one.
[[nodiscard]] Project withMapped(Project project, const std::shared_ptr<const Layout>& before,
                                 const std::shared_ptr<const Layout>& mapped);

/// The project with pipelined layout `index` placed anew as so many replicas of the network. Fails when they do not
/// fit.
[[nodiscard]] Result<OpenedProject> replicate(const std::shared_ptr<const Project>& project, std::size_t index,
                                              int replicas, const JobControl& job);

} // namespace waferscope
