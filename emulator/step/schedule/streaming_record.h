#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "emulator/step/schedule/micro_batch_run.h"
#include "emulator/step/schedule/step_record.h"

namespace waferscope {

/// What the micro-batches of a weight-streaming layout wait for. It must have a phase.
[[nodiscard]] MicroBatchPace streamedPace(const Layout& layout, const Evaluation& evaluation,
                                          const Assumptions& assumptions);

/// One weight-streaming step (MODEL section 4) of a long run: micro-batches at their pace as `run` has them, the phases
/// of each as `StreamingChain` has them. After the last one the weights are updated (`StreamingFigures::tail`); then
/// comes the host's time.
///
/// A wait is a stall of the layer that waits: for weights on their way, or that find no room for a second tile
/// (Output); for what it gives to leave (Output); the first layer's for input (Worker). All samples of a micro-batch
/// complete at once, so the rate is that of the whole step. The layers' formula holds the streams already; what is lost
/// beyond it are the waits for input.
[[nodiscard]] StepRecord recordStreaming(const Layout& layout, const Evaluation& evaluation,
                                         const Assumptions& assumptions, const MicroBatchPace& pace,
                                         const MicroBatchRun& run);

} // namespace waferscope
