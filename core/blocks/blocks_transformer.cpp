#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

constexpr std::int64_t kMostRouted = 256;

Bias biasOf(const BlockScope& scope, std::string_view setting)
{
    const std::string_view own = scope.choice(setting);
    return (own == "same" ? scope.choice("bias") : own) == "yes" ? Bias::Yes : Bias::No;
}

Parallel parallelOf(std::string_view word)
{
    if (word == "one-norm")
        return Parallel::OneNorm;
    return word == "two-norms" ? Parallel::TwoNorms : Parallel::No;
}

std::optional<BlockTrouble> readExperts(const BlockScope& scope, ExpertSizes& experts)
{
    experts.count = scope.count("experts");
    experts.routed = scope.count("routed");
    experts.shared = scope.count("shared_experts");
    experts.routerBias = scope.says("router_bias") ? Bias::Yes : Bias::No;
    if (experts.count > 0 && experts.routed > experts.count)
        return BlockTrouble{"routed", Sentence::of("must be at most the ", experts.count, " experts")};
    if (experts.routed > kMostRouted || experts.shared > kMostRouted)
        return BlockTrouble{experts.routed > kMostRouted ? "routed" : "shared_experts",
                            Sentence::of("must be at most ", kMostRouted)};
    return std::nullopt;
}

std::optional<BlockTrouble> readHeads(const BlockScope& scope, TransformerSizes& sizes)
{
    sizes.heads = scope.count("heads");
    sizes.keyHeads = scope.isGiven("key_heads") ? scope.count("key_heads") : sizes.heads;
    sizes.headSize = scope.count("head_size");
    if (sizes.headSize == 0 && sizes.hidden % sizes.heads != 0)
        return BlockTrouble{"heads", Sentence::of("must divide the ", sizes.hidden, " features that come in")};
    if (sizes.headSize == 0)
        sizes.headSize = sizes.hidden / sizes.heads;
    if (sizes.heads % sizes.keyHeads != 0)
        return BlockTrouble{"key_heads", Sentence::of("must divide the ", sizes.heads, " heads")};
    return std::nullopt;
}

std::optional<BlockTrouble> readSizes(const BlockScope& scope, std::int64_t hidden, TransformerSizes& sizes)
{
    sizes.hidden = hidden;
    sizes.feedForward = scope.count("feed_forward");
    sizes.projectionBias = biasOf(scope, "projection_bias");
    sizes.outputBias = biasOf(scope, "output_bias");
    sizes.feedForwardBias = biasOf(scope, "feed_forward_bias");
    sizes.norm = scope.choice("norm") == "rms" ? Norm::Rms : Norm::Layer;
    sizes.place = scope.choice("norm_place") == "before" ? NormPlace::Before : NormPlace::After;
    sizes.parallel = parallelOf(scope.choice("parallel"));
    sizes.activation = scope.activation();
    sizes.isGated = scope.says("gated");
    sizes.isRotary = scope.says("rotary");
    if (std::optional<BlockTrouble> trouble = readHeads(scope, sizes))
        return trouble;
    return readExperts(scope, sizes.experts);
}

/// One part of a layer, with its norm and sum.
template <typename Part>
void addPart(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes, Part part)
{
    const Flow skip = flow;
    if (sizes.place == NormPlace::Before)
        addNorm(graph, flow, path + "/norm", sizes.norm);
    part(flow);
    addResidual(graph, flow, skip, path + "/add");
    if (sizes.place == NormPlace::After)
        addNorm(graph, flow, path + "/norm", sizes.norm);
}

enum class FeedForward { Dense, Experts };

void addFeedForwardOf(FeedForward kind, GraphBuilder& graph, Flow& flow, const std::string& path,
                      const TransformerSizes& sizes)
{
    if (kind == FeedForward::Experts)
        addExperts(graph, flow, path, sizes);
    else
        addFeedForward(graph, flow, path, sizes);
}

/// Attention and feed-forward part on the same input, both added to it.
void addParallelLayer(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes,
                      FeedForward kind)
{
    const Flow skip = flow;
    addNorm(graph, flow, path + "/attention/norm", sizes.norm);
    Flow side = sizes.parallel == Parallel::TwoNorms ? skip : flow;
    if (sizes.parallel == Parallel::TwoNorms)
        addNorm(graph, side, path + "/feed-forward/norm", sizes.norm);
    addAttention(graph, flow, flow, path + "/attention", sizes);
    addFeedForwardOf(kind, graph, side, path + "/feed-forward", sizes);
    addResidual(graph, flow, side, path + "/join");
    addResidual(graph, flow, skip, path + "/add");
}

/// What comes out of the encoder, for attention from a decoder.
Flow memoryOf(const Flow& flow)
{
    Flow memory = flow;
    memory.tensor = *flow.memory;
    memory.features = flow.memoryFeatures;
    return memory;
}

void addLayer(BlockScope& scope, const std::string& path, const TransformerSizes& sizes, FeedForward kind)
{
    GraphBuilder& graph = scope.graph();
    Flow& flow = scope.flow();
    if (sizes.parallel != Parallel::No)
        return addParallelLayer(graph, flow, path, sizes, kind);
    addPart(graph, flow, path + "/attention", sizes,
            [&](Flow& part) { addAttention(graph, part, part, path + "/attention", sizes); });
    if (scope.says("cross")) {
        TransformerSizes open = sizes; // every position of the encoder is seen, and none by its distance
        open.mask.reset();
        open.relative.reset();
        open.isRotary = false;
        addPart(graph, flow, path + "/cross-attention", open,
                [&](Flow& part) { addAttention(graph, part, memoryOf(part), path + "/cross-attention", open); });
    }
    addPart(graph, flow, path + "/feed-forward", sizes,
            [&](Flow& part) { addFeedForwardOf(kind, graph, part, path + "/feed-forward", sizes); });
}

