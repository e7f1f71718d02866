#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

/// Patches of a picture that do not overlap, as a sequence.
std::optional<BlockTrouble> addPatches(BlockScope& scope, std::int64_t size, Bias bias)
{
    Flow& flow = scope.flow();
    GraphBuilder& graph = scope.graph();
    const std::int64_t patch = scope.count("patch");
    if (!flow.height || !flow.width || *flow.height < patch || *flow.width < patch)
        return BlockTrouble{"patch", "must fit into a picture of fixed height and width"};
    addConvolution(graph, flow, scope.path("patches"), {size, patch, patch, 0, 1, bias});
    graph.beginLayer(scope.path("sequence"), LayerKind::Other);
    const TensorId shape = graph.integers(scope.path("sequence/shape"), {0, size, -1});
    const TensorId rows = graph.add("Reshape", {flow.tensor, shape});
    flow.tensor = graph.add("Transpose", {rows}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
    flow.kind = FlowKind::Sequence;
    return std::nullopt;
}

/// Puts one trained position before all others.
void addClassPosition(GraphBuilder& graph, Flow& flow, const std::string& path)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {flow.tensor});
    const TensorId batch = graph.add("Gather", {shape, graph.integers(path + "/axis", {0})});
    const TensorId wanted = graph.add("Concat", {batch, graph.integers(path + "/extents", {1, flow.features})},
                                      {{"axis", std::int64_t{0}}});
    for (const TensorId number : {shape, batch, wanted})
        graph.setType(number, DataType::Int64);
    graph.beginLayer(path, LayerKind::Embedding);
    const TensorId one = graph.add("Expand", {graph.parameter(path + "/weight", {1, 1, flow.features}), wanted});
    flow.tensor = graph.add("Concat", {one, flow.tensor}, {{"axis", std::int64_t{1}}});
}

std::optional<BlockTrouble> leadPosition(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return wants("a sequence of numbers");
    addClassPosition(scope.graph(), scope.flow(), scope.name());
    return std::nullopt;
}

/// A trained patch in the place of those that the input hidden_patches names.
std::optional<BlockTrouble> hidePatches(BlockScope& scope)
{
    GraphBuilder& graph = scope.graph();
    const std::optional<TensorId> hidden = graph.findTensor("hidden_patches");
    if (!hidden)
        return BlockTrouble{"mask", "needs a second input of the network named hidden_patches"};
    const std::string path = scope.path("mask");
    graph.beginLayer(path, LayerKind::Embedding);
    const TensorId which = graph.add("Unsqueeze", {hidden, graph.integers(path + "/axes", {2})});
    graph.setType(which, graph[*hidden].type);
    const TensorId one = graph.parameter(path + "/weight", {1, 1, scope.flow().features});
    scope.flow().tensor = graph.add("Where", {which, one, scope.flow().tensor});
    return std::nullopt;
}

std::optional<BlockTrouble> patchEmbedding(BlockScope& scope)
{
    Flow& flow = scope.flow();
    GraphBuilder& graph = scope.graph();
    if (flow.kind != FlowKind::Picture)
        return wantsPicture();
    if (std::optional<BlockTrouble> trouble = addPatches(scope, scope.count("size"), scope.bias()))
        return trouble;
    if (scope.says("mask"))
        if (std::optional<BlockTrouble> trouble = hidePatches(scope))
            return trouble;
    std::int64_t before = 0;
    if (scope.says("distillation_position"))
        addClassPosition(graph, flow, scope.path("distillation")), ++before;
    if (scope.says("class_position"))
        addClassPosition(graph, flow, scope.path("class")), ++before;
    if (scope.says("positions")) {
        const std::int64_t count = *flow.height * *flow.width + before;
        const std::string path = scope.path("positions");
        graph.beginLayer(path, LayerKind::Embedding);
        flow.tensor = graph.add("Add", {flow.tensor, graph.parameter(path + "/weight", {1, count, flow.features})});
    }
    if (const std::optional<Norm> norm = scope.norm())
        addNorm(graph, flow, scope.path("norm"), *norm);
    return std::nullopt;
}

