#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// Values of a gather from a vector.
std::optional<TensorFacts> gatherValues(const ShapeScope& scope, const Shape& shape)
{
    const std::vector<std::int64_t>* indices = scope.integers(1);
    if (scope.rank(0) != 1 || indices == nullptr || !hasValues(scope.facts(0)))
        return std::nullopt;
    std::vector<std::size_t> positions;
    for (const std::int64_t index : *indices)
        positions.push_back(static_cast<std::size_t>(index < 0 ? index + scope.shape(0)[0] : index));
    return pick(scope.facts(0), shape, positions);
}

RuleOutcome gather(ShapeScope& scope)
{
    const Shape& data = scope.shape(0);
    const auto axis = normalisedAxis(scope.integer("axis", 0), scope.rank(0));
    if (!axis)
        return contradiction("it has no axis " + std::to_string(scope.integer("axis", 0)));
    if (const std::vector<std::int64_t>* indices = scope.integers(1)) {
        const std::int64_t extent = data[*axis];
        for (const std::int64_t index : *indices)
            if (index < -extent || index >= extent)
                return contradiction("it asks for entry " + std::to_string(index) + " of " + std::to_string(extent));
    }
    const auto at = data.begin() + static_cast<std::ptrdiff_t>(*axis);
    Shape shape(data.begin(), at);
    shape.insert(shape.end(), scope.shape(1).begin(), scope.shape(1).end());
    shape.insert(shape.end(), at + 1, data.end());
    std::optional<TensorFacts> known = gatherValues(scope, shape);
    scope.setOutput(0, known ? std::move(*known) : TensorFacts{std::move(shape), std::nullopt, std::nullopt});
    return done();
}

RuleOutcome gatherElements(ShapeScope& scope)
{
    scope.setOutput(0, scope.shape(1));
    return done();
}

RuleOutcome gatherNd(ShapeScope& scope)
{
    const Shape& data = scope.shape(0);
    const Shape& indices = scope.shape(1);
    const std::int64_t outer = scope.integer("batch_dims", 0);
    if (data.empty() || indices.empty() || outer < 0 || outer >= scope.rank(1))
        return contradiction("data and indices must have axes beyond its batch_dims");
    const std::int64_t depth = indices.back();
    if (depth < 0 || depth > scope.rank(0) - outer)
        return contradiction("its indices have " + std::to_string(depth) + " numbers each");
    Shape shape(indices.begin(), indices.end() - 1);
    shape.insert(shape.end(), data.begin() + static_cast<std::ptrdiff_t>(outer + depth), data.end());
    scope.setOutput(0, std::move(shape));
    return done();
}

/// One axis of a slice.
struct Cut {
    std::int64_t first = 0;
    std::int64_t step = 1;
    std::int64_t count = 0;
};

/// NumPy's slice; `step` is not 0.
Cut cutOf(std::int64_t extent, std::int64_t start, std::int64_t end, std::int64_t step)
{
    const auto wrap = [extent](std::int64_t index) {
        return index < 0 ? std::max(index, -extent - 1) + extent : index;
    };
    if (step > 0) {
        const std::int64_t first = std::clamp<std::int64_t>(wrap(start), 0, extent);
        const std::int64_t last = std::clamp<std::int64_t>(wrap(end), 0, extent);
        const std::int64_t count = last > first ? (last - first - 1) / step + 1 : 0;
        return {first, step, count};
    }
    const std::int64_t first = std::clamp<std::int64_t>(wrap(start), -1, extent - 1);
    const std::int64_t last = std::clamp<std::int64_t>(wrap(end), -1, extent - 1);
    const std::int64_t back = step == INT64_MIN ? INT64_MAX : -step;
    return {first, step, first > last ? (first - last - 1) / back + 1 : 0};
}

struct SliceSettings {
    std::vector<std::int64_t> starts;
    std::vector<std::int64_t> ends;
    std::vector<std::size_t> axes;
    std::vector<std::int64_t> steps;
};

