#pragma once

#include "core/blocks/network_spec.h"

#include <optional>
#include <string>

namespace waferscope {

/// A stack of transformer layers, in numbers and habits that all publishers share.
struct TransformerStack {
    std::int64_t layers = 1;
    std::int64_t heads = 1;
    std::int64_t keyHeads = 0; ///< 0: as many as heads
    std::int64_t headSize = 0; ///< 0: hidden over heads
    std::int64_t feedForward = 1;
    std::string activation = "gelu"; ///< a word of the block's
    bool isGated = false;
    bool isCausal = false;
    bool isRotary = false;
    bool isRms = false;
    bool isNormedAfter = false;
    bool hasLastNorm = true;
    bool hasProjectionBias = true;
    bool hasOutputBias = true;
    bool hasFeedForwardBias = true;
    std::int64_t parallelNorms = 0; ///< 0: attention, then the feed-forward part
    std::int64_t relativeBuckets = 0;
    std::int64_t experts = 0;
    std::int64_t routed = 1;
    std::int64_t sharedExperts = 0;
    std::int64_t sparseEvery = 1;
    bool hasRouterBias = false;
};

enum class LanguageHead {
    None,
    Pooler,
    Words, ///< scores of all words
    MaskedWords, ///< BERT's, RoBERTa's and ESM's: transform, norm, table
    Pretraining, ///< BERT's: masked words and next sentence
    Classes, ///< of the first position
    PooledClasses, ///< of BERT's pooler
    PositionClasses ///< of every position
};

/// A network of tokens, whoever describes it.
struct LanguageModel {
    std::string title;
    std::int64_t vocabulary = 1;
    std::int64_t hidden = 1;
    std::int64_t positions = 0; ///< trained; 0 for none
    std::int64_t types = 0; ///< kinds of segments
    bool hasEmbeddingNorm = false;
    TransformerStack stack; ///< the encoder where there is a decoder
    std::optional<TransformerStack> decoder;
    std::int64_t decoderVocabulary = 0; ///< 0: the encoder's table
    std::int64_t decoderPositions = 0;
    LanguageHead head = LanguageHead::None;
    bool isTied = true; ///< the head uses the table of the embedding
    bool hasHeadBias = false;
    std::int64_t classes = 0;
    std::int64_t masked = 0; ///< masked words of a sequence; 0 for all of it
    std::int64_t sequence = 512;
    std::int64_t targetSequence = 512;
};

/// The stack as a transformer block; `isCross` lets it attend to an encoder.
[[nodiscard]] BlockSpec transformerBlock(const std::string& name, const TransformerStack& stack, bool isCross = false);

[[nodiscard]] NetworkSpec specOf(const LanguageModel& model);

} // namespace waferscope
