#pragma once

#include "core/blocks/network_spec.h"
#include "formats/language/picture_tower.h"
#include "formats/language/transformer_stack.h"

#include <optional>
#include <string>

namespace waferscope {

/// A stack of selective state-space layers, in the place of a transformer's.
struct StateSpaceStack {
    std::int64_t layers = 1;
    std::int64_t inner = 1;
    std::int64_t state = 16;
    std::int64_t rank = 1;
    std::int64_t filter = 4;
    bool hasBias = false;
    bool hasFilterBias = true;
    bool hasInnerNorms = false;
    std::string norm = "rms";
};

enum class LanguageHead {
    None,
    Pooler,
    Words, ///< scores of all words
    MaskedWords, ///< BERT's, RoBERTa's and ESM's: transform, norm, table
    Pretraining, ///< BERT's: masked words and next sentence
    Classes, ///< of the first position
    PooledClasses, ///< of BERT's pooler
    PositionClasses, ///< of every position
    TransformedClasses ///< of every position, behind a linear layer
};

/// A network of tokens, whoever describes it.
struct LanguageModel {
    std::int64_t vocabulary = 1;
    std::int64_t hidden = 1;
    std::int64_t embeddingSize = 0; ///< of the tables, brought to `hidden` by a linear layer; 0: hidden
    std::int64_t positions = 0; ///< trained; 0 for none
    std::int64_t types = 0; ///< kinds of segments
    std::int64_t decoderVocabulary = 0; ///< 0: the encoder's table
    std::int64_t decoderPositions = 0;
    std::int64_t headCap = 0; ///< no score passes it; 0 for none
    std::int64_t classes = 0;
    std::int64_t masked = 0; ///< masked words of a sequence; 0 for all of it
    std::int64_t sequence = 512; ///< words and patches together
    std::int64_t targetSequence = 512;
    std::string title;
    std::string embeddingNorm = "none";
    std::string headNorm = "layer"; ///< of masked words
    TransformerStack stack; ///< the encoder where there is a decoder
    std::optional<StateSpaceStack> stateSpace; ///< instead of the stack
    std::optional<TransformerStack> decoder;
    std::optional<PictureTower> pictures; ///< whose patches stand behind the words
    PictureProjector projector;
    bool hasEmbeddingBias = true; ///< of the layer behind tables of `embeddingSize`
    bool arePositionsHidden = false; ///< trained positions stand behind that layer, as wide as `hidden`
    LanguageHead head = LanguageHead::None;
    bool isTied = true; ///< the head uses the table of the embedding
    bool hasHeadBias = false;
    bool hasTransformBias = true; ///< of the linear layer before masked words
    bool hasClassBias = true;
};

[[nodiscard]] NetworkSpec specOf(const LanguageModel& model);

} // namespace waferscope