/// Why the settings are not there, or nothing.
std::optional<RuleOutcome> readSlice(const ShapeScope& scope, SliceSettings& settings)
{
    const auto starts = scope.setting("starts", 1);
    const auto ends = scope.setting("ends", 2);
    const auto axes = scope.setting("axes", 3);
    const auto* steps = scope.integers(4);
    if (!starts || !ends || (scope.has(3) && !axes) || (scope.has(4) && steps == nullptr))
        return unresolved("its bounds are not known before the network runs");
    std::vector<std::int64_t> inOrder(starts->size());
    std::iota(inOrder.begin(), inOrder.end(), 0);
    const auto normalised = normalisedAxes(axes.value_or(inOrder), scope.rank(0));
    settings.starts = *starts;
    settings.ends = *ends;
    settings.steps = steps != nullptr ? *steps : std::vector<std::int64_t>(starts->size(), 1);
    if (!normalised || ends->size() != starts->size() || normalised->size() != starts->size()
        || settings.steps.size() != starts->size())
        return contradiction("starts, ends, axes and steps must go together");
    if (std::find(settings.steps.begin(), settings.steps.end(), 0) != settings.steps.end())
        return contradiction("a step of 0 leads nowhere");
    settings.axes = *normalised;
    return std::nullopt;
}

RuleOutcome slice(ShapeScope& scope)
{
    SliceSettings settings;
    if (std::optional<RuleOutcome> trouble = readSlice(scope, settings))
        return *std::move(trouble);
    Shape shape = scope.shape(0);
    const bool follows = hasValues(scope.facts(0));
    std::vector<std::int64_t> strides = follows ? stridesOf(shape) : std::vector<std::int64_t>{};
    std::int64_t first = 0;
    for (std::size_t at = 0; at < settings.axes.size(); ++at) {
        const std::size_t axis = settings.axes[at];
        const Cut cut = cutOf(shape[axis], settings.starts[at], settings.ends[at], settings.steps[at]);
        shape[axis] = cut.count;
        if (follows && cut.count > 0) { // a step beyond the axis is never taken
            first += cut.first * strides[axis];
            strides[axis] *= cut.count > 1 ? cut.step : 1;
        }
    }
    if (follows)
        scope.setOutput(0, pick(scope.facts(0), shape, stridedPositions(shape, first, strides)));
    else
        scope.setOutput(0, std::move(shape));
    return done();
}

RuleOutcome largest(ShapeScope& scope)
{
    const auto axis = normalisedAxis(scope.integer("axis", -1), scope.rank(0));
    const std::vector<std::int64_t>* given = scope.integers(1);
    if (given == nullptr && scope.has(1))
        return unresolved("how many it picks is not known before the network runs");
    const std::int64_t count = given != nullptr && given->size() == 1 ? (*given)[0] : scope.integer("k", -1);
    if (!axis || count < 0 || count > scope.shape(0)[*axis])
        return contradiction("it cannot pick " + std::to_string(count) + " there");
    Shape shape = scope.shape(0);
    shape[*axis] = count;
    scope.setOutput(0, shape);
    scope.setOutput(1, std::move(shape));
    return done();
}

RuleOutcome oneHot(ShapeScope& scope)
{
    const std::vector<std::int64_t>* depth = scope.integers(1);
    if (depth == nullptr || depth->size() != 1)
        return unresolved("how many classes it has is not known before the network runs");
    const auto axis = normalisedAxis(scope.integer("axis", -1), scope.rank(0) + 1);
    if (!axis || (*depth)[0] < 0)
        return contradiction("it cannot have " + std::to_string((*depth)[0]) + " classes there");
    Shape shape = scope.shape(0);
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(*axis), (*depth)[0]);
    scope.setOutput(0, std::move(shape));
    return done();
}

/// As many results as the data happen to have.
RuleOutcome dependsOnData(ShapeScope&)
{
    return unresolved("how much it gives depends on the data");
}

constexpr NamedShapeRule kSelectionRules[] = {
    {"Gather", 2, gather},
    {"GatherElements", 2, gatherElements},
    {"GatherND", 2, gatherNd},
    {"Slice", 1, slice},
    {"TopK", 1, largest},
    {"OneHot", 2, oneHot},
    {"Compress", 2, dependsOnData},
    {"NonZero", 1, dependsOnData},
    {"NonMaxSuppression", 2, dependsOnData},
    {"Unique", 1, dependsOnData},
};

} // namespace

std::span<const NamedShapeRule> selectionShapeRules()
{
    return kSelectionRules;
}

} // namespace waferscope
