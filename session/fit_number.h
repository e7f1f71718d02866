#pragma once

#include <functional>
#include <optional>

namespace waferscope {

/// Where a number is looked for.
struct FitRange {
    double least = 0.0; ///< above 0
    double most = 1.0;
    bool whole = false; ///< only whole numbers are meant
};

/// The number at which `error`, which rises or falls throughout, is 0 or nearest to it; the nearer end of the range
/// where it is 0 nowhere. None when `error` is none somewhere on the way.
[[nodiscard]] std::optional<double> rootOf(const std::function<std::optional<double>(double)>& error,
                                           const FitRange& range);

} // namespace waferscope
