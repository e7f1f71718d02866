#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

void reshape(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    scope.setOutput(scope.add("Reshape", {input, scope.plain(1)}, {{"allowzero", std::int64_t{1}}}));
}

void squeeze(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    std::vector<std::int64_t> axes = scope.list("squeeze_dims");
    if (axes.empty())
        return scope.setOutput(scope.add("Squeeze", {input}));
    scope.setOutput(scope.add("Squeeze", {input, scope.integersOf("axes", std::move(axes))}));
}

void expandAxis(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    const std::vector<std::int64_t> axis = scope.integers(1);
    if (!scope.trouble())
        scope.setOutput(scope.add("Unsqueeze", {input, scope.integersOf("axes", axis)}));
}

void transpose(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    const std::vector<std::int64_t> order = scope.integers(1);
    if (!scope.trouble())
        scope.setOutput(scope.add("Transpose", {input}, {{"perm", order}}));
}

/// Joins inputs `first` to `last` - 1 along an axis.
void concatenate(TfScope& scope, std::size_t axisInput, std::size_t first, std::size_t last)
{
    const std::vector<std::int64_t> axis = scope.integers(axisInput);
    if (scope.trouble() || axis.size() != 1 || first >= last)
        return scope.fail("must have one axis and some tensors");
    bool allPictures = true;
    for (std::size_t at = first; at < last; ++at)
        allPictures = allPictures && scope.input(at).isChannelsFirst;
    scope.beginPlain();
    std::vector<std::optional<TensorId>> inputs;
    for (std::size_t at = first; at < last; ++at)
        inputs.emplace_back(allPictures ? scope.input(at).id : scope.plain(at));
    const std::int64_t stored = allPictures ? scope.storedAxis(scope.input(first), axis[0]) : axis[0];
    scope.setOutput({scope.add("Concat", std::move(inputs), {{"axis", stored}}), allPictures});
}

void concatenateAxisLast(TfScope& scope)
{
    const std::size_t last = scope.inputCount() - std::min<std::size_t>(1, scope.inputCount());
    concatenate(scope, last, 0, last);
}

void concatenateAxisFirst(TfScope& scope)
{
    concatenate(scope, 0, 1, scope.inputCount());
}

void pack(TfScope& scope)
{
    const std::int64_t axis = scope.number("axis", 0);
    scope.beginPlain();
    std::vector<std::optional<TensorId>> inputs;
    const TensorId axes = scope.integersOf("axes", {axis});
    for (std::size_t at = 0; at < scope.inputCount(); ++at)
        inputs.emplace_back(scope.add("Unsqueeze", {scope.plain(at), axes}));
    if (inputs.empty())
        return scope.fail("joins no tensors");
    scope.setOutput(scope.add("Concat", std::move(inputs), {{"axis", axis}}));
}

/// How many parts a node says that it gives.
std::size_t partsOf(TfScope& scope, const char* key)
{
    constexpr std::int64_t kMostParts = 4096;
    const std::int64_t parts = scope.number(key, 0);
    if (parts < 1 || parts > kMostParts)
        scope.fail("must have 1 to 4096 parts");
    return static_cast<std::size_t>(std::clamp<std::int64_t>(parts, 1, kMostParts));
}

void unpack(TfScope& scope)
{
    const std::size_t parts = partsOf(scope, "num");
    const std::int64_t axis = scope.number("axis", 0);
    scope.beginPlain();
    const TensorId axes = scope.integersOf("axes", {axis});
    for (const TensorId part : scope.addSeveral("Split", {scope.plain(0)}, {{"axis", axis}}, parts))
        scope.addOutput({scope.add("Squeeze", {part, axes}), false});
}

void split(TfScope& scope)
{
    const std::size_t parts = partsOf(scope, "num_split");
    const std::vector<std::int64_t> axis = scope.integers(0);
    if (scope.trouble() || axis.size() != 1)
        return scope.fail("must have one axis");
    scope.beginPlain();
    for (const TensorId part : scope.addSeveral("Split", {scope.plain(1)}, {{"axis", axis[0]}}, parts))
        scope.addOutput({part, false});
}

