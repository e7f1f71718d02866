#pragma once

#include "emulator/step/schedule/pipeline_schedule.h"
#include "emulator/step/schedule/step_record.h"

namespace waferscope {

/// Spans and figures of a schedule. `period`: cycles a sample by the formula. `threads` as in StepEmulatorConfig; never
/// changes the result.
[[nodiscard]] StepRecord recordPipeline(const PipelineModel& model, const PipelineSchedule& schedule,
                                        std::int64_t period, int threads);

} // namespace waferscope
