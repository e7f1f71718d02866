#pragma once

#include "core/base/quantity.h"
#include "core/layout/contest_problem.h"

#include <string>

namespace waferscope {

/// What `wafer place --json` prints: legal, mt, wl, ac, score, bound (no placement scores less), seconds.
[[nodiscard]] std::string placeJson(const ContestScore& score, double bound, Seconds spent);

} // namespace waferscope
