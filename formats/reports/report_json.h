#pragma once

#include "core/layout/evaluation.h"

#include <optional>
#include <string>

namespace waferscope {

/// A change that helps, and what it promises.
struct AdvisedChange {
    std::string sentence;
    SamplesPerSecond samples; ///< as the report of the changed layout has them
    SamplesPerSecond stepSamples;
};

/// The objects that `wafer map`, `report` and `compare` print (CONTRACT section 3): one line a value, keys sorted, SI
/// units.
[[nodiscard]] std::string layoutReportJson(const Layout& layout, const Evaluation& evaluation, Seconds spent,
                                           const std::optional<AdvisedChange>& advice = {});
[[nodiscard]] std::string comparisonJson(const Layout& pipelined, const Evaluation& pipelinedEvaluation,
                                         const Layout& streaming, const Evaluation& streamingEvaluation, Seconds spent);

} // namespace waferscope
