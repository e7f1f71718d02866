#pragma once

#include "formats/hugging_face/hugging_face_fields.h"
#include "formats/language/language_model.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace waferscope {

/// One `model_type` and how its keys become a language model, or a network of another kind. Whatever is wrong stays
/// with the fields.
struct HuggingFaceType {
    std::string_view name;
    LanguageModel (*language)(ForeignFields& fields) = nullptr;
    NetworkSpec (*network)(ForeignFields& fields) = nullptr;
};

/// Encoders of text.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceEncoders();
/// Decoders with layers of GPT's kind: biases, and feed-forward parts without a gate.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceDecoders();
/// Decoders with layers of LLaMA's kind.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceLlamas();
/// The same with windows, norms or parallel parts of their own.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceVariants();
/// Decoders of routed experts.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceExperts();
/// Decoders of state-space layers.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceStateSpaces();
/// Encoders with decoders.
[[nodiscard]] std::span<const HuggingFaceType> huggingFacePairs();
/// Networks of pictures, alone or beside text.
[[nodiscard]] std::span<const HuggingFaceType> huggingFacePictures();

/// Sizes that a configuration class takes where a file leaves them out.
struct UsualSizes {
    std::int64_t vocabulary = 32000;
    std::int64_t hidden = 4096;
    std::int64_t feedForward = 11008;
    std::int64_t layers = 32;
    std::int64_t heads = 32;
    std::int64_t keyHeads = 0; ///< 0: as many as heads
    std::int64_t headSize = 0; ///< 0: hidden over heads
    std::int64_t positions = 2048;
};

/// Rotary positions, gated feed-forward parts, shared keys, RMS norms, biases only where the file asks for them.
[[nodiscard]] LanguageModel llamaModel(ForeignFields& fields, const UsualSizes& usual);

/// What comes behind a decoder, by the architecture's name: scores of words, classes, or nothing.
void setDecoderHead(ForeignFields& fields, LanguageModel& model, bool isUsuallyTied);

/// Which layers see all positions although there is a window: by `layer_types`, or as `isFull` says of each from 0.
void setFullLayers(ForeignFields& fields, TransformerStack& stack,
                   const std::function<bool(std::int64_t layer)>& isFull);

/// The layers, from 0 to `layers`, of which `isOne` says yes; from 1.
[[nodiscard]] std::vector<std::int64_t> layersWhere(std::int64_t layers,
                                                    const std::function<bool(std::int64_t layer)>& isOne);

/// The numbers of all experts, for people.
void noteExperts(ForeignFields& fields, const TransformerStack& stack);

} // namespace waferscope
