#include "formats/keras/keras_window.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

constexpr char kMaxPool[] = "MaxPool";
constexpr char kAveragePool[] = "AveragePool";
constexpr char kGlobalMaxPool[] = "GlobalMaxPool";
constexpr char kGlobalAveragePool[] = "GlobalAveragePool";

template <const char* kOperator, std::size_t kAxes>
void pooling(KerasScope& scope)
{
    KerasWindow window = windowOf(scope, kAxes, "pool_size", "strides");
    if (scope.setting("strides").is_null())
        window.strides = window.filter;
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Pooling);
    KerasTensor output = scope.channelsFirst(scope.input());
    output.id = scope.builder().add(kOperator, {output.id}, window.attributes());
    output.shape = slidShape(scope, window);
    scope.setOutput(output);
}

template <const char* kOperator>
void globalPooling(KerasScope& scope)
{
    scope.begin(LayerKind::Pooling);
    KerasTensor output = scope.channelsFirst(scope.input());
    output.id = scope.builder().add(kOperator, {output.id});
    const std::size_t channels = scope.channelAxis(output);
    if (scope.says("keepdims", false)) {
        for (std::size_t axis = 1; axis < output.shape.size(); ++axis)
            if (axis != channels)
                output.shape[axis] = 1;
        return scope.setOutput(output);
    }
    output.id = scope.builder().add("Flatten", {output.id}, {{"axis", std::int64_t{1}}});
    scope.setOutput({output.id, {output.shape[0], output.shape[channels]}, false});
}

/// What is added before and behind the places of one axis.
struct Margin {
    std::int64_t before = 0;
    std::int64_t behind = 0;
};

/// 1, [1, 2] or [[0, 1], [0, 1]]: one number for all, one an axis (of a sequence: one a side), or two an axis.
std::vector<Margin> marginsOf(KerasScope& scope, const char* key, std::size_t axes)
{
    constexpr std::int64_t kMostMargin = 1 << 20;
    const nlohmann::json& value = scope.setting(key);
    const auto number = [&scope, key](const nlohmann::json& entry) {
        const auto margin = wholeNumber(entry);
        if (!margin || *margin < 0 || *margin > kMostMargin)
            scope.fail(std::string{"must have whole numbers from 0 to 2^20 for "} + key);
        return margin.value_or(0);
    };
    if (!value.is_array())
        return std::vector<Margin>(axes, {number(value), number(value)});
    if (axes == 1 && value.size() == 2)
        return {{number(value[0]), number(value[1])}};
    std::vector<Margin> margins;
    for (const nlohmann::json& entry : value) {
        const bool isPair = entry.is_array() && entry.size() == 2;
        margins.push_back(isPair ? Margin{number(entry[0]), number(entry[1])} : Margin{number(entry), number(entry)});
    }
    if (margins.size() != axes)
        scope.fail("must have " + std::to_string(axes) + " entries for " + key);
    margins.resize(axes);
    return margins;
}

/// Adds margins, or takes them away where `sign` is -1.
template <std::size_t kAxes>
void changeMargins(KerasScope& scope, const char* key, std::int64_t sign)
{
    const std::vector<Margin> margins = marginsOf(scope, key, kAxes);
    if (scope.input().shape.size() != kAxes + 2)
        return scope.fail("takes a tensor of " + std::to_string(kAxes + 2) + " axes");
    if (scope.trouble())
        return;
    scope.begin(LayerKind::Other);
    KerasTensor output = scope.channelsFirst(scope.input());
    std::vector<std::int64_t> pads(2 * (kAxes + 2), 0);
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
        pads[2 + axis] = sign * margins[axis].before;
        pads[kAxes + 4 + axis] = sign * margins[axis].behind;
        std::optional<std::int64_t>& extent = output.shape[firstPlace(scope) + axis];
        if (extent)
            extent = *extent + sign * (margins[axis].before + margins[axis].behind);
        if (extent && *extent < 1)
            return scope.fail("takes away more than its input has");
    }
    const TensorId stored = scope.builder().integers(scope.path() + "/pads", std::move(pads));
    output.id = scope.builder().add("Pad", {output.id, stored});
    scope.setOutput(output);
}

template <std::size_t kAxes>
void zeroPadding(KerasScope& scope)
{
    changeMargins<kAxes>(scope, "padding", 1);
}

template <std::size_t kAxes>
void cropping(KerasScope& scope)
{
    changeMargins<kAxes>(scope, "cropping", -1);
}

template <std::size_t kAxes>
void upSampling(KerasScope& scope)
{
    const std::vector<std::int64_t> factors = scope.counts("size", kAxes, 2);
    if (scope.input().shape.size() != kAxes + 2)
        return scope.fail("takes a tensor of " + std::to_string(kAxes + 2) + " axes");
    scope.begin(LayerKind::Other);
    KerasTensor output = scope.channelsFirst(scope.input());
    std::vector<double> scales(2, 1.0);
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
        scales.push_back(static_cast<double>(factors[axis]));
        std::optional<std::int64_t>& extent = output.shape[firstPlace(scope) + axis];
        if (extent)
            extent = std::min(*extent, std::int64_t{1} << 31) * factors[axis];
    }
    output.id = scope.builder().add("Upsample", {output.id}, {{"scales", std::move(scales)}});
    scope.setOutput(output);
}

constexpr KerasLayerType kWindowLayers[] = {
    {"AveragePooling1D", pooling<kAveragePool, 1>, 1, 3},
    {"AveragePooling2D", pooling<kAveragePool, 2>, 1, 4},
    {"AveragePooling3D", pooling<kAveragePool, 3>, 1, 5},
    {"Cropping1D", cropping<1>, 1, 3},
    {"Cropping2D", cropping<2>, 1, 4},
    {"Cropping3D", cropping<3>, 1, 5},
    {"GlobalAveragePooling1D", globalPooling<kGlobalAveragePool>, 1, 3},
    {"GlobalAveragePooling2D", globalPooling<kGlobalAveragePool>, 1, 4},
    {"GlobalAveragePooling3D", globalPooling<kGlobalAveragePool>, 1, 5},
    {"GlobalMaxPooling1D", globalPooling<kGlobalMaxPool>, 1, 3},
    {"GlobalMaxPooling2D", globalPooling<kGlobalMaxPool>, 1, 4},
    {"GlobalMaxPooling3D", globalPooling<kGlobalMaxPool>, 1, 5},
    {"MaxPooling1D", pooling<kMaxPool, 1>, 1, 3},
    {"MaxPooling2D", pooling<kMaxPool, 2>, 1, 4},
    {"MaxPooling3D", pooling<kMaxPool, 3>, 1, 5},
    {"UpSampling1D", upSampling<1>, 1, 3},
    {"UpSampling2D", upSampling<2>, 1, 4},
    {"UpSampling3D", upSampling<3>, 1, 5},
    {"ZeroPadding1D", zeroPadding<1>, 1, 3},
    {"ZeroPadding2D", zeroPadding<2>, 1, 4},
    {"ZeroPadding3D", zeroPadding<3>, 1, 5},
};

} // namespace

std::span<const KerasLayerType> kerasWindowLayers()
{
    return kWindowLayers;
}

} // namespace waferscope
