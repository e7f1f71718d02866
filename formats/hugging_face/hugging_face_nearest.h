#pragma once

#include "formats/hugging_face/hugging_face_models.h"

#include <optional>
#include <string>
#include <string_view>

namespace waferscope {

/// Null where there is none of the name.
[[nodiscard]] const HuggingFaceType* findHuggingFaceType(std::string_view name);

/// The `model_type`, or what the architecture's name says of it; empty where the file says nothing.
[[nodiscard]] std::string huggingFaceTypeOf(ForeignFields& fields);

/// A model of a kind that is not known, as the nearest that is, with a warning that names what was assumed. Nothing,
/// and trouble that lists what lacks, where the usual keys are not there.
[[nodiscard]] std::optional<LanguageModel> nearestModel(ForeignFields& fields, const std::string& name);

} // namespace waferscope
