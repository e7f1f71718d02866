#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "emulator/step/schedule/step_record.h"

namespace waferscope {

/// One weight-streaming step (MODEL section 4): the phases of every micro-batch in turn, weights of the next one on
/// their way meanwhile.
///
/// The store sends the weights of one phase at a time. They may set out when the phase before begins, since that frees
/// the second buffer; where two layers' weights find no room, when it has ended. A phase begins when the one before has
/// ended and its weights are there, and ends when it has computed and its gradients have left. After the last one the
/// weights are updated (`Evaluation::tail`); then comes the host's time. A wait for weights is a stall of the layer
/// that waits; a wait for leaving gradients one of the layer that sends them.
///
/// All samples of a micro-batch complete at once, so the rate is that of the whole step. The formula holds the streams
/// already, so nothing is lost beyond it unless the emulated step is longer.
[[nodiscard]] Result<StepRecord> recordStreaming(const Layout& layout, const Evaluation& evaluation,
                                                 const Assumptions& assumptions);

} // namespace waferscope
