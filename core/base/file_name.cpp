#include "core/base/file_name.h"

#include "core/base/foreign_text.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kMostBytes = 200; ///< of the 255 that a file's name may have

bool isAsciiLetter(char32_t letter)
{
    return (letter >= U'0' && letter <= U'9') || (letter >= U'A' && letter <= U'Z')
        || (letter >= U'a' && letter <= U'z');
}

/// Beyond ASCII all that is written, neither blank nor replaced.
bool isForeignLetter(char32_t letter)
{
    const bool isBlank = letter == 0xA0 || letter == 0x1680 || (letter >= 0x2000 && letter <= 0x200A)
        || letter == 0x202F || letter == 0x205F || letter == 0x3000;
    return letter >= 0x80 && !isBlank && letter != 0xFFFD && !acts(letter);
}

} // namespace

std::string withOnlyLetters(std::string_view text, std::string_view allowed, char other)
{
    std::string kept;
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        const bool isAllowed = letter.bytes == 1 && allowed.find(text.front()) != std::string_view::npos;
        if (isAllowed || isAsciiLetter(letter.code) || isForeignLetter(letter.code))
            kept += text.substr(0, letter.bytes);
        else
            kept += other;
        text.remove_prefix(letter.bytes);
    }
    return kept;
}

std::string fileNameFrom(std::string_view title)
{
    std::string name = withOnlyLetters(title, "", '-');
    name.erase(0, name.find_first_not_of('-'));
    std::size_t end = std::min(name.size(), kMostBytes);
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80)
        --end; // within a letter
    name.resize(end);
    name.erase(name.find_last_not_of('-') + 1);
    return name.empty() ? "network" : name;
}

} // namespace waferscope
