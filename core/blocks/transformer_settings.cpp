#include "core/blocks/transformer_parts.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::int64_t kMostRouted = 256;

Bias biasOf(const BlockScope& scope, std::string_view setting, std::string_view usual)
{
    const std::string_view own = scope.choice(setting);
    return (own == "same" ? usual : own) == "yes" ? Bias::Yes : Bias::No;
}

std::string_view orUsual(std::string_view own, std::string_view usual)
{
    return own == "same" ? usual : own;
}

NormPlace placeOf(std::string_view word)
{
    if (word == "after")
        return NormPlace::After;
    if (word == "around")
        return NormPlace::Around;
    return word == "result" ? NormPlace::Result : NormPlace::Before;
}

QueryNorm queryNormOf(std::string_view word)
{
    if (word == "head")
        return QueryNorm::Head;
    if (word == "heads")
        return QueryNorm::Heads;
    return word == "all" ? QueryNorm::All : QueryNorm::None;
}

Parallel parallelOf(std::string_view word)
{
    if (word == "one-norm")
        return Parallel::OneNorm;
    return word == "two-norms" ? Parallel::TwoNorms : Parallel::No;
}

std::optional<BlockTrouble> readExperts(const BlockScope& scope, TransformerSizes& sizes)
{
    ExpertSizes& experts = sizes.experts;
    experts.count = scope.count("experts");
    experts.routed = scope.count("routed");
    experts.feedForward = scope.count("expert_feed_forward");
    if (experts.feedForward == 0)
        experts.feedForward = sizes.feedForward;
    experts.shared = scope.count("shared_feed_forward");
    const std::int64_t shared = scope.count("shared_experts");
    if (experts.routed > kMostRouted || shared > kMostRouted)
        return BlockTrouble{experts.routed > kMostRouted ? "routed" : "shared_experts",
                            Sentence::of("must be at most ", kMostRouted)};
    if (experts.shared == 0)
        experts.shared = shared * experts.feedForward;
    experts.hasSharedGate = scope.says("shared_gate");
    experts.routerBias = scope.bias("router_bias");
    if (experts.count > 0 && experts.routed > experts.count)
        return BlockTrouble{"routed", Sentence::of("must be at most the ", experts.count, " experts")};
    return std::nullopt;
}

std::optional<BlockTrouble> readHeads(const BlockScope& scope, TransformerSizes& sizes)
{
    sizes.heads = scope.count("heads");
    sizes.keyHeads = scope.isGiven("key_heads") ? scope.count("key_heads") : sizes.heads;
    sizes.headSize = scope.count("head_size");
    sizes.latent = {scope.count("query_latent"), scope.count("key_latent"), scope.count("position_size")};
    if (sizes.headSize == 0 && sizes.hidden % sizes.heads != 0)
        return BlockTrouble{"heads", Sentence::of("must divide the ", sizes.hidden, " features that come in")};
    if (sizes.headSize == 0)
        sizes.headSize = sizes.hidden / sizes.heads;
    sizes.valueSize = scope.count("value_size") == 0 ? sizes.headSize : scope.count("value_size");
    if (sizes.heads % sizes.keyHeads != 0)
        return BlockTrouble{"key_heads", Sentence::of("must divide the ", sizes.heads, " heads")};
    if (sizes.latent.key == 0 && sizes.latent.query + sizes.latent.position > 0)
        return BlockTrouble{"key_latent", "must be given where other latent sizes are"};
    if (sizes.latent.key > 0 && sizes.keyHeads != sizes.heads)
        return BlockTrouble{"key_heads", "must be as many as heads where keys are latent"};
    return std::nullopt;
}

