#pragma once

#include "core/base/result.h"
#include "core/machine/assumptions.h"
#include "formats/reports/baseline_json.h"
#include "formats/reports/report_json.h"
#include "session/compare_layouts.h"

#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// The published runs of BERT on GPUs beside what is fitted to all of them, and one more if asked for. Warns where that
/// lies beyond them.
[[nodiscard]] GpuReport gpuReport(const std::optional<GpuRun>& asked, const Assumptions& assumptions);

/// What is known of a training; what is not is taken from resources/baselines/.
struct TrainingQuestion {
    std::optional<std::string> name; ///< with parameters and tokens: that network, else those that times are told of
    double parameters = 0.0;
    double tokens = 0.0;
    std::optional<double> gpus;
    std::optional<double> peakFlops; ///< of a GPU, a second
    std::optional<double> utilization;
    bool recompute = false;
};

[[nodiscard]] Result<TrainingReport> trainingReport(const TrainingQuestion& question);

/// Of the wafers, a GPU and a CPU. `size` is the number of rows, columns and vector elements.
[[nodiscard]] RooflineReport rooflineReport(const std::vector<System>& wafers, double size, double sparsity);

/// What the smallest published number of GPUs would do with what is compared: where both train one network like BERT
/// with one batch, with more or less arithmetic for longer or shorter samples.
[[nodiscard]] GpuComparison gpuComparison(const LayoutPair& pair, const Assumptions& assumptions);

} // namespace waferscope
