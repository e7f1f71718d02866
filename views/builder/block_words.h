#pragma once

#include "core/blocks/blocks.h"

#include <QString>

#include <string_view>

namespace waferscope {

// The builder's words for what the core says of blocks.

[[nodiscard]] QString qtText(std::string_view text);
/// With a capital letter in front.
[[nodiscard]] QString asSentence(const QString& text);
/// "1 × 64 × 128 × 128"
[[nodiscard]] QString shapeWords(const Shape& shape);
/// "key_heads" as people read it: "Key heads".
[[nodiscard]] QString settingWords(std::string_view name);
/// One sentence, with the setting in front where it is about one.
[[nodiscard]] QString troubleText(const BlockTrouble& trouble);

} // namespace waferscope
