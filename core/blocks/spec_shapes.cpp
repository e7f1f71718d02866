#include "core/blocks/spec_edits.h"

#include <algorithm>
#include <charconv>

namespace waferscope {

namespace {

constexpr std::size_t kMostExtents = 8;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<Extent> parseExtent(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size())
        return number >= 1 ? std::optional<Extent>{number} : std::nullopt;
    const auto isNamed = [](char letter) {
        return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
            || (letter >= 'A' && letter <= 'Z');
    };
    const bool isName = !text.empty() && !(text.front() >= '0' && text.front() <= '9')
        && std::all_of(text.begin(), text.end(), isNamed);
    return isName ? std::optional<Extent>{std::string{text}} : std::nullopt;
}

} // namespace

std::string shapeText(const SymbolicShape& shape)
{
    std::string text;
    for (const Extent& extent : shape) {
        const auto* number = std::get_if<std::int64_t>(&extent);
        text.append(text.empty() ? "" : ", ").append(number ? std::to_string(*number) : std::get<std::string>(extent));
    }
    return text;
}

std::optional<SymbolicShape> parseShape(std::string_view text)
{
    SymbolicShape shape;
    while (shape.size() < kMostExtents) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::optional<Extent> extent = parseExtent(trimmed(text.substr(0, comma)));
        if (!extent)
            return std::nullopt;
        shape.push_back(std::move(*extent));
        if (comma == text.size())
            return shape;
        text.remove_prefix(comma + 1);
    }
    return std::nullopt;
}

std::vector<std::string> openSizes(const NetworkSpec& spec)
{
    std::vector<std::string> sizes;
    for (const InputSpec& input : spec.inputs)
        for (const Extent& extent : input.shape)
            if (const auto* name = std::get_if<std::string>(&extent))
                if (std::find(sizes.begin(), sizes.end(), *name) == sizes.end())
                    sizes.push_back(*name);
    return sizes;
}

} // namespace waferscope
