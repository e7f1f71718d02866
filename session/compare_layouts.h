#pragma once

#include "core/base/job_control.h"
#include "core/layout/project.h"
#include "mapping/map_network.h"

#include <optional>

namespace waferscope {

/// Two layouts to be compared. They may be of two machines, batches, even networks.
struct LayoutPair {
    MappedLayout first;
    MappedLayout second;
};

/// The network of a request in both modes: pipelined, then streamed. Fails when either cannot be.
[[nodiscard]] Result<LayoutPair> bothModes(MapRequest request, const Assumptions& assumptions, const JobControl& job);

/// The first layout of each of two projects; of one alone, its first two; of one layout alone, that in both modes,
/// pipelined first: the one that lacks is mapped like the other.
[[nodiscard]] Result<LayoutPair> layoutsToCompare(const Project& first, const std::optional<Project>& second,
                                                  const JobControl& job);

} // namespace waferscope
