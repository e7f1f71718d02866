#pragma once

#include <string>
#include <string_view>

namespace waferscope {

/// The text's letters and digits, of any script, and those ASCII signs that are allowed; all else, blanks too, becomes
/// `other`.
[[nodiscard]] std::string withOnlyLetters(std::string_view text, std::string_view allowed, char other);

/// A title as the name of a file or job that needs no quotes: letters and digits of any script, dashes between them, at
/// most 200 bytes, so that there is room for endings; "network" where nothing is left.
[[nodiscard]] std::string fileNameFrom(std::string_view title);

} // namespace waferscope
