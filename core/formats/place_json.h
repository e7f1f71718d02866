#pragma once

#include "core/contest_problem.h"
#include "core/quantity.h"

#include <string>

namespace waferscope {

/// What `wafer place --json` prints: legal, mt, wl, ac, score, seconds.
[[nodiscard]] std::string placeJson(const ContestScore& score, Seconds spent);

} // namespace waferscope
