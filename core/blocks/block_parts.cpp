#include "core/blocks/block_scope.h"

namespace waferscope {

void addLinear(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t size, Bias bias)
{
    graph.beginLayer(path, LayerKind::Linear);
    flow.tensor = graph.add("MatMul", {flow.tensor, graph.parameter(path + "/weight", {flow.features, size})});
    if (bias == Bias::Yes)
        flow.tensor = graph.add("Add", {flow.tensor, graph.parameter(path + "/bias", {size})});
    flow.features = size;
}

void addPointwise(GraphBuilder& graph, Flow& flow, const std::string& path, Pointwise function)
{
    if (function == Pointwise::None)
        return;
    graph.beginLayer(path, LayerKind::Pointwise);
    switch (function) {
    case Pointwise::None: break;
    case Pointwise::Relu: flow.tensor = graph.add("Relu", {flow.tensor}); break;
    case Pointwise::Gelu: flow.tensor = graph.add("Gelu", {flow.tensor}); break;
    case Pointwise::Silu: flow.tensor = graph.add("Mul", {flow.tensor, graph.add("Sigmoid", {flow.tensor})}); break;
    case Pointwise::Tanh: flow.tensor = graph.add("Tanh", {flow.tensor}); break;
    case Pointwise::Sigmoid: flow.tensor = graph.add("Sigmoid", {flow.tensor}); break;
    }
}

void addNorm(GraphBuilder& graph, Flow& flow, const std::string& path, Norm norm)
{
    graph.beginLayer(path, LayerKind::Normalisation);
    const Attributes lastAxis{{"axis", std::int64_t{-1}}};
    const Shape features{flow.features};
    switch (norm) {
    case Norm::Layer: {
        const TensorId scale = graph.parameter(path + "/scale", features);
        const TensorId bias = graph.parameter(path + "/bias", features);
        flow.tensor = graph.add("LayerNormalization", {flow.tensor, scale, bias}, lastAxis);
        return;
    }
    case Norm::Rms:
        flow.tensor =
            graph.add("RMSNormalization", {flow.tensor, graph.parameter(path + "/scale", features)}, lastAxis);
        return;
    case Norm::Unbiased:
        flow.tensor =
            graph.add("LayerNormalization", {flow.tensor, graph.parameter(path + "/scale", features)}, lastAxis);
        return;
    case Norm::Plain:
        flow.tensor = graph.add("MeanVarianceNormalization", {flow.tensor}, {{"axes", std::vector<std::int64_t>{-1}}});
        return;
    }
}

void addBatchNorm(GraphBuilder& graph, Flow& flow, const std::string& path)
{
    graph.beginLayer(path, LayerKind::Normalisation);
    const Shape channels{flow.features};
    flow.tensor =
        graph.add("BatchNormalization",
                  {flow.tensor, graph.parameter(path + "/scale", channels), graph.parameter(path + "/bias", channels),
                   graph.statistic(path + "/mean", channels), graph.statistic(path + "/variance", channels)});
}

void addResidual(GraphBuilder& graph, Flow& flow, const Flow& skip, const std::string& path)
{
    graph.beginLayer(path, LayerKind::Pointwise);
    flow.tensor = graph.add("Add", {flow.tensor, skip.tensor});
}

void addCap(GraphBuilder& graph, TensorId& scores, const std::string& path, std::int64_t cap)
{
    const TensorId most = graph.number(path, static_cast<double>(cap));
    scores = graph.add("Mul", {graph.add("Tanh", {graph.add("Div", {scores, most})}), most});
}

namespace {

std::optional<std::int64_t> slid(std::optional<std::int64_t> extent, std::int64_t filter, std::int64_t stride,
                                 std::int64_t padding)
{
    return extent ? std::optional{(*extent + 2 * padding - filter) / stride + 1} : std::nullopt;
}

void slideExtents(Flow& flow, std::int64_t filter, std::int64_t stride, std::int64_t padding)
{
    flow.height = slid(flow.height, filter, stride, padding);
    flow.width = slid(flow.width, filter, stride, padding);
}

std::optional<std::int64_t> doubled(std::optional<std::int64_t> extent)
{
    return extent ? std::optional{2 * *extent} : std::nullopt;
}

} // namespace

void addConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, const ConvolutionSizes& sizes)
{
    graph.beginLayer(path, LayerKind::Convolution);
    const TensorId filter =
        graph.parameter(path + "/weight", {sizes.channels, flow.features / sizes.groups, sizes.filter, sizes.filter});
    std::optional<TensorId> bias;
    if (sizes.bias == Bias::Yes)
        bias = graph.parameter(path + "/bias", {sizes.channels});
    const auto pads = std::vector<std::int64_t>(4, sizes.padding);
    Attributes attributes{
        {"pads", pads}, {"strides", std::vector<std::int64_t>(2, sizes.stride)}, {"group", sizes.groups}};
    flow.tensor = bias ? graph.add("Conv", {flow.tensor, filter, bias}, std::move(attributes))
                       : graph.add("Conv", {flow.tensor, filter}, std::move(attributes));
    flow.features = sizes.channels;
    slideExtents(flow, sizes.filter, sizes.stride, sizes.padding);
}

void addSequenceConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, const SequenceConvolution& sizes)
{
    const std::vector<std::int64_t> turned{0, 2, 1};
    graph.beginLayer(path, LayerKind::Convolution);
    const TensorId filter =
        graph.parameter(path + "/weight", {sizes.channels, flow.features / sizes.groups, sizes.filter});
    std::vector<std::optional<TensorId>> inputs{graph.add("Transpose", {flow.tensor}, {{"perm", turned}}), filter};
    if (sizes.bias == Bias::Yes)
        inputs.emplace_back(graph.parameter(path + "/bias", {sizes.channels}));
    const TensorId slid = graph.add("Conv", std::move(inputs),
                                    {{"pads", std::vector<std::int64_t>{sizes.before, sizes.behind}},
                                     {"strides", std::vector<std::int64_t>{sizes.stride}},
                                     {"group", sizes.groups}});
    flow.tensor = graph.add("Transpose", {slid}, {{"perm", turned}});
    flow.features = sizes.channels;
}

void addUpConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t channels)
{
    graph.beginLayer(path, LayerKind::Convolution);
    const TensorId filter = graph.parameter(path + "/weight", {flow.features, channels, 2, 2});
    flow.tensor = graph.add("ConvTranspose", {flow.tensor, filter}, {{"strides", std::vector<std::int64_t>{2, 2}}});
    flow.features = channels;
    flow.height = doubled(flow.height);
    flow.width = doubled(flow.width);
}

void addPool(GraphBuilder& graph, Flow& flow, const std::string& path, const PoolSizes& sizes)
{
    graph.beginLayer(path, LayerKind::Pooling);
    flow.tensor = graph.add(sizes.type, {flow.tensor},
                            {{"kernel_shape", std::vector<std::int64_t>(2, sizes.filter)},
                             {"strides", std::vector<std::int64_t>(2, sizes.stride)},
                             {"pads", std::vector<std::int64_t>(4, sizes.padding)}});
    slideExtents(flow, sizes.filter, sizes.stride, sizes.padding);
}

} // namespace waferscope
