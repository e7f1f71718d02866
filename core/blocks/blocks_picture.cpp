#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

std::optional<BlockTrouble> convolution(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Picture)
        return wantsPicture();
    ConvolutionSizes sizes;
    sizes.channels = scope.count("channels");
    sizes.filter = scope.count("filter");
    sizes.stride = scope.count("stride");
    sizes.padding = scope.isGiven("padding") ? scope.count("padding") : (sizes.filter - 1) / 2;
    sizes.groups = scope.count("groups");
    sizes.bias = scope.says("bias") ? Bias::Yes : Bias::No;
    if (scope.flow().features % sizes.groups != 0 || sizes.channels % sizes.groups != 0)
        return BlockTrouble{"groups",
                            Sentence::of("must divide ", scope.flow().features, " and ", sizes.channels, " channels")};
    addConvolution(scope.graph(), scope.flow(), scope.name(), sizes);
    if (scope.choice("norm") == "batch")
        addBatchNorm(scope.graph(), scope.flow(), scope.name() + "/norm");
    addPointwise(scope.graph(), scope.flow(), scope.name() + "/activation", scope.activation());
    return std::nullopt;
}

std::optional<BlockTrouble> upConvolution(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Picture)
        return wantsPicture();
    addUpConvolution(scope.graph(), scope.flow(), scope.name(), scope.count("channels"));
    return std::nullopt;
}

std::optional<BlockTrouble> pool(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Picture)
        return wantsPicture();
    PoolSizes sizes;
    sizes.type = scope.choice("kind") == "average" ? "AveragePool" : "MaxPool";
    sizes.filter = scope.count("filter");
    sizes.stride = scope.isGiven("stride") ? scope.count("stride") : sizes.filter;
    sizes.padding = scope.count("padding");
    addPool(scope.graph(), scope.flow(), scope.name(), sizes);
    return std::nullopt;
}

std::optional<BlockTrouble> globalPool(BlockScope& scope)
{
    Flow& flow = scope.flow();
    if (flow.kind != FlowKind::Picture)
        return wantsPicture();
    scope.graph().beginLayer(scope.name(), LayerKind::Pooling);
    flow.tensor = scope.graph().add("GlobalAveragePool", {flow.tensor});
    flow.tensor = scope.graph().add("Flatten", {flow.tensor}, {{"axis", std::int64_t{1}}});
    flow.kind = FlowKind::Vector;
    return std::nullopt;
}

struct BottleneckSizes {
    std::int64_t width = 64;
    std::int64_t expansion = 4;
    std::int64_t stride = 1;
};

void addConvolutionAndNorm(GraphBuilder& graph, Flow& flow, const std::string& block, const std::string& number,
                           const ConvolutionSizes& sizes)
{
    addConvolution(graph, flow, block + "/conv" + number, sizes);
    addBatchNorm(graph, flow, block + "/norm" + number);
}

/// 1 x 1, 3 x 3 (which has the stride), 1 x 1; beside it a 1 x 1 where the shape changes.
void addBottleneck(GraphBuilder& graph, Flow& flow, const std::string& path, const BottleneckSizes& sizes)
{
    const std::int64_t outputs = sizes.width * sizes.expansion;
    Flow skip = flow;
    addConvolutionAndNorm(graph, flow, path, "1", {sizes.width, 1, 1, 0, 1, Bias::No});
    addPointwise(graph, flow, path + "/relu1", Pointwise::Relu);
    addConvolutionAndNorm(graph, flow, path, "2", {sizes.width, 3, sizes.stride, 1, 1, Bias::No});
    addPointwise(graph, flow, path + "/relu2", Pointwise::Relu);
    addConvolutionAndNorm(graph, flow, path, "3", {outputs, 1, 1, 0, 1, Bias::No});
    if (skip.features != outputs || sizes.stride != 1) {
        addConvolution(graph, skip, path + "/shortcut", {outputs, 1, sizes.stride, 0, 1, Bias::No});
        addBatchNorm(graph, skip, path + "/shortcut_norm");
    }
    addResidual(graph, flow, skip, path + "/add");
    addPointwise(graph, flow, path + "/relu3", Pointwise::Relu);
}

std::optional<BlockTrouble> residualStage(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Picture)
        return wantsPicture();
    RepeatWatch watch{scope.graph(), "blocks", scope.count("blocks")};
    for (std::int64_t block = 0; block < scope.count("blocks"); ++block) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        const BottleneckSizes sizes{scope.count("width"), scope.count("expansion"),
                                    block == 0 ? scope.count("stride") : 1};
        addBottleneck(scope.graph(), scope.flow(), scope.name() + "/" + std::to_string(block), sizes);
    }
    return std::nullopt;
}

