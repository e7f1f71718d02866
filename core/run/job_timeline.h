#pragma once

#include "core/base/quantity.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace waferscope {

/// What a job does, in the order in which it first does it.
enum class JobStage { Compile, Program, SendWeights, Steps, Checkpoints };
[[nodiscard]] std::string_view nameOf(JobStage stage); ///< "compile", "program", "send weights" ...

/// One stage of a job; steps and checkpoints come in turn.
struct JobPart {
    JobStage stage = JobStage::Compile;
    std::int64_t count = 1; ///< times that it is done; parts that are never done are left out
    Seconds start; ///< of the first, from the job's
    Seconds each;

    [[nodiscard]] Seconds all() const { return Seconds{each.count() * static_cast<double>(count)}; }
};

/// A job from compile to its last step or checkpoint.
struct JobTimeline {
    std::vector<JobPart> parts; ///< by stage
    Seconds length;
    SamplesPerSecond samples; ///< of all systems, over all of it
};

} // namespace waferscope
