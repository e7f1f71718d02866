#pragma once

#include "core/base/result.h"
#include "model/host/job_timeline.h"

#include <cstdint>
#include <optional>

namespace waferscope {

class CommandOptions;

/// --job-steps and --checkpoint-every. Must live as long as parsing and the command's action.
struct JobOptions {
    std::optional<std::int64_t> steps;
    std::optional<std::int64_t> checkpointEvery;

    void addTo(CommandOptions& options);
    /// None where no job is asked for.
    [[nodiscard]] Result<std::optional<JobLength>> length(Run run) const;
};

} // namespace waferscope
