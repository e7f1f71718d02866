#include "formats/keras/keras_window.h"

namespace waferscope {

Attributes KerasWindow::attributes() const
{
    Attributes result{{"kernel_shape", filter}, {"strides", strides}, {"dilations", dilations}};
    if (padding == "causal")
        result["pads"] = std::vector<std::int64_t>{(filter[0] - 1) * dilations[0], 0};
    else
        result["auto_pad"] = std::string{padding == "same" ? "SAME_UPPER" : "VALID"};
    return result;
}

KerasWindow windowOf(KerasScope& scope, std::size_t axes, const char* filterKey, const char* strideKey)
{
    KerasWindow window;
    window.filter = scope.counts(filterKey, axes, 2);
    window.strides = scope.counts(strideKey, axes, 1);
    window.dilations = scope.counts("dilation_rate", axes, 1);
    window.padding = scope.text("padding", "valid");
    if (window.padding != "valid" && window.padding != "same" && (window.padding != "causal" || axes != 1))
        scope.fail("must have the padding valid or same");
    if (scope.input().shape.size() != axes + 2)
        scope.fail("takes a tensor of " + std::to_string(axes + 2) + " axes, not "
                   + std::to_string(scope.input().shape.size()));
    return window;
}

std::size_t firstPlace(const KerasScope& scope)
{
    return scope.channelAxis(scope.input()) == 1 ? 2 : 1;
}

std::vector<std::optional<std::int64_t>> slidShape(KerasScope& scope, const KerasWindow& window)
{
    std::vector<std::optional<std::int64_t>> shape = scope.input().shape;
    if (scope.trouble())
        return shape;
    for (std::size_t axis = 0; axis < window.axes(); ++axis) {
        std::optional<std::int64_t>& extent = shape[firstPlace(scope) + axis];
        const std::int64_t stride = window.strides[axis];
        const std::int64_t reach = window.padding == "valid" ? window.dilations[axis] * (window.filter[axis] - 1) : 0;
        if (extent && *extent <= reach)
            scope.fail("has a window that is larger than its input");
        else if (extent)
            extent = (*extent - reach - 1) / stride + 1;
    }
    return shape;
}

} // namespace waferscope