/// Ways of telling distances, and of placing norms, that do not go together.
std::optional<BlockTrouble> checkWays(const BlockScope& scope, const TransformerSizes& sizes)
{
    const bool hasDistances = scope.count("distances") > 0;
    if (sizes.window > 0 && (scope.count("relative") > 0 || hasDistances))
        return BlockTrouble{"window", "does not go with trained distances"};
    if (hasDistances && (sizes.areKeysShared() || sizes.latent.key > 0 || scope.count("relative") > 0))
        return BlockTrouble{"distances", "go with as many key heads as heads, and with nothing else that is relative"};
    if (sizes.parallel != Parallel::No && (sizes.place == NormPlace::Around || sizes.place == NormPlace::Result))
        return BlockTrouble{"parallel", "goes with norms before or after only"};
    if (sizes.hasGlobalPosition && (sizes.window == 0 || sizes.latent.key > 0))
        return BlockTrouble{"global", "needs a window"};
    return std::nullopt;
}

} // namespace

bool namesLayer(const BlockScope& scope, std::string_view setting, std::int64_t layer)
{
    if (!scope.isGiven(setting))
        return false;
    const std::vector<std::int64_t> layers = scope.counts(setting);
    return std::find(layers.begin(), layers.end(), layer + 1) != layers.end();
}

std::optional<BlockTrouble> readSizes(const BlockScope& scope, std::int64_t hidden, TransformerSizes& sizes)
{
    sizes.hidden = hidden;
    sizes.feedForward = scope.count("feed_forward");
    const std::string_view projectionBias = orUsual(scope.choice("projection_bias"), scope.choice("bias"));
    sizes.queryBias = biasOf(scope, "projection_bias", scope.choice("bias"));
    sizes.keyBias = biasOf(scope, "key_bias", projectionBias);
    sizes.outputBias = biasOf(scope, "output_bias", scope.choice("bias"));
    sizes.feedForwardBias = biasOf(scope, "feed_forward_bias", scope.choice("bias"));
    sizes.norm = *scope.norm();
    sizes.place = placeOf(scope.choice("norm_place"));
    sizes.parallel = parallelOf(scope.choice("parallel"));
    sizes.queryNorm = queryNormOf(scope.choice("query_norm"));
    sizes.activation = scope.activation();
    sizes.isCausal = scope.says("causal");
    sizes.isGated = scope.says("gated");
    sizes.isRotary = scope.says("rotary");
    sizes.hasSinks = scope.says("sinks");
    sizes.hasLayerScale = scope.says("layer_scale");
    sizes.hasGlobalPosition = scope.says("global");
    sizes.scoreCap = scope.count("score_cap");
    sizes.window = scope.count("window");
    if (std::optional<BlockTrouble> trouble = readHeads(scope, sizes))
        return trouble;
    if (std::optional<BlockTrouble> trouble = checkWays(scope, sizes))
        return trouble;
    return readExperts(scope, sizes);
}

