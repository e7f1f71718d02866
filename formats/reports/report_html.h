#pragma once

#include "core/layout/evaluation.h"

#include <string>

namespace waferscope {

/// One self-contained HTML page: what was mapped on what, the five numbers, what binds, a table of kernels.
[[nodiscard]] std::string layoutReportHtml(const Layout& layout, const Evaluation& evaluation);

} // namespace waferscope
