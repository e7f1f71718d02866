#include "core/names.h"

#include <algorithm>

namespace waferscope {

std::string quoted(std::string_view name)
{
    constexpr std::size_t kLongest = 80;
    std::string text = "'";
    for (const char c : name.substr(0, kLongest))
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return text + (name.size() > kLongest ? "...'" : "'");
}

namespace {

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t column = 0; column <= b.size(); ++column)
        row[column] = column;
    for (std::size_t line = 1; line <= a.size(); ++line) {
        std::size_t diagonal = row[0];
        row[0] = line;
        for (std::size_t column = 1; column <= b.size(); ++column) {
            const std::size_t replaced = diagonal + (a[line - 1] == b[column - 1] ? 0 : 1);
            diagonal = row[column];
            row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string_view nearestName(std::string_view word, const std::vector<std::string_view>& candidates)
{
    const std::string_view typed = word.substr(0, 200);
    const auto closer = [typed](std::string_view a, std::string_view b) {
        return editDistance(typed, a) < editDistance(typed, b);
    };
    const auto nearest = std::min_element(candidates.begin(), candidates.end(), closer);
    return nearest == candidates.end() ? std::string_view{} : *nearest;
}

std::string joinedNames(const std::vector<std::string_view>& names)
{
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (at > 0)
            text += at + 1 == names.size() ? " and " : ", ";
        text += names[at];
    }
    return text;
}

} // namespace waferscope
