#pragma once

#include <QString>

namespace waferscope {

/// "0.1.0"
[[nodiscard]] QString programVersion();

} // namespace waferscope
