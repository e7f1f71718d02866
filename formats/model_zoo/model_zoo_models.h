#pragma once

#include "formats/base/foreign_fields.h"
#include "formats/language/language_model.h"

#include <span>
#include <string_view>

namespace waferscope {

/// What a parameter file says: `model` with the few nested mappings of it that describe the network laid flat, and the
/// data that it is trained on.
struct ModelZooFields {
    ForeignFields model;
    ForeignFields data;
};

/// A family of the Model Zoo and how its keys become blocks.
struct ModelZooFamily {
    std::string_view name;
    std::string_view otherNames; ///< of the same class, joined by ' '
    NetworkSpec (*make)(ModelZooFields& fields) = nullptr; ///< whatever is wrong stays with the fields
};

/// Networks of text.
[[nodiscard]] std::span<const ModelZooFamily> modelZooTexts();
/// All others.
[[nodiscard]] std::span<const ModelZooFamily> modelZooPictures();

} // namespace waferscope
