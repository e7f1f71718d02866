#pragma once

#include <QString>

namespace waferscope {

/// A tooltip that reads as the text does. Qt takes what looks like HTML for it, and names may look so.
[[nodiscard]] QString asToolTip(const QString& text);

} // namespace waferscope
