#pragma once

#include "core/machine/baselines.h"

namespace waferscope {

// What the program ships to compare a wafer with: resources/baselines/.

[[nodiscard]] const GpuRuns& shippedGpuRuns(); ///< bert.json
[[nodiscard]] const std::vector<Processor>& shippedProcessors(); ///< processors.json; the GPU of all times comes first
[[nodiscard]] const Trainings& shippedTrainings(); ///< trainings.json

} // namespace waferscope
