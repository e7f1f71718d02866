#include "core/base/foreign_text.h"

#include "core/base/letter_width.h"

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; ///< U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::size_t kLettersOfColumn = 4; ///< the most that are kept: marks upon marks take no column

/// How letters begin that take several bytes, and what the second may be; those that follow are 0x80 to 0xBF.
struct Beginning {
    unsigned char first;
    unsigned char last;
    std::size_t bytes;
    unsigned char leastSecond;
    unsigned char mostSecond;
};
constexpr std::array<Beginning, 8> kBeginnings = {{{0xC2, 0xDF, 2, 0x80, 0xBF},
                                                   {0xE0, 0xE0, 3, 0xA0, 0xBF},
                                                   {0xE1, 0xEC, 3, 0x80, 0xBF},
                                                   {0xED, 0xED, 3, 0x80, 0x9F},
                                                   {0xEE, 0xEF, 3, 0x80, 0xBF},
                                                   {0xF0, 0xF0, 4, 0x90, 0xBF},
                                                   {0xF1, 0xF3, 4, 0x80, 0xBF},
                                                   {0xF4, 0xF4, 4, 0x80, 0x8F}}};

struct Span32 {
    char32_t first;
    char32_t last;
};
/// Each of at most four digits.
constexpr std::array<Span32, 11> kActing = {
    {{0x00, 0x1F}, // C0, among them tab and line breaks
     {0x7F, 0x9F}, // DEL and C1
     {0x061C, 0x061C}, // Arabic letter mark
     {0x200B, 0x200B}, // zero width space
     {0x200E, 0x200F}, // left-to-right and right-to-left mark
     {0x2028, 0x202E}, // separators of lines and paragraphs, embeddings, overrides
     {0x2060, 0x206F}, // invisible operators, isolates, deprecated controls
     {0xFDD0, 0xFDEF}, // noncharacters
     {0xFEFF, 0xFEFF}, // byte-order mark
     {0xFFF9, 0xFFFB}, // annotations
     {0xFFFE, 0xFFFF}}}; // noncharacters

bool isAsciiAndSeen(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// "\x1b", "\u202e".
std::string numberOf(char32_t letter)
{
    std::string text = letter < 0x100 ? "\\x" : "\\u";
    for (int digit = letter < 0x100 ? 2 : 4; digit-- > 0;)
        text += "0123456789abcdef"[(letter >> (4U * static_cast<unsigned>(digit))) & 0xFU];
    return text;
}

/// The bytes of a text's beginning that keeps within columns and letters.
std::size_t headWithin(std::string_view text, std::size_t columns)
{
    std::size_t at = 0;
    std::size_t width = 0;
    for (std::size_t letters = 0; at < text.size() && letters < columns * kLettersOfColumn; ++letters) {
        const Letter letter = firstLetter(text.substr(at));
        width += widthOf(letter.code);
        if (width > columns)
            break;
        at += letter.bytes;
    }
    return at;
}

/// Where the end of a text begins that keeps within columns and letters, not with a mark upon what is left out.
std::size_t tailWithin(std::string_view text, std::size_t columns)
{
    std::size_t begin = text.size();
    std::size_t width = 0;
    std::size_t letters = 0;
    for (std::size_t at = text.size(); at-- > 0 && letters < columns * kLettersOfColumn;) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80)
            continue; // within a letter
        const std::size_t wide = widthOf(firstLetter(text.substr(at)).code);
        width += wide;
        ++letters;
        if (width > columns)
            break;
        if (wide > 0)
            begin = at;
    }
    return begin;
}

} // namespace

Letter firstLetter(std::string_view text)
{
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return {first, 1, true};
    const auto* const beginning = std::find_if(kBeginnings.begin(), kBeginnings.end(), [first](const Beginning& each) {
        return first >= each.first && first <= each.last;
    });
    if (beginning == kBeginnings.end())
        return {0xFFFD, 1, false};
    char32_t code = first & (0xFFU >> (beginning->bytes + 1));
    for (std::size_t at = 1; at < beginning->bytes; ++at) {
        const unsigned char least = at == 1 ? beginning->leastSecond : 0x80;
        const unsigned char most = at == 1 ? beginning->mostSecond : 0xBF;
        if (at >= text.size() || byte(at) < least || byte(at) > most)
            return {0xFFFD, at, false};
        code = code << 6U | (byte(at) & 0x3FU);
    }
    return {code, beginning->bytes, true};
}

bool acts(char32_t letter)
{
    return std::any_of(kActing.begin(), kActing.end(),
                       [letter](const Span32& span) { return letter >= span.first && letter <= span.last; });
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        if (!letter.isUtf8)
            return false;
        text.remove_prefix(letter.bytes);
    }
    return true;
}

std::string validUtf8(std::string_view text)
{
    if (isUtf8(text))
        return std::string{text};
    std::string valid;
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        valid += letter.isUtf8 ? text.substr(0, letter.bytes) : kReplacement;
        text.remove_prefix(letter.bytes);
    }
    return valid;
}

std::string shown(std::string_view text)
{
    if (isAsciiAndSeen(text))
        return std::string{text};
    std::string seen;
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        if (!letter.isUtf8)
            seen += kReplacement;
        else if (acts(letter.code))
            seen += numberOf(letter.code);
        else
            seen += text.substr(0, letter.bytes);
        text.remove_prefix(letter.bytes);
    }
    return seen;
}

std::size_t columnsOf(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty()) {
        const Letter letter = firstLetter(text);
        columns += widthOf(letter.code);
        text.remove_prefix(letter.bytes);
    }
    return columns;
}

std::string shortened(std::string_view text, std::size_t columns)
{
    if (text.size() <= columns || headWithin(text, columns) == text.size())
        return std::string{text};
    const std::size_t kept = columns - std::min<std::size_t>(columns, 1); // the ellipsis takes one
    std::string ends{text.substr(0, headWithin(text, kept - kept / 2))};
    ends += kEllipsis;
    return ends += text.substr(tailWithin(text, kept / 2));
}

} // namespace waferscope