void splitBySizes(TfScope& scope)
{
    const std::size_t parts = partsOf(scope, "num_split");
    std::vector<std::int64_t> sizes = scope.integers(1);
    const std::vector<std::int64_t> axis = scope.integers(2);
    if (scope.trouble() || axis.size() != 1)
        return scope.fail("must have one axis");
    if (std::find(sizes.begin(), sizes.end(), -1) != sizes.end()) // what the others leave
        return scope.passOn();
    scope.beginPlain();
    const TensorId lengths = scope.integersOf("lengths", std::move(sizes));
    for (const TensorId part : scope.addSeveral("Split", {scope.plain(0), lengths}, {{"axis", axis[0]}}, parts))
        scope.addOutput({part, false});
}

/// TensorFlow lists the margins as pairs, one an axis.
void pad(TfScope& scope)
{
    if (!scope.hasIntegers(1))
        return scope.passOn();
    const std::vector<std::int64_t> pairs = scope.integers(1);
    const TfFlow input = scope.input(0);
    const std::size_t axes = scope.rank(0);
    if (pairs.size() != 2 * axes || axes == 0)
        return scope.passOn();
    std::vector<std::int64_t> pads(2 * axes);
    for (std::size_t axis = 0; axis < axes; ++axis) {
        const auto stored = static_cast<std::size_t>(scope.storedAxis(input, static_cast<std::int64_t>(axis)));
        pads[stored] = pairs[2 * axis];
        pads[axes + stored] = pairs[2 * axis + 1];
    }
    scope.beginPlain();
    scope.setOutput({scope.add("Pad", {input.id, scope.integersOf("pads", std::move(pads))}), input.isChannelsFirst});
}

void tile(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    scope.setOutput(scope.add(scope.type(), {input, scope.plain(1)}));
}

void fill(TfScope& scope)
{
    scope.beginPlain();
    const TensorId value = scope.plain(1);
    scope.setOutput(scope.add("Expand", {value, scope.plain(0)}));
}

void fillLike(TfScope& scope)
{
    scope.beginPlain();
    const TensorId shape = scope.add("Shape", {scope.plain(0)});
    scope.setOutput(scope.add("Expand", {scope.integerOf("value", 0), shape}));
}

void shapeOf(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    scope.setOutput(scope.add(scope.type(), {input}));
}

void rankOf(TfScope& scope)
{
    scope.beginPlain();
    scope.setOutput(scope.integerOf("rank", static_cast<std::int64_t>(scope.rank(0))));
}

void range(TfScope& scope)
{
    scope.beginPlain();
    const TensorId start = scope.plain(0);
    const TensorId limit = scope.plain(1);
    scope.setOutput(scope.add("Range", {start, limit, scope.plain(2)}));
}

constexpr TfOperator kLayoutOperators[] = {
    {"BroadcastTo", tile, "Expand"},
    {"Concat", concatenateAxisFirst},
    {"ConcatV2", concatenateAxisLast},
    {"ExpandDims", expandAxis},
    {"Fill", fill},
    {"MirrorPad", pad},
    {"OnesLike", fillLike},
    {"Pack", pack},
    {"Pad", pad},
    {"PadV2", pad},
    {"Range", range},
    {"Rank", rankOf},
    {"Reshape", reshape},
    {"Shape", shapeOf, "Shape"},
    {"Size", shapeOf, "Size"},
    {"Split", split},
    {"SplitV", splitBySizes},
    {"Squeeze", squeeze},
    {"Tile", tile, "Tile"},
    {"Transpose", transpose},
    {"Unpack", unpack},
    {"ZerosLike", fillLike},
};

} // namespace

std::span<const TfOperator> tfLayoutOperators()
{
    return kLayoutOperators;
}

} // namespace waferscope
