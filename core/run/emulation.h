#pragma once

#include "core/layout/evaluation.h"
#include "core/run/event_log.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// Cycles lost, by cause; None is unused.
using StallCycles = std::array<Cycles, kStallCauseCount>;

/// Where a kernel's cycles went. busy + idle + all stalls = cycles of the run, exactly.
struct KernelTime {
    std::string name;
    Cycles busy; ///< at least one of its column groups works
    Cycles idle; ///< before its first and after its last work of a step
    StallCycles stalled{};
};

/// What a run of the step emulator found. Immutable once made.
struct Emulation {
    std::int64_t steps = 0;
    std::int64_t samplesPerStep = 0; ///< of one system
    Cycles cycles; ///< of the whole run
    Cycles fill; ///< start of the last step to its first completion
    Cycles drain; ///< last completion of the last step to its end
    Cycles steady; ///< first to last completion of the last step
    StallCycles stalls{}; ///< at the limiting resource in the steady part of the last step
    std::vector<KernelTime> kernels;
    EventLog log;

    /// Of all systems, in the mean of all steps: (samples - 1) / steady; of a single sample a step, as stepSamples.
    SamplesPerSecond samples;
    SamplesPerSecond formulaSamples; ///< Evaluation::numbers.samples
    SamplesPerSecond stepSamples;

    std::optional<Joules> energy; ///< of the run on all systems: an assumption (model/energy.h)
    std::optional<Joules> energyOfSample;
};

} // namespace waferscope
