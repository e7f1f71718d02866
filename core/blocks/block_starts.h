#pragma once

#include "core/blocks/blocks.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace waferscope {

/// The setting in which a join names the blocks that it brings together with what flows in.
inline constexpr std::string_view kWithSetting = "with";

/// A required setting of a block that was just put down: usual, and suiting the network so far and the `features` that
/// come in (0 where that is not known).
[[nodiscard]] std::string startingText(const NetworkSpec& spec, const BlockType& type, const BlockSettingType& setting,
                                       std::int64_t features);

} // namespace waferscope
