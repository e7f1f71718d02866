#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "core/run/job_timeline.h"

#include <cstdint>
#include <optional>

namespace waferscope {

/// How long a job runs.
struct JobLength {
    std::int64_t steps = 1; ///< at least 1
    std::optional<std::int64_t> checkpointEvery; ///< so many steps, at least 1; absent: never
};

/// A job of steps that take so long each, of any layout (MODEL section 5, A job):
///
///     compile = compile_seconds + compile_seconds_per_billion x P        program = program_seconds
///     send    = send_seconds_per_billion x P                             checkpoint = checkpoint_seconds_per_billion x
///     P
///
/// with P billions of parameters of one replica. A checkpoint follows every `checkpointEvery`-th step; while it is
/// written nothing else happens.
[[nodiscard]] JobTimeline jobTimeline(const LayoutProblem& problem, Seconds step, const JobLength& length,
                                      const Assumptions& assumptions);

} // namespace waferscope
