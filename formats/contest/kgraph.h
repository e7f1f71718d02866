#pragma once

#include "core/base/result.h"
#include "core/layout/contest_problem.h"

#include <string>
#include <string_view>

namespace waferscope {

/// Reads a problem of the ISPD 2020 contest: weights in the comments at its head, a line a kernel, a line a stream.
/// Blanks and tabs stand anywhere between words; a byte-order mark, repeated names and a missing last line end are
/// taken. Errors name file and line.
[[nodiscard]] Result<ContestProblem> readKernelGraph(std::string_view text, const std::string& file);

} // namespace waferscope
