#pragma once

#include "core/shape_rules/shape_scope.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

enum class Rounding { Down, Up };

/// The sliding filter of a convolution or a pooling along each spatial axis.
struct SlidingWindow {
    enum class Padding { Explicit, Same, Valid };

    std::vector<std::int64_t> filter; ///< at least 1
    std::vector<std::int64_t> strides; ///< at least 1
    std::vector<std::int64_t> dilations; ///< at least 1
    std::vector<std::int64_t> padsBegin;
    std::vector<std::int64_t> padsEnd;
    Padding padding = Padding::Explicit;

    [[nodiscard]] std::int64_t reach(std::size_t axis) const
    {
        return dilations[axis] * (filter[axis] - 1) + 1;
    } ///< extent that one position covers
};

/// A window, or why the attributes do not make one.
struct SlidingWindowReading {
    std::optional<SlidingWindow> window;
    std::string trouble;
};

/// Reads strides, dilations, pads and auto_pad for a filter of known size.
[[nodiscard]] SlidingWindowReading readWindow(const ShapeScope& scope, std::vector<std::int64_t> filter);

/// How many positions the window has along an axis; nothing when it is larger than the padded extent.
[[nodiscard]] std::optional<std::int64_t> positions(const SlidingWindow& window, std::size_t axis, std::int64_t extent,
                                                    Rounding rounding);

/// Batch and channels, then the positions along each spatial axis of `input`.
struct SlidShape {
    std::optional<Shape> shape;
    std::string trouble;
};
[[nodiscard]] SlidShape slide(const SlidingWindow& window, const Shape& input, std::int64_t channels,
                              Rounding rounding);

} // namespace waferscope
