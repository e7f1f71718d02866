#include "formats/tensorflow/tensorflow_scope.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

void gather(TfScope& scope, std::int64_t axis)
{
    scope.beginPlain();
    const TensorId table = scope.plain(0);
    const TensorId indices = scope.plain(1);
    if (scope.isStored(table) && !scope.isStored(indices))
        scope.begin(LayerKind::Embedding);
    scope.setOutput(scope.add("Gather", {table, indices}, {{"axis", axis}}));
}

void gatherRows(TfScope& scope)
{
    gather(scope, 0);
}

void gatherAlong(TfScope& scope)
{
    const std::vector<std::int64_t> axis = scope.integers(2);
    if (scope.number("batch_dims", 0) != 0)
        return scope.passOn();
    if (!scope.trouble())
        gather(scope, axis.empty() ? 0 : axis[0]);
}

void gatherPlaces(TfScope& scope)
{
    scope.beginPlain();
    const TensorId data = scope.plain(0);
    scope.setOutput(scope.add("GatherND", {data, scope.plain(1)}));
}

void oneHot(TfScope& scope)
{
    scope.beginPlain();
    const TensorId indices = scope.plain(0);
    const TensorId depth = scope.plain(1);
    const TensorId values = scope.integersOf("values", {0, 1});
    scope.setOutput(scope.add("OneHot", {indices, depth, values}, {{"axis", scope.number("axis", -1)}}));
}

void running(TfScope& scope)
{
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    scope.setOutput(scope.add("CumSum", {input, scope.plain(1)}));
}

void largest(TfScope& scope)
{
    const std::vector<std::int64_t> count = scope.integers(1);
    if (scope.trouble() || count.size() != 1)
        return;
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    for (const TensorId id :
         scope.addSeveral("TopK", {input, scope.integersOf("k", count)}, {{"axis", std::int64_t{-1}}}, 2))
        scope.addOutput({id, false});
}

/// begin and size, where a size of -1 is all that is left.
void slice(TfScope& scope)
{
    if (!scope.hasIntegers(1) || !scope.hasIntegers(2))
        return scope.passOn();
    const std::vector<std::int64_t> begins = scope.integers(1);
    const std::vector<std::int64_t> sizes = scope.integers(2);
    std::vector<std::int64_t> ends;
    for (std::size_t axis = 0; axis < std::min(begins.size(), sizes.size()); ++axis) {
        std::int64_t end = kEnd;
        if (sizes[axis] >= 0 && __builtin_add_overflow(begins[axis], sizes[axis], &end))
            end = kEnd;
        ends.push_back(end);
    }
    scope.beginPlain();
    const TensorId input = scope.plain(0);
    const TensorId starts = scope.integersOf("starts", begins);
    scope.setOutput(scope.add("Slice", {input, starts, scope.integersOf("ends", std::move(ends))}));
}

/// What a StridedSlice does to each axis, read from its numbers and masks.
struct Cuts {
    std::vector<std::int64_t> axes;
    std::vector<std::int64_t> starts;
    std::vector<std::int64_t> ends;
    std::vector<std::int64_t> steps;
    std::vector<std::int64_t> dropped; ///< axes that one number is taken of
    std::vector<std::int64_t> added; ///< axes of the result that are new
};

/// Nothing where numbers and axes do not go together.
std::optional<Cuts> cutsOf(TfScope& scope, std::int64_t rank)
{
    const std::vector<std::int64_t> begins = scope.integers(1);
    const std::vector<std::int64_t> ends = scope.integers(2);
    const std::vector<std::int64_t> steps = scope.integers(3);
    const auto count = static_cast<std::int64_t>(begins.size());
    if (scope.trouble() || ends.size() != begins.size() || steps.size() != begins.size() || count > 32)
        return std::nullopt;
    const auto has = [&scope](const char* mask, std::int64_t at) { return (scope.number(mask, 0) >> at & 1) != 0; };
    std::int64_t news = 0;
    for (std::int64_t at = 0; at < count; ++at)
        news += has("new_axis_mask", at) ? 1 : 0;
    Cuts cuts;
    std::int64_t axis = 0; // of the input
    std::int64_t result = 0;
    for (std::int64_t at = 0; at < count; ++at) {
        const auto entry = static_cast<std::size_t>(at);
        if (has("ellipsis_mask", at)) {
            const std::int64_t skipped = std::max<std::int64_t>(0, rank - (count - 1 - news));
            axis += skipped;
            result += skipped;
        } else if (has("new_axis_mask", at)) {
            cuts.added.push_back(result++);
        } else {
            const bool isDropped = has("shrink_axis_mask", at);
            cuts.axes.push_back(axis);
            cuts.starts.push_back(has("begin_mask", at) && !isDropped ? (steps[entry] > 0 ? 0 : kEnd) : begins[entry]);
            const bool isLast = begins[entry] == -1 || begins[entry] == kEnd;
            const std::int64_t last = isLast ? kEnd : begins[entry] + 1;
            cuts.ends.push_back(isDropped                 ? last
                                    : has("end_mask", at) ? (steps[entry] > 0 ? kEnd : -kEnd)
                                                          : ends[entry]);
            cuts.steps.push_back(isDropped ? 1 : steps[entry]);
            if (isDropped)
                cuts.dropped.push_back(axis);
            else
                ++result;
            ++axis;
        }
    }
    return axis <= rank ? std::optional{std::move(cuts)} : std::nullopt;
}

void stridedSlice(TfScope& scope)
{
    if (!scope.hasIntegers(1) || !scope.hasIntegers(2) || !scope.hasIntegers(3) || scope.rank(0) == 0)
        return scope.passOn();
    scope.beginPlain();
    TensorId output = scope.plain(0);
    std::optional<Cuts> cuts = cutsOf(scope, static_cast<std::int64_t>(scope.rank(0)));
    if (!cuts)
        return scope.fail("cuts more axes than its input has");
    if (!cuts->axes.empty()) {
        const TensorId starts = scope.integersOf("starts", cuts->starts);
        const TensorId ends = scope.integersOf("ends", cuts->ends);
        const TensorId axes = scope.integersOf("axes", cuts->axes);
        output = scope.add("Slice", {output, starts, ends, axes, scope.integersOf("steps", cuts->steps)});
    }
    if (!cuts->dropped.empty())
        output = scope.add("Squeeze", {output, scope.integersOf("dropped", cuts->dropped)});
    if (!cuts->added.empty())
        output = scope.add("Unsqueeze", {output, scope.integersOf("added", cuts->added)});
    scope.setOutput(output);
}

constexpr TfOperator kSelectionOperators[] = {
    {"Cumsum", running}, {"Gather", gatherRows},         {"GatherNd", gatherPlaces}, {"GatherV2", gatherAlong},
    {"OneHot", oneHot},  {"ResourceGather", gatherRows}, {"Slice", slice},           {"StridedSlice", stridedSlice},
    {"TopKV2", largest},
};

} // namespace

std::span<const TfOperator> tfSelectionOperators()
{
    return kSelectionOperators;
}

} // namespace waferscope
