#pragma once

#include "formats/base/foreign_fields.h"
#include "formats/language/language_model.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace waferscope {

/// What a parameter file says: `model` with the few nested mappings of it that describe the network laid flat, and the
/// data that it is trained on.
struct ModelZooFields {
    ForeignFields model;
    ForeignFields data;
    std::map<std::string, ForeignFields> parts; ///< mappings in the model by their path: "heads/1/head_model"

    [[nodiscard]] bool hasPart(const std::string& path) const { return parts.contains(path); }
    /// The mapping at a path; without values, and with trouble of the model, where there is none.
    [[nodiscard]] ForeignFields& part(const std::string& path);
};

/// A family of the Model Zoo and how its keys become blocks.
struct ModelZooFamily {
    std::string_view name;
    std::string_view otherNames; ///< of the same class, joined by ' '
    NetworkSpec (*make)(ModelZooFields& fields) = nullptr; ///< whatever is wrong stays with the fields
};

/// Networks of text.
[[nodiscard]] std::span<const ModelZooFamily> modelZooTexts();
/// BERT's other tasks, and models of text that are trained as parts of another.
[[nodiscard]] std::span<const ModelZooFamily> modelZooTasks();
/// An encoder and a decoder.
[[nodiscard]] std::span<const ModelZooFamily> modelZooPairs();
/// Vision transformers, alone or before a model of text.
[[nodiscard]] std::span<const ModelZooFamily> modelZooTowers();
/// All others.
[[nodiscard]] std::span<const ModelZooFamily> modelZooPictures();

/// Function of a feed-forward part; "swiglu" is a gate with silu.
void setActivation(TransformerStack& stack, const std::string& word);

/// A decoder by its keys in the Model Zoo's name for it: "llama", "gptj".
[[nodiscard]] LanguageModel zooDecoder(ForeignFields& own, ForeignFields& data, const std::string& name);

/// BERT without a head.
[[nodiscard]] LanguageModel zooBert(ForeignFields& own, ForeignFields& data, std::int64_t usualVocabulary);

/// Numbers of a key joined by '-'. Wrong ones are the fields' trouble.
[[nodiscard]] std::vector<std::int64_t> zooNumbers(ForeignFields& fields, ForeignFields::Names names,
                                                   const std::string& fallback);

/// The side of a square that a key gives as one number or two.
[[nodiscard]] std::int64_t zooSide(ForeignFields& fields, ForeignFields::Names names, const std::string& fallback);

} // namespace waferscope
