#pragma once

#include "core/layout/mapping.h"
#include "core/layout/project.h"
#include "core/layout/streaming_schedule.h"
#include "core/machine/execution.h"

#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// One kernel of a pipelined layout as a plan file names it.
struct PlannedRegion {
    std::string layer; ///< the kernel's name
    PlacedKernel placed;
};

/// One stream of a pipelined layout.
struct PlannedRoute {
    std::string from;
    std::string to;
    Route route;
};

/// What becomes of one layer's activations in a weight-streaming layout.
struct PlannedRetention {
    std::string layer;
    Retention retention = Retention::Keep;
};

struct PlannedLayout {
    std::string name;
    Mode mode = Mode::Pipelined;
    std::string installation; ///< a shipped name or a file
    Execution execution;
    std::vector<PlannedRegion> regions; ///< pipelined
    std::vector<PlannedRoute> routes; ///< pipelined
    int replicaColumns = 1; ///< pipelined: replicas of the network side by side
    std::int64_t microBatch = 1; ///< weight streaming
    int bands = 1; ///< likewise
    double sparsity = 0.0; ///< weight streaming
    std::vector<PlannedRetention> retention; ///< weight streaming
};

/// What a .waferplan file holds: a project with names instead of the things they name.
struct Plan {
    NetworkReference network;
    std::vector<std::pair<std::string, double>> assumptions; ///< that differ from the shipped ones
    std::vector<PlannedLayout> layouts;
    std::string notes;
};

/// The plan that a project is saved as: networks and machines by their names, kernels by theirs.
[[nodiscard]] Plan planOf(const Project& project);

} // namespace waferscope
