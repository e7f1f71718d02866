#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace waferscope {

/// Values given to symbolic sizes, by name.
using Dimensions = std::map<std::string, std::int64_t>;

} // namespace waferscope
