#pragma once

#include "core/base/job_control.h"
#include "core/layout/project.h"
#include "mapping/map_network.h"

#include <memory>
#include <string>
#include <vector>

namespace waferscope {

// The window's long computations, as blocking functions for JobRunner. No Qt, no shared state. What they publish is
// MappingPartial.

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

/// The project with one more layout, of a mode that it has not. Maps for the machine and execution of `like`.
[[nodiscard]] Result<OpenedProject> addMode(const std::shared_ptr<const Project>& project, const Layout& like,
                                            Mode mode, const JobControl& job);

/// The project with pipelined layout `index` placed anew as so many copies of the network. Fails when they do not fit.
[[nodiscard]] Result<OpenedProject> replicate(const std::shared_ptr<const Project>& project, std::size_t index,
                                              int replicas, const JobControl& job);

} // namespace waferscope
