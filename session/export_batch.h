#pragma once

#include "core/base/result.h"
#include "core/layout/evaluation.h"
#include "core/layout/project.h"

#include <string>
#include <vector>

namespace waferscope {

/// Writes the plan, an sbatch script, Model Zoo parameters and the report into a folder (made when missing) and names
/// the files. A layout that is not legal is refused.
[[nodiscard]] Result<std::vector<std::string>> exportBatch(const Project& project, const Layout& layout,
                                                           const Evaluation& evaluation, const std::string& folder);

} // namespace waferscope
