#pragma once

#include <cstddef>

namespace waferscope {

/// Columns of a terminal that a letter takes: 2 when it is wide or fullwidth (Unicode 14, EastAsianWidth), 0 when it is
/// a mark upon the letter before it, has no form, or is a vowel or end of a Hangul syllable; else 1.
[[nodiscard]] std::size_t widthOf(char32_t letter);

} // namespace waferscope