namespace {

constexpr std::string_view kSameYesNo = "same yes no";

constexpr BlockSettingType kTransformerSettings[] = {
    {"layers", SettingKind::Count, "", "", "attention and feed-forward in turn"},
    {"heads", SettingKind::Count, "", "", "of attention"},
    {"key_heads", SettingKind::Count, "1", "", "heads of keys and values; as many as heads when not given"},
    {"head_size", SettingKind::CountOrZero, "0", "", "features of a head; those that come in over heads when 0"},
    {"value_size", SettingKind::CountOrZero, "0", "", "features of a head's values; as of its keys when 0"},
    {"query_latent", SettingKind::CountOrZero, "0", "", "features that queries are made from; 0 for all that come in"},
    {"key_latent", SettingKind::CountOrZero, "0", "", "features that keys and values are made from; 0 for all"},
    {"position_size", SettingKind::CountOrZero, "0", "",
     "features of a head that tell its position, beside latent ones"},
    {"query_norm", SettingKind::Choice, "none", "none head heads all",
     "what is normalised of queries and keys: heads with one scale, with their own, or all features"},
    {"window", SettingKind::CountOrZero, "0", "", "keys that a position sees, its own among them; 0 for all"},
    {"full_layers", SettingKind::CountList, "1", "", "layers, from 1, that see all the same; none when not given"},
    {"global", SettingKind::Choice, "no", kYesNo,
     "whether the first position sees all, through projections of its own"},
    {"score_cap", SettingKind::CountOrZero, "0", "", "what no score passes; 0 for none"},
    {"sinks", SettingKind::Choice, "no", kYesNo, "whether every head has a trained score that takes its share"},
    {"feed_forward", SettingKind::Count, "", "", "features between the two products of a feed-forward part"},
    {"activation", SettingKind::Choice, "gelu", "relu gelu silu tanh sigmoid", "function between those products"},
    {"gated", SettingKind::Choice, "no", kYesNo, "whether a second product multiplies the activated one"},
    {"causal", SettingKind::Choice, "no", kYesNo, "whether a position sees only those before it"},
    {"cross", SettingKind::Choice, "no", kYesNo, "whether every layer also attends to what the encoder gave"},
    {"rotary", SettingKind::Choice, "no", kYesNo, "whether queries and keys are rotated by their position"},
    {"relative", SettingKind::CountOrZero, "0", "",
     "trained distances of the scores, shared by all layers; 0 for none"},
    {"distances", SettingKind::CountOrZero, "0", "",
     "trained distances either way that queries and keys meet, shared by all layers; 0 for none"},
    {"norm", SettingKind::Choice, "layer", kNorms, "kind of normalisation"},
    {"norm_place", SettingKind::Choice, "before", "before after around result",
     "before each part, with one more at the end; after its addition; before and after it; or after it alone"},
    {"first_norm", SettingKind::Choice, "yes", kYesNo, "whether the first layer begins with a normalisation"},
    {"last_norm", SettingKind::Choice, "as-placed", "as-placed yes no",
     "whether one more normalisation ends the stack"},
    {"layer_scale", SettingKind::Choice, "no", kYesNo, "whether every feature of a part's result has a factor"},
    {"parallel", SettingKind::Choice, "no", "no one-norm two-norms",
     "whether attention and feed-forward part read the same input, through how many norms"},
    {"shared_layers", SettingKind::Choice, "no", kYesNo, "whether all layers use the numbers of the first"},
    {"experts", SettingKind::CountOrZero, "0", "", "feed-forward parts that a router chooses from; 0 for no router"},
    {"routed", SettingKind::Count, "1", "", "experts that a position goes through"},
    {"expert_feed_forward", SettingKind::CountOrZero, "0", "", "features inside an expert; feed_forward when 0"},
    {"shared_experts", SettingKind::CountOrZero, "0", "", "experts that every position goes through besides"},
    {"shared_feed_forward", SettingKind::CountOrZero, "0", "",
     "features inside those together; as inside so many experts when 0"},
    {"shared_gate", SettingKind::Choice, "no", kYesNo, "whether they have a trained share"},
    {"sparse_every", SettingKind::Count, "1", "", "layers from one with experts to the next, from the second layer on"},
    {"dense_layers", SettingKind::CountList, "1", "", "layers, from 1, without experts; none when not given"},
    {"router_bias", SettingKind::Choice, "no", kYesNo, "whether the router adds a bias"},
    {"bias", SettingKind::Choice, "yes", kYesNo, "whether linear layers add a bias"},
    {"projection_bias", SettingKind::Choice, "same", kSameYesNo, "the same for queries, keys and values"},
    {"key_bias", SettingKind::Choice, "same", kSameYesNo, "the same for keys alone"},
    {"output_bias", SettingKind::Choice, "same", kSameYesNo, "the same for what attention ends with"},
    {"feed_forward_bias", SettingKind::Choice, "same", kSameYesNo, "the same for feed-forward parts"}};

} // namespace

std::span<const BlockSettingType> transformerSettings()
{
    return kTransformerSettings;
}

} // namespace waferscope
