#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The entries of ksize or strides that belong to the places of a picture; those of batch and channels must be 1.
std::optional<std::vector<std::int64_t>> windowPlaces(TfScope& scope, const char* key, std::size_t axes)
{
    const std::vector<std::int64_t> all = scope.list(key);
    if (all.size() != axes || axes < 3)
        return std::nullopt;
    const bool isLast = scope.hasChannelsLast();
    if (all[0] != 1 || all[isLast ? axes - 1 : 1] != 1)
        return std::nullopt;
    return std::vector<std::int64_t>(all.begin() + (isLast ? 1 : 2), all.end() - (isLast ? 1 : 0));
}

void pool(TfScope& scope)
{
    const std::size_t axes = scope.rank(0);
    const auto filter = windowPlaces(scope, "ksize", axes);
    const auto strides = windowPlaces(scope, "strides", axes);
    if (!filter || !strides)
        return scope.passOn();
    scope.beginPlain();
    const bool isLast = scope.hasChannelsLast();
    const TensorId input = isLast ? scope.channelsFirst(scope.input(0)).id : scope.plain(0);
    scope.begin(LayerKind::Pooling);
    const std::string padding = scope.text("padding") == "SAME" ? "SAME_UPPER" : "VALID";
    scope.setOutput(
        {scope.add(scope.type(), {input}, {{"kernel_shape", *filter}, {"strides", *strides}, {"auto_pad", padding}}),
         isLast});
}

void resize(TfScope& scope)
{
    if (!scope.hasIntegers(1) || scope.rank(0) != 4)
        return scope.passOn();
    const std::vector<std::int64_t> sizes = scope.integers(1);
    scope.beginPlain();
    const TfFlow input = scope.channelsFirst(scope.input(0));
    const std::vector<std::optional<TensorId>> inputs{input.id, std::nullopt, std::nullopt,
                                                      scope.integersOf("sizes", sizes)};
    scope.setOutput({scope.add("Resize", inputs, {{"axes", std::vector<std::int64_t>{2, 3}}}), true});
}

void blocks(TfScope& scope)
{
    scope.beginPlain();
    const bool isLast = scope.hasChannelsLast();
    const TensorId input = isLast ? scope.channelsFirst(scope.input(0)).id : scope.plain(0);
    scope.setOutput({scope.add(scope.type(), {input}, {{"blocksize", scope.number("block_size", 1)}}), isLast});
}

void localNorm(TfScope& scope)
{
    const std::int64_t radius = std::clamp<std::int64_t>(scope.number("depth_radius", 5), 0, 1 << 20);
    const TfFlow input = scope.channelsFirst(scope.input(0));
    scope.beginPlain();
    scope.setOutput({scope.add("LRN", {input.id}, {{"size", 2 * radius + 1}}), true});
}

/// Axes as a node names them, in the order in which the flow is stored.
std::vector<std::int64_t> storedAxes(TfScope& scope, const TfFlow& flow, std::vector<std::int64_t> axes)
{
    for (std::int64_t& axis : axes)
        axis = scope.storedAxis(flow, axis);
    std::sort(axes.begin(), axes.end());
    return axes;
}

/// A picture may lose its places and stays in order; one that loses its channels is brought back first.
void reduce(TfScope& scope)
{
    if (!scope.hasIntegers(1))
        return scope.passOn();
    const std::vector<std::int64_t> named = scope.integers(1);
    const std::int64_t keeps = scope.number("keep_dims", 0);
    TfFlow input = scope.input(0);
    const auto rank = static_cast<std::int64_t>(scope.rank(0));
    const bool losesChannels = std::any_of(named.begin(), named.end(), [rank](std::int64_t axis) {
        return axis == 0 || axis == -1 || axis == rank - 1 || axis == -rank;
    });
    scope.beginPlain();
    if (input.isChannelsFirst && keeps == 0 && (losesChannels || static_cast<std::int64_t>(named.size()) != rank - 2))
        input = {scope.asTf(input), false};
    const TensorId axes = scope.integersOf("axes", storedAxes(scope, input, named));
    if (named.empty()) // reduces nothing
        return scope.setOutput(input);
    const TensorId output = scope.add(scope.type(), {input.id, axes}, {{"keepdims", keeps}});
    scope.setOutput({output, input.isChannelsFirst && keeps != 0});
}

void place(TfScope& scope)
{
    if (!scope.hasIntegers(1) || scope.integers(1).size() != 1)
        return scope.passOn();
    const std::int64_t axis = scope.integers(1).front();
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    scope.setOutput(scope.add(scope.type(), {input}, {{"axis", axis}, {"keepdims", std::int64_t{0}}}));
}

constexpr TfOperator kWindowOperators[] = {
    {"All", reduce, "ReduceMin"},
    {"Any", reduce, "ReduceMax"},
    {"ArgMax", place, "ArgMax"},
    {"ArgMin", place, "ArgMin"},
    {"AvgPool", pool, "AveragePool"},
    {"AvgPool3D", pool, "AveragePool"},
    {"DepthToSpace", blocks, "DepthToSpace"},
    {"LRN", localNorm},
    {"Max", reduce, "ReduceMax"},
    {"MaxPool", pool, "MaxPool"},
    {"MaxPool3D", pool, "MaxPool"},
    {"Mean", reduce, "ReduceMean"},
    {"Min", reduce, "ReduceMin"},
    {"Prod", reduce, "ReduceProd"},
    {"ResizeBicubic", resize},
    {"ResizeBilinear", resize},
    {"ResizeNearestNeighbor", resize},
    {"SpaceToDepth", blocks, "SpaceToDepth"},
    {"Sum", reduce, "ReduceSum"},
};

} // namespace

std::span<const TfOperator> tfWindowOperators()
{
    return kWindowOperators;
}

} // namespace waferscope
