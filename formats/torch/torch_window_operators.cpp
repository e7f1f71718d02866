#include "formats/torch/torch_scope.h"

#include <algorithm>

namespace waferscope {

namespace {

void pool(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const std::size_t rank = scope.rank("self");
    const auto stated = scope.integers("stride");
    const auto given = scope.integers("kernel_size");
    if (rank < 3 || (given && given->size() > 1 && given->size() != rank - 2)) // without a batch
        return scope.passOn();
    const std::size_t axes = rank - 2;
    const std::vector<std::int64_t> filter = scope.perAxis("kernel_size", axes, 1);
    std::vector<std::int64_t> pads = scope.perAxis("padding", axes, 0);
    pads.insert(pads.end(), pads.begin(), pads.end());
    Attributes attributes{{"kernel_shape", filter},
                          {"strides", stated && !stated->empty() ? scope.perAxis("stride", axes, 1) : filter},
                          {"pads", std::move(pads)},
                          {"ceil_mode", std::int64_t{scope.says("ceil_mode", false) ? 1 : 0}}};
    if (scope.type() == "MaxPool")
        attributes["dilations"] = scope.perAxis("dilation", axes, 1);
    const std::size_t outputs = std::clamp<std::size_t>(scope.outputCount(), 1, 2);
    scope.begin(LayerKind::Pooling);
    for (const TensorId id : scope.builder().addSeveral(scope.type(), {self}, std::move(attributes), outputs))
        scope.addOutput(id);
}

/// The window that gives so many places: torch's own rule where the places divide the extent.
std::optional<Attributes> adaptiveWindow(const TorchTensor& input, const std::vector<std::int64_t>& places)
{
    std::vector<std::int64_t> filter;
    std::vector<std::int64_t> strides;
    for (std::size_t axis = 0; axis < places.size(); ++axis) {
        const auto* extent = std::get_if<std::int64_t>(&input.shape[axis + 2]);
        if (extent == nullptr || places[axis] < 1 || *extent < places[axis])
            return std::nullopt;
        strides.push_back(*extent / places[axis]);
        filter.push_back(*extent - (places[axis] - 1) * strides.back());
    }
    return Attributes{{"kernel_shape", std::move(filter)}, {"strides", std::move(strides)}};
}

void adaptivePool(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const TorchTensor input = scope.stated("self");
    const bool isMaximum = scope.type() == "MaxPool";
    if (input.shape.size() < 3 || (isMaximum && scope.isUsed(1)))
        return scope.passOn();
    const std::vector<std::int64_t> places = scope.perAxis("output_size", input.shape.size() - 2, 1);
    const bool isGlobal = std::all_of(places.begin(), places.end(), [](std::int64_t place) { return place == 1; });
    std::optional<Attributes> window = isGlobal ? Attributes{} : adaptiveWindow(input, places);
    if (!window)
        return scope.passOn();
    scope.begin(LayerKind::Pooling);
    const std::string type = (isGlobal ? "Global" : "") + scope.type();
    scope.setOutput(scope.add(type, {self}, std::move(*window)));
}

/// Sizes that the program states, or factors where they are open.
void upsample(TorchScope& scope)
{
    const TensorId self = scope.tensor(scope.has("input") ? "input" : "self");
    const TorchTensor output = scope.statedOutput(0);
    std::vector<std::int64_t> sizes;
    for (const Extent& extent : output.shape)
        if (const auto* number = std::get_if<std::int64_t>(&extent))
            sizes.push_back(*number);
    const std::vector<double> factors = scope.reals("scale_factors");
    if (!factors.empty()) {
        scope.begin(LayerKind::Other);
        std::vector<double> scales{1.0, 1.0};
        scales.insert(scales.end(), factors.begin(), factors.end());
        return scope.setOutput(scope.add("Upsample", {self}, {{"scales", std::move(scales)}}));
    }
    const bool hasBatch = sizes.size() + 1 == output.shape.size(); // only the batch is open
    std::vector<std::int64_t> axes;
    for (std::size_t axis = hasBatch ? 1 : 0; axis < output.shape.size(); ++axis)
        axes.push_back(static_cast<std::int64_t>(axis));
    if (sizes.size() != axes.size() || sizes.empty())
        return scope.passOn();
    scope.begin(LayerKind::Other);
    const std::vector<std::optional<TensorId>> inputs{self, std::nullopt, std::nullopt,
                                                      scope.integersOf("sizes", std::move(sizes))};
    scope.setOutput(scope.add("Resize", inputs, {{"axes", std::move(axes)}}));
}

constexpr TorchOperator kWindowOperators[] = {
    {"_adaptive_avg_pool2d", adaptivePool, "AveragePool"},
    {"_adaptive_avg_pool3d", adaptivePool, "AveragePool"},
    {"_upsample_bicubic2d_aa", upsample},
    {"_upsample_bilinear2d_aa", upsample},
    {"adaptive_avg_pool1d", adaptivePool, "AveragePool"},
    {"adaptive_avg_pool2d", adaptivePool, "AveragePool"},
    {"adaptive_avg_pool3d", adaptivePool, "AveragePool"},
    {"adaptive_max_pool1d", adaptivePool, "MaxPool"},
    {"adaptive_max_pool2d", adaptivePool, "MaxPool"},
    {"adaptive_max_pool3d", adaptivePool, "MaxPool"},
    {"avg_pool1d", pool, "AveragePool"},
    {"avg_pool2d", pool, "AveragePool"},
    {"avg_pool3d", pool, "AveragePool"},
    {"max_pool1d", pool, "MaxPool"},
    {"max_pool1d_with_indices", pool, "MaxPool"},
    {"max_pool2d", pool, "MaxPool"},
    {"max_pool2d_with_indices", pool, "MaxPool"},
    {"max_pool3d", pool, "MaxPool"},
    {"max_pool3d_with_indices", pool, "MaxPool"},
    {"upsample_bicubic2d", upsample},
    {"upsample_bilinear2d", upsample},
    {"upsample_linear1d", upsample},
    {"upsample_nearest1d", upsample},
    {"upsample_nearest2d", upsample},
    {"upsample_nearest3d", upsample},
    {"upsample_trilinear3d", upsample},
};

} // namespace

std::span<const TorchOperator> torchWindowOperators()
{
    return kWindowOperators;
}

} // namespace waferscope
