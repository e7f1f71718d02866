#pragma once

#include "core/base/result.h"
#include "core/layout/plan.h"
#include "formats/base/root_keys.h"

#include <string>
#include <string_view>

namespace waferscope {

/// The schema number that this program writes.
inline constexpr int kPlanSchema = 1;

/// The text of a .waferplan: JSON, LF, schema number first, all other keys sorted. The same plan, the same bytes.
[[nodiscard]] std::string writePlan(const Plan& plan);

/// Reads one. `file` names it in messages. Errors name line and key; newer schema numbers are refused.
[[nodiscard]] Result<Plan> readPlan(std::string_view text, const std::string& file);

/// Whether a text with these outermost keys is meant to be a plan.
[[nodiscard]] bool looksLikePlan(const RootKeys& keys);

} // namespace waferscope
