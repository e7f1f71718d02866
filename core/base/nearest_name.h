#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// ", did you mean \"resnet50\"?" when one of the names is close to what was typed, else all of them: ": one of a, b".
/// Ends a sentence.
[[nodiscard]] std::string nearestHint(std::string_view typed, const std::vector<std::string>& names);

} // namespace waferscope
