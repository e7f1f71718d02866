#pragma once

#include "app/cli/command.h"
#include "core/layout/evaluation.h"

namespace waferscope {

/// A layout's report for a person: the five numbers, what binds, memory, and a row a kernel.
[[nodiscard]] std::string layoutText(const Layout& layout, const Evaluation& evaluation, Emphasis emphasis);

/// Two layouts side by side, with the second against the first.
[[nodiscard]] std::string comparisonText(const Layout& first, const Evaluation& firstEvaluation, const Layout& second,
                                         const Evaluation& secondEvaluation, Emphasis emphasis);

} // namespace waferscope
