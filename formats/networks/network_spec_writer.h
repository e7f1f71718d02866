#pragma once

#include "core/blocks/network_spec.h"

#include <string>

namespace waferscope {

/// A network of blocks as readNetworkSpec() reads it, the same for the same network. Its name is that of the file.
[[nodiscard]] std::string toYaml(const NetworkSpec& spec);

} // namespace waferscope
