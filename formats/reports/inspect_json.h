#pragma once

#include "core/network/network.h"

#include <string>

namespace waferscope {

/// The object that `wafer inspect --json` prints (CONTRACT section 3): counts of one sample, sizes, layers, issues.
[[nodiscard]] std::string inspectJson(const Network& network);

} // namespace waferscope
