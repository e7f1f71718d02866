#pragma once

#include "core/blocks/block_scope.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// Where the norms of a part stand: before it; after it and what is added to it; both before and after it, within the
/// sum; after it, within the sum.
enum class NormPlace { Before, After, Around, Result };

/// Whether attention and feed-forward part read the same input, and through how many norms.
enum class Parallel { No, OneNorm, TwoNorms };

/// What is normalised of queries and keys: every head with one scale for all, every head with its own scale, all heads
/// together.
enum class QueryNorm { None, Head, Heads, All };

/// Feed-forward parts of which a router picks some for every position.
struct ExpertSizes {
    std::int64_t count = 0; ///< that the router chooses from; 0 for an ordinary feed-forward part
    std::int64_t routed = 1; ///< that a position goes through
    std::int64_t feedForward = 0; ///< of each
    std::int64_t shared = 0; ///< features of the part that every position goes through besides; 0 for none
    bool hasSharedGate = false; ///< a trained share of that part
    Bias routerBias = Bias::No;
};

/// Attention through vectors of few features, from which the heads' queries, keys and values are made.
struct LatentSizes {
    std::int64_t query = 0; ///< features; 0 for queries made at once
    std::int64_t key = 0; ///< features; 0 for ordinary attention
    std::int64_t position = 0; ///< features of a head that tell positions, besides the others; its keys are shared
};

/// What the layers of a stack have in common.
struct TransformerSizes {
    std::int64_t hidden = 0;
    std::int64_t heads = 1;
    std::int64_t keyHeads = 1; ///< heads of keys and values; divides `heads`
    std::int64_t headSize = 1; ///< features of a head's query and key
    std::int64_t valueSize = 1; ///< features of a head's value
    std::int64_t feedForward = 0;
    Bias queryBias = Bias::Yes; ///< of queries and values
    Bias keyBias = Bias::Yes;
    Bias outputBias = Bias::Yes; ///< of what attention ends with
    Bias feedForwardBias = Bias::Yes;
    Norm norm = Norm::Layer;
    NormPlace place = NormPlace::Before;
    Parallel parallel = Parallel::No;
    QueryNorm queryNorm = QueryNorm::None;
    Pointwise activation = Pointwise::Gelu;
    bool isCausal = false;
    bool isGated = false; ///< a second product whose outputs multiply the first's
    bool isRotary = false; ///< positions are told by rotating queries and keys
    bool hasSinks = false; ///< a trained score for every head, that takes its share and gives nothing
    bool hasLayerScale = false; ///< every feature of a part's result has a trained factor
    bool hasGlobalPosition = false; ///< the first position sees all, through projections of its own
    std::int64_t scoreCap = 0; ///< scores are bent to stay below; 0 for none
    std::int64_t window = 0; ///< keys that a position sees; 0 for all
    ExpertSizes experts;
    LatentSizes latent;
    std::optional<TensorId> mask; ///< true where a query must not look
    std::optional<TensorId> relative; ///< [heads, sequence, sequence], added to the scores
    std::optional<TensorId> distances; ///< [2 x buckets, hidden]: content meets distance, through the same projections
    std::optional<TensorId> buckets; ///< which of them: [sequence, sequence]

    [[nodiscard]] bool areKeysShared() const { return keyHeads != heads; }
    [[nodiscard]] std::int64_t scoredSize() const { return headSize + latent.position; }
    [[nodiscard]] std::int64_t valueWidth() const { return heads * valueSize; }
};

/// The settings of a stack, for people and for readSizes().
[[nodiscard]] std::span<const BlockSettingType> transformerSettings();
/// What the settings of a stack that `hidden` features flow into say, or what is wrong with them.
[[nodiscard]] std::optional<BlockTrouble> readSizes(const BlockScope& scope, std::int64_t hidden,
                                                    TransformerSizes& sizes);
/// Whether a list of layers, counted from 1, holds `layer`, counted from 0; not so where the list is not given.
[[nodiscard]] bool namesLayer(const BlockScope& scope, std::string_view setting, std::int64_t layer);

/// What attention multiplies: queries, keys and values with all heads side by side.
struct Projections {
    Flow query;
    Flow key;
    Flow value;
};

/// [sequence, sequence], true above the diagonal.
[[nodiscard]] TensorId causalMask(GraphBuilder& graph, TensorId sequence, const std::string& path);

/// A trained number for every head and distance, distances falling into `buckets`: [heads, sequence, sequence].
[[nodiscard]] TensorId relativePositions(GraphBuilder& graph, TensorId sequence, const std::string& path,
                                         std::int64_t buckets, std::int64_t heads);

/// [sequence, sequence]: how far a key is from a query, from 0 to 2 x `buckets` - 1.
[[nodiscard]] TensorId distanceBuckets(GraphBuilder& graph, TensorId sequence, const std::string& path,
                                       std::int64_t buckets);

/// Queries from `flow`, keys and values from `memory`, normalised and rotated where the sizes say so.
[[nodiscard]] Projections addProjections(GraphBuilder& graph, const Flow& flow, const Flow& memory,
                                         const std::string& path, const TransformerSizes& sizes);

/// Features as heads, in the order of axes that a product wants.
[[nodiscard]] TensorId splitHeads(GraphBuilder& graph, TensorId tensor, const std::string& path,
                                  const std::vector<std::int64_t>& heads, std::vector<std::int64_t> order);

/// Attention alone, without norm and sum: queries from `flow`, keys and values from `memory`.
void addAttention(GraphBuilder& graph, Flow& flow, const Flow& memory, const std::string& path,
                  const TransformerSizes& sizes);

/// The feed-forward part alone, without norm and sum.
void addFeedForward(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes);

/// A router and its experts, without norm and sum. Every expert holds parameters; only the routed ones compute, and the
/// first of them stand for those that the router would pick.
void addExperts(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes);

} // namespace waferscope
