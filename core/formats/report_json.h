#pragma once

#include "core/evaluation.h"

#include <string>

namespace waferscope {

/// The objects that `wafer map`, `report` and `compare` print (CONTRACT): one line a value, keys sorted, SI units.
[[nodiscard]] std::string layoutReportJson(const Layout& layout, const Evaluation& evaluation, Seconds spent);
[[nodiscard]] std::string comparisonJson(const Layout& pipelined, const Evaluation& pipelinedEvaluation,
                                         const Layout& streaming, const Evaluation& streamingEvaluation, Seconds spent);

} // namespace waferscope