/// A linear layer of the condition, for every position: [batch, 1, features].
TensorId modulation(GraphBuilder& graph, const Flow& condition, const std::string& path)
{
    Flow own = condition;
    addLinear(graph, own, path, own.features, Bias::Yes);
    return graph.add("Unsqueeze", {own.tensor, graph.integers(path + "/axes", {1})});
}

/// A normalisation without trained numbers of its own; the condition scales and shifts it.
void addModulatedNorm(GraphBuilder& graph, Flow& flow, const Flow& condition, const std::string& path)
{
    const TensorId scale = modulation(graph, condition, path + "/scale");
    const TensorId shift = modulation(graph, condition, path + "/shift");
    graph.beginLayer(path, LayerKind::Normalisation);
    const TensorId ones = graph.number(path + "/one", 1.0);
    const TensorId even =
        graph.add("MeanVarianceNormalization", {flow.tensor}, {{"axes", std::vector<std::int64_t>{-1}}});
    const TensorId scaled = graph.add("Mul", {even, graph.add("Add", {scale, ones})});
    flow.tensor = graph.add("Add", {scaled, shift});
}

/// Adds a part to what ran before it, as strongly as the condition says.
void addGated(GraphBuilder& graph, Flow& flow, const Flow& skip, const Flow& condition, const std::string& path)
{
    const TensorId gate = modulation(graph, condition, path + "/strength");
    graph.beginLayer(path + "/add", LayerKind::Pointwise);
    flow.tensor = graph.add("Add", {skip.tensor, graph.add("Mul", {flow.tensor, gate})});
}

/// The time of diffusion through two linear layers, and the class's row of a table: [batch, features].
Flow addCondition(BlockScope& scope, TensorId times, TensorId classes, std::int64_t size)
{
    GraphBuilder& graph = scope.graph();
    Flow time = scope.flow();
    time.tensor = times;
    time.features = scope.count("frequencies");
    addLinear(graph, time, scope.path("time/expand"), size, Bias::Yes);
    addPointwise(graph, time, scope.path("time/activation"), Pointwise::Silu);
    addLinear(graph, time, scope.path("time/linear"), size, Bias::Yes);
    graph.beginLayer(scope.path("class"), LayerKind::Embedding);
    const TensorId table = graph.parameter(scope.path("class/weight"), {scope.count("classes") + 1, size});
    time.tensor = graph.add("Add", {time.tensor, graph.add("Gather", {table, classes})});
    addPointwise(graph, time, scope.path("condition"), Pointwise::Silu);
    return time;
}

std::optional<BlockTrouble> diffusionTransformer(BlockScope& scope)
{
    GraphBuilder& graph = scope.graph();
    Flow& flow = scope.flow();
    const std::optional<TensorId> times = graph.findTensor("time_frequencies");
    const std::optional<TensorId> classes = graph.findTensor("class_ids");
    if (flow.kind != FlowKind::Picture)
        return wantsPicture();
    if (!times || !classes)
        return BlockTrouble{"", "this block needs inputs of the network named time_frequencies and class_ids"};
    TransformerSizes sizes;
    sizes.hidden = scope.count("size");
    sizes.heads = sizes.keyHeads = scope.count("heads");
    sizes.feedForward = scope.count("feed_forward");
    if (sizes.hidden % sizes.heads != 0)
        return BlockTrouble{"heads", "must divide the size"};
    sizes.headSize = sizes.valueSize = sizes.hidden / sizes.heads;
    if (std::optional<BlockTrouble> trouble = addPatches(scope, sizes.hidden, Bias::Yes))
        return trouble;
    const Flow condition = addCondition(scope, *times, *classes, sizes.hidden);
    RepeatWatch watch{graph, "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        const std::string path = scope.path(std::to_string(layer));
        const Flow first = flow;
        addModulatedNorm(graph, flow, condition, path + "/attention/norm");
        addAttention(graph, flow, flow, path + "/attention", sizes);
        addGated(graph, flow, first, condition, path + "/attention");
        const Flow second = flow;
        addModulatedNorm(graph, flow, condition, path + "/feed-forward/norm");
        addFeedForward(graph, flow, path + "/feed-forward", sizes);
        addGated(graph, flow, second, condition, path + "/feed-forward");
    }
    addModulatedNorm(graph, flow, condition, scope.path("output/norm"));
    addLinear(graph, flow, scope.path("output"), scope.count("outputs"), Bias::Yes);
    return std::nullopt;
}

