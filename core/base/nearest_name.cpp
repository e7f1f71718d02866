#include "core/base/nearest_name.h"

#include "core/base/names.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// Insertions, deletions and replacements that turn one text into the other (Levenshtein, Soviet Physics Doklady 10,
/// 1966).
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + printable(name);
    return text;
}

} // namespace

std::string nearestHint(std::string_view typed, const std::vector<std::string>& names)
{
    const auto distance = [typed](const std::string& name) { return editDistance(typed.substr(0, 64), name); };
    const auto nearest = std::min_element(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return distance(a) < distance(b);
    });
    if (nearest == names.end())
        return ".";
    if (distance(*nearest) <= std::max<std::size_t>(2, nearest->size() / 3))
        return ", did you mean \"" + printable(*nearest) + "\"?";
    return ": one of " + joined(names) + ".";
}

} // namespace waferscope
