#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <optional>

namespace waferscope {

/// How the input workers of a layout feed it.
struct WorkerNeed {
    double fed = 1.0; ///< samples/s over those with nothing in the host's way: below 1 where the wafer waits
    std::optional<int> saturating; ///< the fewest workers with which it waits no more, however many the installation
                                   ///< has; none where storage is in the way of any number
    int most = 1; ///< the fewest that deliver all that workers of the installation can be of use for
};

[[nodiscard]] WorkerNeed workerNeedOf(const Layout& layout, const Evaluation& now, const Assumptions& assumptions);

} // namespace waferscope
