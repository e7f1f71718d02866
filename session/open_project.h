#pragma once

#include "core/base/result.h"
#include "core/layout/plan.h"
#include "core/layout/project.h"

#include <string>

namespace waferscope {

/// Opens a plan with the network and machines that it names. `folder` is where relative names start: the plan's own.
/// Names in the plan that the network has not, and networks that changed since, are errors of one sentence.
[[nodiscard]] Result<Project> projectOf(const Plan& plan, const std::string& folder);

/// Reads a .waferplan file and opens it.
[[nodiscard]] Result<Project> openPlan(const std::string& path);

/// Whether a file of that name exists and is a plan.
[[nodiscard]] bool isPlan(const std::string& path);

} // namespace waferscope
