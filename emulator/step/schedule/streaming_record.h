#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "emulator/step/schedule/step_record.h"

namespace waferscope {

/// One weight-streaming step (MODEL section 4) of a long run: micro-batches as `runMicroBatches` has them, the phases
/// of each as `StreamingChain` has them. After the last one the weights are updated (`StreamingFigures::tail`); then
/// comes the host's time.
///
/// A wait is a stall of the layer that waits: for weights on their way, or that find no room for a second tile
/// (Output); for what it gives to leave (Output); the first layer's for input (Worker). All samples of a micro-batch
/// complete at once, so the rate is that of the whole step. The layers' formula holds the streams already; what is lost
/// beyond it are the waits for input.
[[nodiscard]] Result<StepRecord> recordStreaming(const Layout& layout, const Evaluation& evaluation,
                                                 const Assumptions& assumptions);

} // namespace waferscope
