#pragma once

#include "core/base/job_control.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "mapping/map_network.h"

#include <memory>
#include <optional>

namespace waferscope {

/// How a layout is to be run otherwise than it says; what is absent stays.
struct RunChange {
    std::shared_ptr<const Installation> installation;
    std::optional<std::int64_t> batch;
    std::optional<Optimizer> optimizer;
    std::optional<int> workers;
    std::optional<int> systems;
    // what asks for other shapes or another schedule
    std::optional<int> replicas;
    std::optional<Run> run;
    std::optional<Precision> precision;
    std::optional<bool> recompute;
    std::optional<double> sparsity;
    std::optional<std::uint64_t> seed;
    std::optional<PlacingConfig> placing; ///< to place anew, by so many moves or for this objective
};

/// What the change says of the execution.
void applyTo(Execution& execution, const RunChange& change);

/// The layout run so. It stays where it lies, with as many of its workers as another installation has; where other
/// shapes or another schedule are asked for it is mapped anew, its locked kernels where they are. Fails with Usage when
/// the installation has not what is asked for, and as mapNetwork() does.
[[nodiscard]] Result<std::shared_ptr<const Layout>> runOtherwise(const std::shared_ptr<const Layout>& layout,
                                                                 const RunChange& change,
                                                                 const Assumptions& assumptions,
                                                                 const JobControl& job = {});

} // namespace waferscope