/// Two 3 x 3 convolutions, each with batch normalisation and ReLU.
void addDoubleConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t channels)
{
    for (const char number : {'1', '2'}) {
        addConvolutionAndNorm(graph, flow, path, {number}, {channels, 3, 1, 1, 1, Bias::No});
        addPointwise(graph, flow, path + "/relu" + number, Pointwise::Relu);
    }
}

void addUpLevel(GraphBuilder& graph, Flow& flow, const Flow& skip, const std::string& path, std::int64_t channels)
{
    addUpConvolution(graph, flow, path + "/up", channels);
    graph.beginLayer(path + "/concat", LayerKind::Other);
    flow.tensor = graph.add("Concat", {skip.tensor, flow.tensor}, {{"axis", std::int64_t{1}}});
    flow.features += skip.features;
    addDoubleConvolution(graph, flow, path, channels);
}

std::optional<BlockTrouble> unet(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Picture)
        return wantsPicture();
    const std::vector<std::int64_t> encoder = scope.counts("encoder");
    const std::vector<std::int64_t> decoder = scope.counts("decoder");
    if (decoder.size() + 1 != encoder.size())
        return BlockTrouble{"decoder", "must have one number fewer than encoder"};
    GraphBuilder& graph = scope.graph();
    std::vector<Flow> skips;
    for (std::size_t level = 0; level < encoder.size(); ++level) {
        const std::string path = scope.path("encoder/" + std::to_string(level));
        if (level > 0)
            addPool(graph, scope.flow(), path + "/down", {});
        addDoubleConvolution(graph, scope.flow(), path, encoder[level]);
        skips.push_back(scope.flow());
    }
    for (std::size_t level = 0; level < decoder.size(); ++level)
        addUpLevel(graph, scope.flow(), skips[decoder.size() - 1 - level],
                   scope.path("decoder/" + std::to_string(level)), decoder[level]);
    addConvolution(graph, scope.flow(), scope.path("output"), {scope.count("outputs"), 1, 1, 0, 1, Bias::No});
    return std::nullopt;
}

constexpr BlockSettingType kConvSettings[] = {
    {"channels", SettingKind::Count, "", "", "outputs of every pixel"},
    {"filter", SettingKind::Count, "3", "", "height and width of the filter"},
    {"stride", SettingKind::Count, "1", "", "pixels from one position to the next"},
    {"padding", SettingKind::CountOrZero, "0", "", "pixels on every side; (filter - 1) / 2 when not given"},
    {"groups", SettingKind::Count, "1", "", "into which the channels fall"},
    {"bias", SettingKind::Choice, "yes", kYesNo, "whether a bias is added"},
    {"norm", SettingKind::Choice, "none", "none batch", "normalisation of the outputs"},
    {"activation", SettingKind::Choice, "none", kActivations, "function of every output"}};
constexpr BlockSettingType kUpSettings[] = {{"channels", SettingKind::Count, "", "", "outputs of every pixel"}};
constexpr BlockSettingType kPoolSettings[] = {
    {"kind", SettingKind::Choice, "max", "max average", "what is taken of a window"},
    {"filter", SettingKind::Count, "2", "", "height and width of the window"},
    {"stride", SettingKind::Count, "2", "", "pixels from one position to the next; the filter when not given"},
    {"padding", SettingKind::CountOrZero, "0", "", "pixels on every side"}};
constexpr BlockSettingType kStageSettings[] = {
    {"blocks", SettingKind::Count, "", "", "bottlenecks in turn"},
    {"width", SettingKind::Count, "", "", "channels of the 3 x 3 convolutions"},
    {"stride", SettingKind::Count, "1", "", "of the first bottleneck's 3 x 3 convolution"},
    {"expansion", SettingKind::Count, "4", "", "outputs as a multiple of width"}};
constexpr BlockSettingType kUnetSettings[] = {
    {"encoder", SettingKind::CountList, "", "", "channels of every level going down"},
    {"decoder", SettingKind::CountList, "", "", "channels of every level going up"},
    {"outputs", SettingKind::Count, "1", "", "channels of the mask"}};

constexpr BlockType kPictureBlocks[] = {
    {"conv", "a convolution of a picture", kConvSettings, convolution},
    {"global-pool", "the average of every channel", {}, globalPool},
    {"pool", "the largest or average of every window", kPoolSettings, pool},
    {"residual-stage", "bottlenecks of a ResNet", kStageSettings, residualStage},
    {"upconv", "a convolution that doubles height and width", kUpSettings, upConvolution},
    {"unet", "an encoder and a decoder of a picture, with skips", kUnetSettings, unet},
};

} // namespace

std::span<const BlockType> pictureBlockTypes()
{
    return kPictureBlocks;
}

} // namespace waferscope
