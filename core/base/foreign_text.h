#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace waferscope {

/// The first letter of a text that is not empty.
struct Letter {
    char32_t code = 0xFFFD; ///< U+FFFD for bytes that are no UTF-8
    std::size_t bytes = 1; ///< that it takes of the text
    bool isUtf8 = true;
};

/// Bytes that are no UTF-8 (Unicode 15, 3.9, table 3-7) are taken as one letter up to the first that cannot belong to
/// it.
[[nodiscard]] Letter firstLetter(std::string_view text);

/// Whether a letter would act where it is written instead of being seen, or may not stand in XML 1.0: control letters,
/// line breaks, marks that turn the direction of writing, noncharacters.
[[nodiscard]] bool acts(char32_t letter);

[[nodiscard]] bool isUtf8(std::string_view text);

/// The text with U+FFFD where it is no UTF-8.
[[nodiscard]] std::string validUtf8(std::string_view text);

/// A text of foreign origin as people see it, on a terminal, in the window, in a picture or table: UTF-8, one line, and
/// harmless. A letter that acts stands as its number: "\x1b", "\u202e".
[[nodiscard]] std::string shown(std::string_view text);

/// Columns of a terminal that a text takes: a wide letter two, a mark upon another letter none (Unicode, UAX 11).
[[nodiscard]] std::size_t columnsOf(std::string_view text);

/// A text of UTF-8, or its beginning and its end about an ellipsis, on at most so many columns.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);

} // namespace waferscope