/// Squares of `side` by `side` patches as a row each: [..., squares, side x side, features] in the shape that is asked
/// for.
TensorId addSquares(GraphBuilder& graph, const Flow& flow, const std::string& path, std::int64_t side,
                    std::vector<std::int64_t> shape)
{
    const TensorId rows =
        graph.integers(path + "/rows", {0, *flow.height / side, side, *flow.width / side, side, flow.features});
    const TensorId split = graph.add("Reshape", {flow.tensor, rows});
    const TensorId turned = graph.add("Transpose", {split}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2, 4, 5}}});
    return graph.add("Reshape", {turned, graph.integers(path + "/squares", std::move(shape))});
}

/// Zeros to the right and below, until so many patches fit a square of `side` evenly.
void padPatches(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t side)
{
    const std::int64_t height = (*flow.height + side - 1) / side * side;
    const std::int64_t width = (*flow.width + side - 1) / side * side;
    if (height == *flow.height && width == *flow.width)
        return;
    const TensorId shape = graph.integers(path + "/picture", {0, *flow.height, *flow.width, flow.features});
    const TensorId picture = graph.add("Reshape", {flow.tensor, shape});
    const TensorId zeros =
        graph.integers(path + "/zeros", {0, 0, 0, 0, 0, height - *flow.height, width - *flow.width, 0});
    const TensorId padded = graph.add("Pad", {picture, zeros});
    flow.tensor = graph.add("Reshape", {padded, graph.integers(path + "/padded", {0, height * width, flow.features})});
    flow.height = height;
    flow.width = width;
}

/// What was there before zeros were put around.
void cropPatches(GraphBuilder& graph, Flow& flow, const std::string& path, const Flow& before)
{
    if (flow.height == before.height && flow.width == before.width)
        return;
    const TensorId shape = graph.integers(path + "/wide", {0, *flow.height, *flow.width, flow.features});
    const TensorId picture = graph.add("Reshape", {flow.tensor, shape});
    const TensorId cut = graph.add("Slice",
                                   {picture, graph.integers(path + "/from", {0, 0}),
                                    graph.integers(path + "/to", {*before.height, *before.width}),
                                    graph.integers(path + "/axes", {1, 2})});
    const TensorId rows = graph.integers(path + "/cut", {0, *before.height * *before.width, flow.features});
    flow.tensor = graph.add("Reshape", {cut, rows});
    flow.height = before.height;
    flow.width = before.width;
}

/// Which way leads from every patch of a window to every other: [patches, patches], numbers below (2 window - 1)^2.
TensorId waysWithin(GraphBuilder& graph, const std::string& path, std::int64_t window)
{
    const std::int64_t patches = window * window;
    std::vector<std::int64_t> ways;
    for (std::int64_t to = 0; to < patches; ++to)
        for (std::int64_t from = 0; from < patches; ++from) {
            const std::int64_t down = to / window - from / window + window - 1;
            ways.push_back(down * (2 * window - 1) + to % window - from % window + window - 1);
        }
    graph.endLayer();
    const TensorId all = graph.integers(path, std::move(ways));
    const TensorId square = graph.add("Reshape", {all, graph.integers(path + "/square", {patches, patches})});
    graph.setType(square, DataType::Int64);
    return square;
}

