#include "core/shape_rules/shape_window.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::int64_t kMostWindowSize = std::int64_t{1} << 20; ///< products of two then stay far below 64 bits

/// A list of one number per spatial axis, or `fallback` everywhere; nothing when it has another length or range.
std::optional<std::vector<std::int64_t>> perAxis(const ShapeScope& scope, std::string_view name, std::size_t axes,
                                                 std::int64_t fallback)
{
    std::vector<std::int64_t> list = scope.integerList(name).value_or(std::vector<std::int64_t>(axes, fallback));
    const bool inRange = std::all_of(list.begin(), list.end(),
                                     [](std::int64_t value) { return value >= 1 && value <= kMostWindowSize; });
    return list.size() == axes && inRange ? std::optional{std::move(list)} : std::nullopt;
}

std::string complaint(std::string_view what, std::size_t axes)
{
    return "its " + std::string{what} + " must be " + std::to_string(axes) + " numbers of at least 1";
}

/// Begin and end padding from `pads`; false when they are malformed. Negative padding crops and is allowed.
bool readPads(const ShapeScope& scope, std::size_t axes, SlidingWindow& window)
{
    const std::vector<std::int64_t> pads = scope.integerList("pads").value_or(std::vector<std::int64_t>(2 * axes, 0));
    if (pads.size() != 2 * axes || std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) {
            return pad < -kMostWindowSize || pad > kMostWindowSize;
        }))
        return false;
    const auto middle = pads.begin() + static_cast<std::ptrdiff_t>(axes);
    window.padsBegin.assign(pads.begin(), middle);
    window.padsEnd.assign(middle, pads.end());
    return true;
}

} // namespace

SlidingWindowReading readWindow(const ShapeScope& scope, std::vector<std::int64_t> filter)
{
    const std::size_t axes = filter.size();
    SlidingWindow window;
    if (axes == 0 || std::any_of(filter.begin(), filter.end(), [](std::int64_t extent) {
            return extent < 1 || extent > kMostWindowSize;
        }))
        return {std::nullopt, "its filter must have a size of at least 1 along every spatial axis"};
    window.filter = std::move(filter);
    const auto strides = perAxis(scope, "strides", axes, 1);
    if (!strides)
        return {std::nullopt, complaint("strides", axes)};
    const auto dilations = perAxis(scope, "dilations", axes, 1);
    if (!dilations)
        return {std::nullopt, complaint("dilations", axes)};
    if (!readPads(scope, axes, window))
        return {std::nullopt, "its pads must be " + std::to_string(2 * axes) + " numbers of a sensible size"};
    window.strides = *strides;
    window.dilations = *dilations;
    const std::string automatic = scope.text("auto_pad", "NOTSET");
    if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER")
        window.padding = SlidingWindow::Padding::Same;
    else if (automatic == "VALID")
        window.padding = SlidingWindow::Padding::Valid;
    return {std::move(window), {}};
}

std::optional<std::int64_t> positions(const SlidingWindow& window, std::size_t axis, std::int64_t extent,
                                      Rounding rounding)
{
    const std::int64_t stride = window.strides[axis];
    if (window.padding == SlidingWindow::Padding::Same)
        return (extent + stride - 1) / stride;
    const bool padded = window.padding == SlidingWindow::Padding::Explicit;
    const std::int64_t begin = padded ? window.padsBegin[axis] : 0;
    const std::int64_t end = padded ? window.padsEnd[axis] : 0;
    const std::int64_t room = extent + begin + end - window.reach(axis);
    if (room < 0)
        return std::nullopt;
    if (rounding == Rounding::Down)
        return room / stride + 1;
    const std::int64_t count = (room + stride - 1) / stride + 1;
    const bool lastStartsInPadding = (count - 1) * stride >= extent + begin; // such a window sees no input
    return lastStartsInPadding && count > 1 ? count - 1 : count;
}

SlidShape slide(const SlidingWindow& window, const Shape& input, std::int64_t channels, Rounding rounding)
{
    Shape result{input[0], channels};
    for (std::size_t axis = 0; axis < window.filter.size(); ++axis) {
        const std::optional<std::int64_t> count = positions(window, axis, input[axis + 2], rounding);
        if (!count)
            return {std::nullopt,
                    "its filter reaches over " + std::to_string(window.reach(axis)) + " positions of an axis that has "
                        + std::to_string(input[axis + 2]) + " before padding"};
        result.push_back(*count);
    }
    return {std::move(result), {}};
}

} // namespace waferscope
