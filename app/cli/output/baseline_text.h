#pragma once

#include "app/cli/command.h"
#include "formats/reports/baseline_json.h"
#include "formats/reports/report_json.h"

#include <string>

namespace waferscope {

// What `wafer baseline` prints for people: tables, and what they rest on.

[[nodiscard]] std::string baselineText(const GpuReport& report, Emphasis emphasis);
[[nodiscard]] std::string baselineText(const TrainingReport& report, Emphasis emphasis);
[[nodiscard]] std::string baselineText(const RooflineReport& report, Emphasis emphasis);

/// What `wafer compare` adds: a line on GPUs; empty where there is nothing to compare with.
[[nodiscard]] std::string gpuComparisonText(const GpuComparison& gpus);

} // namespace waferscope