/// A trained number for every head and way: [heads, patches, patches].
TensorId addWays(GraphBuilder& graph, const std::string& path, TensorId ways, std::int64_t window, std::int64_t heads)
{
    const std::int64_t count = (2 * window - 1) * (2 * window - 1);
    graph.endLayer();
    const TensorId found = graph.add("Gather", {graph.parameter(path + "/weight", {count, heads}), ways});
    return graph.add("Transpose", {found}, {{"perm", std::vector<std::int64_t>{2, 0, 1}}});
}

/// Attention within windows of patches. Windows that are shifted hold as many, so the shift is left out.
void addWindowAttention(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t window, TensorId ways,
                        TransformerSizes sizes)
{
    sizes.relative = addWays(graph, path + "/ways", ways, window, sizes.heads);
    const Flow before = flow;
    graph.beginLayer(path + "/windows", LayerKind::Other);
    padPatches(graph, flow, path + "/windows", window);
    Flow within = flow;
    within.tensor = addSquares(graph, flow, path + "/windows", window, {-1, window * window, flow.features});
    addAttention(graph, within, within, path, sizes);
    graph.beginLayer(path + "/picture", LayerKind::Other);
    const TensorId shape = graph.integers(
        path + "/rows", {-1, *flow.height / window, *flow.width / window, window, window, flow.features});
    const TensorId split = graph.add("Reshape", {within.tensor, shape});
    const TensorId turned = graph.add("Transpose", {split}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2, 4, 5}}});
    const TensorId rows = graph.integers(path + "/all", {0, *flow.height * *flow.width, flow.features});
    flow.tensor = graph.add("Reshape", {turned, rows});
    cropPatches(graph, flow, path + "/picture", before);
}

/// Two by two patches become one of twice the features.
void addMerging(GraphBuilder& graph, Flow& flow, const std::string& path)
{
    const std::int64_t wide = 4 * flow.features;
    const std::int64_t size = 2 * flow.features;
    graph.beginLayer(path, LayerKind::Other);
    padPatches(graph, flow, path, 2);
    flow.tensor = addSquares(graph, flow, path, 2, {0, *flow.height / 2 * (*flow.width / 2), wide});
    flow.features = wide;
    flow.height = *flow.height / 2;
    flow.width = *flow.width / 2;
    addNorm(graph, flow, path + "/norm", Norm::Layer);
    addLinear(graph, flow, path + "/linear", size, Bias::No);
}

/// What is wrong with the sizes of a stage of windows.
std::optional<BlockTrouble> checkWindows(const BlockScope& scope, const Flow& flow)
{
    constexpr std::int64_t kWidest = 24;
    const std::int64_t window = scope.count("window");
    if (flow.kind != FlowKind::Sequence || !flow.height || !flow.width)
        return wants("patches of a picture, without a class position,");
    if (window > kWidest)
        return BlockTrouble{"window", Sentence::of("must be at most ", kWidest)};
    if (flow.features % scope.count("heads") != 0)
        return BlockTrouble{"heads", Sentence::of("must divide the ", flow.features, " features that come in")};
    return std::nullopt;
}

