#pragma once

#include "session/run_series.h"

#include <string>

namespace waferscope {

/// A row for every part of a run's time: the cycle and second at which it begins, then a column a series.
[[nodiscard]] std::string seriesCsv(const std::vector<RunSeries>& series, Cycles length, Hertz clock);

} // namespace waferscope
