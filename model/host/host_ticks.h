#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"

#include <cstdint>

namespace waferscope {

/// What one sample of a job takes of its host, in ticks: a cycle has as many as the job has systems, so that even times
/// of all systems together are whole.
struct HostTicks {
    std::int64_t ofCycle = 1; ///< ticks
    std::int64_t storage = 0; ///< that all workers share
    std::int64_t worker = 0; ///< its input function, while it sends the sample before: the longer of both
};

/// By the rates of MODEL section 5, rounded up; with n workers storage <= inputCycles() and worker <= n inputCycles(),
/// so that workers which take their time evenly keep the formula's pace.
[[nodiscard]] HostTicks hostTicks(const LayoutProblem& problem, const Assumptions& assumptions);

} // namespace waferscope
