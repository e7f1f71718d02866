#include "core/base/names.h"

#include "core/base/foreign_text.h"

namespace waferscope {

std::string printable(std::string_view name)
{
    constexpr std::size_t kMostColumns = 200;
    return shortened(shown(name), kMostColumns);
}

std::string inQuotes(std::string_view name)
{
    return "'" + printable(name) + "'";
}

std::string joinedNames(const std::vector<std::string_view>& names)
{
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (at > 0)
            text += at + 1 == names.size() ? " and " : ", ";
        text += printable(names[at]);
    }
    return text;
}

} // namespace waferscope
