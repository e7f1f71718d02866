#pragma once

#include "core/blocks/network_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// A stack of transformer layers, in numbers and habits that all publishers share. Texts are words of the block's
/// settings.
struct TransformerStack {
    std::int64_t layers = 1;
    std::int64_t heads = 1;
    std::int64_t keyHeads = 0; ///< 0: as many as heads
    std::int64_t headSize = 0; ///< 0: hidden over heads
    std::int64_t valueSize = 0; ///< 0: as headSize
    std::int64_t queryLatent = 0; ///< features that queries are made from; 0: all
    std::int64_t keyLatent = 0; ///< the same for keys and values
    std::int64_t positionSize = 0; ///< features of a head that tell positions, beside latent ones
    std::int64_t window = 0; ///< keys that a position sees; 0: all
    std::int64_t scoreCap = 0;
    std::int64_t feedForward = 1;
    std::int64_t parallelNorms = 0; ///< 0: attention, then the feed-forward part
    std::int64_t relativeBuckets = 0;
    std::int64_t distances = 0; ///< trained distances either way, as DeBERTa has them
    std::int64_t experts = 0;
    std::int64_t routed = 1;
    std::int64_t expertFeedForward = 0; ///< 0: feedForward
    std::int64_t sharedExperts = 0;
    std::int64_t sharedFeedForward = 0; ///< of those together; 0: as of so many experts
    std::int64_t sparseEvery = 1;
    std::string queryNorm = "none";
    std::string activation = "gelu";
    std::string norm = "layer";
    std::string normPlace = "before";
    std::vector<std::int64_t> fullLayers; ///< from 1: those that see all in spite of a window
    std::vector<std::int64_t> denseLayers; ///< from 1: those without experts
    bool hasGlobalPosition = false;
    bool hasSinks = false;
    bool isGated = false;
    bool isCausal = false;
    bool isRotary = false;
    bool hasFirstNorm = true;
    bool hasLastNorm = true;
    bool hasLayerScale = false;
    bool isShared = false; ///< all layers use the numbers of the first
    bool hasProjectionBias = true;
    std::optional<bool> hasKeyBias; ///< where it is not as of queries and values
    bool hasOutputBias = true;
    bool hasFeedForwardBias = true;
    bool hasSharedGate = false;
    bool hasRouterBias = false;
};

/// The stack as a transformer block; `isCross` lets it attend to an encoder.
[[nodiscard]] BlockSpec transformerBlock(const std::string& name, const TransformerStack& stack, bool isCross = false);

/// "yes" or "no", as settings of blocks have it.
[[nodiscard]] std::string yesOrNo(bool flag);

} // namespace waferscope
