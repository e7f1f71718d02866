#pragma once

#include "formats/hugging_face/hugging_face_models.h"

#include <optional>

namespace waferscope {

// Towers of pictures by the keys of their own part of a config.json.

/// ViT: biases, a class position, norms before every part.
[[nodiscard]] PictureTower vitTower(ForeignFields& fields);
/// CLIP's: no bias of patches, one norm more before the first layer.
[[nodiscard]] PictureTower clipTower(ForeignFields& fields);
/// SigLIP's: no class position.
[[nodiscard]] PictureTower siglipTower(ForeignFields& fields);

/// What describes pictures and text together: which part is the text's, and how pictures come to it.
struct HuggingFaceCompound {
    std::string_view name;
    std::string_view textType; ///< of the text where it names none
    /// Sets the tower and what brings it to the text.
    void (*addPictures)(ForeignFields& outer, ForeignFields& vision, LanguageModel& text) = nullptr;
};
[[nodiscard]] std::span<const HuggingFaceCompound> huggingFaceCompounds();

} // namespace waferscope
