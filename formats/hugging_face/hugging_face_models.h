#pragma once

#include "formats/base/foreign_fields.h"
#include "formats/language/language_model.h"

#include <span>
#include <string>
#include <string_view>

namespace waferscope {

/// One `model_type` and how its keys become blocks.
struct HuggingFaceType {
    std::string_view name;
    NetworkSpec (*make)(ForeignFields& fields) = nullptr; ///< whatever is wrong stays with the fields
};

/// Encoders, of text and of pictures.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceEncoders();
/// Decoders alone.
[[nodiscard]] std::span<const HuggingFaceType> huggingFaceDecoders();
/// Encoders with decoders.
[[nodiscard]] std::span<const HuggingFaceType> huggingFacePairs();

/// The word of our blocks for an activation; one that is none of them becomes gelu, with a note.
[[nodiscard]] std::string activationOf(ForeignFields& fields, ForeignFields::Names names, std::string fallback);

/// The first of `architectures` in small letters; empty when the file names none.
[[nodiscard]] std::string architectureOf(ForeignFields& fields);

/// Outputs of a classifier.
[[nodiscard]] std::int64_t labelsOf(ForeignFields& fields);

} // namespace waferscope
