#pragma once

#include "core/layout/contest_problem.h"

#include <string>
#include <vector>

namespace waferscope {

/// A solution of the ISPD 2020 contest as its checker reads it; one placed kernel for each of the problem's.
[[nodiscard]] std::string toPaint(const ContestProblem& problem, const std::vector<PlacedKernel>& placed);

} // namespace waferscope
