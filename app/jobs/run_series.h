#pragma once

#include "core/base/job_control.h"
#include "core/layout/evaluation.h"
#include "core/run/emulation.h"
#include "core/run/field_source.h"
#include "views/timeline/charts.h"

#include <memory>

namespace waferscope {

/// Core use, bandwidth and memory of a run over time, for the charts. Blocking: some hundred fields are evaluated.
/// Null when asked to stop.
[[nodiscard]] std::shared_ptr<const ChartData> chartsOf(const Layout& layout, const Evaluation& evaluation,
                                                        const Emulation& emulation, const FieldSource& fields,
                                                        const JobControl& job);

/// The unit of the charts' time axis for a run: what a person would use for its length, and cycles of one unit.
struct ChartTime {
    const char16_t* unit;
    double cycles;
};
[[nodiscard]] ChartTime chartTimeOf(Cycles length, Hertz clock);

} // namespace waferscope
