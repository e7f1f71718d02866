#pragma once

#include "core/base/result.h"
#include "core/layout/project.h"

#include <string>

namespace waferscope {

/// The text of a plan that will lie at `path`: a network's file is named as seen from there. "-" leaves names as they
/// are.
[[nodiscard]] std::string planTextFor(const Project& project, const std::string& path);

/// Writes it atomically.
[[nodiscard]] Result<bool> savePlan(const Project& project, const std::string& path);

} // namespace waferscope
