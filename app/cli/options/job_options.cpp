#include "app/cli/options/job_options.h"

#include "app/cli/command_options.h"

namespace waferscope {

void JobOptions::addTo(CommandOptions& options)
{
    constexpr std::int64_t kMost = 1'000'000'000'000;
    options.add("--job-steps", steps, "the time line of a job of so many steps").within(1, kMost);
    options.add("--checkpoint-every", checkpointEvery, "steps of the job between two checkpoints (default none)")
        .within(1, kMost)
        .needs("--job-steps");
}

Result<std::optional<JobLength>> JobOptions::length(Run run) const
{
    if (!steps)
        return std::optional<JobLength>{};
    if (checkpointEvery && run == Run::Infer)
        return Error{ErrorCode::Usage, "Checkpoints are of a network that trains; this one infers."};
    return std::optional(JobLength{*steps, checkpointEvery});
}

} // namespace waferscope
