#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "emulator/step/schedule/step_record.h"

#include <memory>

namespace waferscope {

/// The steps of a run, one after the other. What it was made of must outlive it.
class StepSource {
public:
    StepSource() = default;
    virtual ~StepSource() = default;
    StepSource(const StepSource&) = delete;
    StepSource& operator=(const StepSource&) = delete;

    /// The record is good until the next call. Fails with DoesNotFit where a step is too large to be emulated, with
    /// Stopped within 50 ms of being asked to.
    [[nodiscard]] virtual Result<const StepRecord*> next(const JobControl& control) = 0;
};

/// Of a legal layout. Where all workers keep one pace all steps are the same, and the first one is given again and
/// again; else each is made anew, and finds the workers as the one before has left them. `threads` as in
/// StepEmulatorConfig. Fails with DoesNotFit where there is nothing to run.
[[nodiscard]] Result<std::unique_ptr<StepSource>> stepsOf(const Layout& layout, const Evaluation& evaluation,
                                                          const Assumptions& assumptions, int threads);

} // namespace waferscope
