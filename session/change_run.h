#pragma once

#include "core/base/job_control.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"

#include <memory>
#include <optional>

namespace waferscope {

/// How a layout is to be run otherwise than it says; what is absent stays.
struct RunChange {
    std::shared_ptr<const Installation> installation;
    std::optional<int> workers;
    std::optional<int> systems;
    std::optional<int> replicas;
};

/// The layout run so. It stays where it lies, with as many of its workers as another installation has; another number
/// of replicas is placed anew. Fails with Usage when the installation has not what is asked for, and as mapNetwork()
/// does.
[[nodiscard]] Result<std::shared_ptr<const Layout>> runOtherwise(const std::shared_ptr<const Layout>& layout,
                                                                 const RunChange& change,
                                                                 const Assumptions& assumptions,
                                                                 const JobControl& job = {});

} // namespace waferscope
