#pragma once

#include "core/run/emulation.h"
#include "emulator/step/schedule/pipeline_schedule.h"

#include <cstddef>
#include <vector>

namespace waferscope {

/// One kernel's gaps of a step: when none of its groups works, between its first and its last work.
struct StageGaps {
    std::vector<Span> stalls; ///< sorted by start; actors and step are the caller's to fill in
    StallCycles stalled{}; ///< their sum by cause
    std::int64_t firstStart = 0;
    std::int64_t lastEnd = 0; ///< without the update
};

[[nodiscard]] StageGaps gapsOf(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage);

/// Cycles lost at what limits the rate, by cause (MODEL section 7a): over the step's samples, the time from one start
/// to the next beyond the `period` that the formula gives it. What is watched is the last thing a sample meets there:
/// the backward groups of the slowest kernel, the gradient stream of the most loaded edge, or the input workers;
/// forward groups and streams for inference.
[[nodiscard]] StallCycles lostCycles(const PipelineModel& model, const PipelineSchedule& schedule, std::int64_t period);

} // namespace waferscope