/// Swin: layers whose attention stays within windows.
std::optional<BlockTrouble> windowStage(BlockScope& scope)
{
    GraphBuilder& graph = scope.graph();
    Flow& flow = scope.flow();
    if (std::optional<BlockTrouble> trouble = checkWindows(scope, flow))
        return trouble;
    TransformerSizes sizes;
    sizes.hidden = flow.features;
    sizes.heads = sizes.keyHeads = scope.count("heads");
    sizes.headSize = sizes.valueSize = flow.features / sizes.heads;
    sizes.feedForward = scope.count("feed_forward");
    sizes.queryBias = sizes.keyBias = scope.bias();
    sizes.activation = scope.activation();
    const TensorId ways = waysWithin(graph, scope.name() + "/ways", scope.count("window"));
    RepeatWatch watch{graph, "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        const std::string path = scope.name() + "/" + std::to_string(layer);
        const Flow first = flow;
        addNorm(graph, flow, path + "/attention/norm", Norm::Layer);
        addWindowAttention(graph, flow, path + "/attention", scope.count("window"), ways, sizes);
        addResidual(graph, flow, first, path + "/attention/add");
        const Flow second = flow;
        addNorm(graph, flow, path + "/feed-forward/norm", Norm::Layer);
        addFeedForward(graph, flow, path + "/feed-forward", sizes);
        addResidual(graph, flow, second, path + "/feed-forward/add");
    }
    if (scope.says("merge"))
        addMerging(graph, flow, scope.name() + "/merge");
    return std::nullopt;
}

constexpr BlockSettingType kWindowSettings[] = {
    {"layers", SettingKind::Count, "2", "", "attention and feed-forward in turn"},
    {"heads", SettingKind::Count, "", "", "of attention"},
    {"window", SettingKind::Count, "7", "", "patches on a side of a window"},
    {"feed_forward", SettingKind::Count, "", "", "features between the two products of a feed-forward part"},
    {"activation", SettingKind::Choice, "gelu", "relu gelu silu tanh sigmoid", "function between those products"},
    {"bias", SettingKind::Choice, "yes", "yes no", "whether queries, keys and values get a bias"},
    {"merge", SettingKind::Choice, "yes", "yes no", "whether two by two patches become one at the end"}};
constexpr BlockSettingType kPatchSettings[] = {
    {"size", SettingKind::Count, "", "", "features of every patch"},
    {"patch", SettingKind::Count, "16", "", "height and width of a patch"},
    {"class_position", SettingKind::Choice, "yes", "yes no", "whether a trained position comes before the patches"},
    {"distillation_position", SettingKind::Choice, "no", "yes no", "whether a second one comes behind it"},
    {"positions", SettingKind::Choice, "yes", "yes no", "whether a trained table tells where a patch was"},
    {"mask", SettingKind::Choice, "no", "yes no",
     "whether a trained patch stands for those that the input hidden_patches names"},
    {"bias", SettingKind::Choice, "yes", "yes no", "whether patches get a bias"},
    {"norm", SettingKind::Choice, "none", kNormsOrNone, "normalisation of the sum"}};
constexpr BlockSettingType kDiffusionSettings[] = {
    {"size", SettingKind::Count, "", "", "features of every patch"},
    {"patch", SettingKind::Count, "2", "", "height and width of a patch"},
    {"layers", SettingKind::Count, "", "", "attention and feed-forward in turn"},
    {"heads", SettingKind::Count, "", "", "of attention"},
    {"feed_forward", SettingKind::Count, "", "", "features between the two products of a feed-forward part"},
    {"frequencies", SettingKind::Count, "256", "", "features of the input time_frequencies"},
    {"classes", SettingKind::Count, "1000", "", "kinds of pictures; the table has one row more, for none"},
    {"outputs", SettingKind::Count, "", "", "numbers of every patch"}};

constexpr BlockType kPatchesBlocks[] = {
    {"diffusion-transformer", "a transformer of patches under a time and a class", kDiffusionSettings,
     diffusionTransformer},
    {"lead-position", "one trained position before a sequence", {}, leadPosition},
    {"patch-embedding", "patches of a picture as a sequence, with a class position and trained positions",
     kPatchSettings, patchEmbedding},
    {"window-stage", "layers over patches whose attention stays within windows", kWindowSettings, windowStage},
};

} // namespace

std::span<const BlockType> patchBlockTypes()
{
    return kPatchesBlocks;
}

} // namespace waferscope
