#pragma once

#include "core/layout/evaluation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A change that helps, and what it promises.
struct AdvisedChange {
    std::string sentence;
    SamplesPerSecond samples; ///< as the report of the changed layout has them
    SamplesPerSecond stepSamples;
};

/// What GPUs would do with the network and batch that are compared.
struct GpuRate {
    double gpus = 0.0;
    SamplesPerSecond samples; ///< over a step
    double sampleWork = 1.0; ///< multiply-adds of a sample over those of the published runs
    std::optional<double> equalGpus; ///< the fewest as fast as the faster layout; none of the published numbers may be
    std::vector<std::string> warnings; ///< sentences
};

/// Or the sentence that says why there is none.
struct GpuComparison {
    std::optional<GpuRate> rate;
    std::string reason;
};

/// The objects that `wafer map`, `report` and `compare` print (CONTRACT section 3): one line a value, keys sorted, SI
/// units.
[[nodiscard]] std::string layoutReportJson(const Layout& layout, const Evaluation& evaluation, Seconds spent,
                                           const std::optional<AdvisedChange>& advice = {});
/// The number at `path` of what `wafer map` prints, "report.active_pes"; none where there is no such key or no number.
[[nodiscard]] std::optional<double> reportedNumber(const Layout& layout, const Evaluation& evaluation,
                                                   std::string_view path);
[[nodiscard]] std::string comparisonJson(const Layout& pipelined, const Evaluation& pipelinedEvaluation,
                                         const Layout& streaming, const Evaluation& streamingEvaluation,
                                         const GpuComparison& gpus, Seconds spent);

} // namespace waferscope
