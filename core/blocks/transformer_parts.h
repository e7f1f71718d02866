#pragma once

#include "core/blocks/block_scope.h"

#include <optional>
#include <string>

namespace waferscope {

enum class Norm { Layer, Rms };
enum class NormPlace { Before, After };

/// Whether attention and feed-forward part read the same input, and through how many norms.
enum class Parallel { No, OneNorm, TwoNorms };

/// Feed-forward parts of which a router picks some for every position.
struct ExpertSizes {
    std::int64_t count = 0; ///< that the router chooses from; 0 for an ordinary feed-forward part
    std::int64_t routed = 1; ///< that a position goes through
    std::int64_t shared = 0; ///< that every position goes through besides
    Bias routerBias = Bias::No;
};

/// What the layers of a stack have in common.
struct TransformerSizes {
    std::int64_t hidden = 0;
    std::int64_t heads = 1;
    std::int64_t keyHeads = 1; ///< heads of keys and values; divides `heads`
    std::int64_t headSize = 1;
    std::int64_t feedForward = 0;
    Bias projectionBias = Bias::Yes; ///< of queries, keys and values
    Bias outputBias = Bias::Yes; ///< of what attention ends with
    Bias feedForwardBias = Bias::Yes;
    Norm norm = Norm::Layer;
    NormPlace place = NormPlace::Before;
    Parallel parallel = Parallel::No;
    Pointwise activation = Pointwise::Gelu;
    bool isGated = false; ///< a second product whose outputs multiply the first's
    bool isRotary = false; ///< positions are told by rotating queries and keys
    ExpertSizes experts;
    std::optional<TensorId> mask; ///< true where a query must not look
    std::optional<TensorId> relative; ///< [heads, sequence, sequence], added to the scores

    [[nodiscard]] std::int64_t width() const { return heads * headSize; }
};

/// [sequence, sequence], true above the diagonal.
[[nodiscard]] TensorId causalMask(GraphBuilder& graph, TensorId sequence, const std::string& path);

/// A trained number for every head and distance, distances falling into `buckets`: [heads, sequence, sequence].
[[nodiscard]] TensorId relativePositions(GraphBuilder& graph, TensorId sequence, const std::string& path,
                                         std::int64_t buckets, std::int64_t heads);

void addNorm(GraphBuilder& graph, Flow& flow, const std::string& path, Norm norm);

/// Attention alone, without norm and sum: queries from `flow`, keys and values from `memory`.
void addAttention(GraphBuilder& graph, Flow& flow, const Flow& memory, const std::string& path,
                  const TransformerSizes& sizes);

/// The feed-forward part alone, without norm and sum.
void addFeedForward(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes);

/// A router and its experts, without norm and sum. Every expert holds parameters; only the routed ones compute, and the
/// first of them stand for those that the router would pick.
void addExperts(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes);

} // namespace waferscope