/// Experts stand in every layer, or, from the second on, in one of every few.
FeedForward feedForwardOf(const BlockScope& scope, std::int64_t layer)
{
    const std::int64_t every = scope.count("sparse_every");
    const bool isSparse = scope.count("experts") > 0 && (every == 1 || layer % every == 1);
    return isSparse ? FeedForward::Experts : FeedForward::Dense;
}

std::optional<BlockTrouble> transformer(BlockScope& scope)
{
    if (scope.flow().kind != FlowKind::Sequence)
        return BlockTrouble{"", "this block wants a sequence [batch, sequence, features] from the block before it"};
    if (scope.says("cross") && !scope.flow().memory)
        return BlockTrouble{"cross", "needs a decoder-embedding block before it"};
    TransformerSizes sizes;
    if (std::optional<BlockTrouble> trouble = readSizes(scope, scope.flow().features, sizes))
        return trouble;
    if (scope.says("causal"))
        sizes.mask = causalMask(scope.graph(), scope.flow().tensor, scope.name() + "/mask");
    if (const std::int64_t buckets = scope.count("relative"); buckets > 0)
        sizes.relative = relativePositions(scope.graph(), scope.flow().tensor, scope.name() + "/relative-positions",
                                           buckets, sizes.heads);
    RepeatWatch watch{scope.graph(), "layers", scope.count("layers")};
    for (std::int64_t layer = 0; layer < scope.count("layers"); ++layer) {
        if (std::optional<BlockTrouble> trouble = watch.next())
            return trouble;
        addLayer(scope, scope.name() + "/" + std::to_string(layer), sizes, feedForwardOf(scope, layer));
    }
    const std::string_view last = scope.choice("last_norm");
    if (last == "yes" || (last == "as-placed" && sizes.place == NormPlace::Before))
        addNorm(scope.graph(), scope.flow(), scope.name() + "/norm", sizes.norm);
    return std::nullopt;
}

constexpr std::string_view kSameYesNo = "same yes no";

constexpr BlockSettingType kSettings[] = {
    {"layers", SettingKind::Count, "", "", "attention and feed-forward in turn"},
    {"heads", SettingKind::Count, "", "", "of attention"},
    {"key_heads", SettingKind::Count, "1", "", "heads of keys and values; as many as heads when not given"},
    {"head_size", SettingKind::CountOrZero, "0", "", "features of a head; those that come in over heads when 0"},
    {"feed_forward", SettingKind::Count, "", "", "features between the two products of a feed-forward part"},
    {"activation", SettingKind::Choice, "gelu", "relu gelu silu tanh sigmoid", "function between those products"},
    {"gated", SettingKind::Choice, "no", kYesNo, "whether a second product multiplies the activated one"},
    {"causal", SettingKind::Choice, "no", kYesNo, "whether a position sees only those before it"},
    {"cross", SettingKind::Choice, "no", kYesNo, "whether every layer also attends to what the encoder gave"},
    {"rotary", SettingKind::Choice, "no", kYesNo, "whether queries and keys are rotated by their position"},
    {"relative", SettingKind::CountOrZero, "0", "",
     "trained distances of the scores, shared by all layers; 0 for none"},
    {"norm", SettingKind::Choice, "layer", "layer rms", "kind of normalisation"},
    {"norm_place", SettingKind::Choice, "before", "before after",
     "before each part, with one more at the end, or after each part's addition"},
    {"last_norm", SettingKind::Choice, "as-placed", "as-placed yes no",
     "whether one more normalisation ends the stack"},
    {"parallel", SettingKind::Choice, "no", "no one-norm two-norms",
     "whether attention and feed-forward part read the same input, through how many norms"},
    {"experts", SettingKind::CountOrZero, "0", "", "feed-forward parts that a router chooses from; 0 for no router"},
    {"routed", SettingKind::Count, "1", "", "experts that a position goes through"},
    {"shared_experts", SettingKind::CountOrZero, "0", "", "experts that every position goes through besides"},
    {"sparse_every", SettingKind::Count, "1", "", "layers from one with experts to the next, from the second layer on"},
    {"router_bias", SettingKind::Choice, "no", kYesNo, "whether the router adds a bias"},
    {"bias", SettingKind::Choice, "yes", kYesNo, "whether linear layers add a bias"},
    {"projection_bias", SettingKind::Choice, "same", kSameYesNo, "the same for queries, keys and values"},
    {"output_bias", SettingKind::Choice, "same", kSameYesNo, "the same for what attention ends with"},
    {"feed_forward_bias", SettingKind::Choice, "same", kSameYesNo, "the same for feed-forward parts"}};

constexpr BlockType kTransformerBlocks[] = {
    {"transformer", "a stack of attention and feed-forward layers", kSettings, transformer},
};

} // namespace

std::span<const BlockType> transformerBlockTypes()
{
    return kTransformerBlocks;
}

} // namespace waferscope
