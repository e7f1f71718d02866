#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/validation/validation.h"

#include <cstdint>
#include <vector>

namespace waferscope {

struct ValidateConfig {
    std::int64_t moves = 2000; ///< layouts tried of every pipelined run
};

/// Sets published measurements beside what the model says of the same runs (MODEL section 8). First assumptions are
/// fitted, each on the rows for fitting whose run it binds: an efficiency a mode and group of releases, the host's time
/// of a group, the least time of a streamed phase, lanes, the shift of a mesh, the GPUs' baseline. Then every row is
/// predicted. What was measured of rows that are not for fitting is never read but to be shown. A row that cannot be
/// predicted says why. Fails with Stopped alone.
[[nodiscard]] Result<Validation> validate(const std::vector<ValidationRow>& rows, const JobControl& job = {},
                                          const ValidateConfig& config = {});

} // namespace waferscope
