#include "core/base/names.h"

namespace waferscope {

std::string printable(std::string_view name)
{
    constexpr std::size_t kLongest = 200;
    std::string text;
    for (const char c : name.substr(0, kLongest))
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return text + (name.size() > kLongest ? "..." : "");
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
        text += names[at];
    }
    return text;
}

} // namespace waferscope
