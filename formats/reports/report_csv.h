#pragma once

#include "core/layout/evaluation.h"

#include <string>

namespace waferscope {

/// A row a kernel and a last row for the whole layout, comma separated with a header (RFC 4180, LF).
[[nodiscard]] std::string layoutReportCsv(const Evaluation& evaluation);

} // namespace waferscope
