#pragma once

#include "core/base/quantity.h"
#include "session/run_series.h"
#include "views/timeline/charts.h"

#include <memory>
#include <vector>

namespace waferscope {

/// A run's series as the charts show them.
[[nodiscard]] std::shared_ptr<const ChartData> chartsOf(const std::vector<RunSeries>& series, Cycles length,
                                                        Hertz clock);

/// The unit of the charts' time axis for a run: what a person would use for its length, and cycles of one unit.
struct ChartTime {
    const char16_t* unit;
    double cycles;
};
[[nodiscard]] ChartTime chartTimeOf(Cycles length, Hertz clock);

} // namespace waferscope
