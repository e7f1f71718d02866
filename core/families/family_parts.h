#pragma once

#include "core/families/families.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// A block with its settings as pairs of texts.
[[nodiscard]] BlockSpec block(std::string type, std::string name,
                              const std::vector<std::pair<std::string, std::string>>& settings);

/// A number as typed, or a symbol that the network will complain of.
[[nodiscard]] Extent extentOf(const std::string& text);

/// An input of whole numbers, [batch, `length`].
[[nodiscard]] InputSpec tokens(std::string name, std::string length = "sequence");

/// T5: encoder and decoder without biases.
[[nodiscard]] std::span<const FamilySetting> t5FamilySettings();
[[nodiscard]] NetworkSpec t5Family(const SizeTexts& sizes);

/// The Transformer of 2017: sinusoids for positions, normalised after each part. Source: Vaswani et al., arXiv
/// 1706.03762.
[[nodiscard]] std::span<const FamilySetting> transformerFamilySettings();
[[nodiscard]] NetworkSpec transformerFamily(const SizeTexts& sizes);

} // namespace waferscope
