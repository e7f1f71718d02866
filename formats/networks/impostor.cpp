#include "formats/networks/impostor.h"

#include "core/base/names.h"

#include <algorithm>
#include <cctype>

namespace waferscope {

namespace {

constexpr std::size_t kLongestPointer = 1024; ///< bytes, by Git LFS's own specification

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "435852734" as "435,852,734".
std::string grouped(std::string_view digits)
{
    std::string text;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % 3 == 0)
            text += ',';
        text += digits[at];
    }
    return text;
}

/// The bytes that a pointer of Git LFS stands for, as it writes them.
std::optional<std::string_view> pointerSize(std::string_view start)
{
    constexpr std::string_view kVersions[] = {"version https://git-lfs.github.com/spec/",
                                              "version https://hawser.github.com/spec/"};
    const bool isPointer = start.size() <= kLongestPointer
        && std::any_of(std::begin(kVersions), std::end(kVersions),
                       [start](std::string_view version) { return start.starts_with(version); });
    const std::size_t line = start.find("\nsize ");
    if (!isPointer || line == std::string_view::npos)
        return std::nullopt;
    const std::string_view digits = start.substr(line + 6);
    const auto end = std::find_if_not(digits.begin(), digits.end(), isDigit);
    const std::string_view size = digits.substr(0, static_cast<std::size_t>(end - digits.begin()));
    return size.empty() || size.size() > 19 ? std::nullopt : std::optional{size};
}

/// Whether a text begins with a tag of HTML, blanks, comments and a byte-order mark aside.
bool isPage(std::string_view start)
{
    constexpr std::string_view kTags[] = {"<!doctype html", "<html", "<head", "<body"};
    if (start.starts_with("\xEF\xBB\xBF"))
        start.remove_prefix(3);
    for (;;) {
        start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
        const bool isAside = start.starts_with("<!--") || start.starts_with("<?");
        const std::size_t end = isAside ? start.find('>') : std::string_view::npos;
        if (end == std::string_view::npos)
            break;
        start.remove_prefix(end + 1);
    }
    const auto isSame = [](char tag, char c) {
        return tag == static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    };
    return std::any_of(std::begin(kTags), std::end(kTags), [&](std::string_view tag) {
        return start.size() >= tag.size() && std::equal(tag.begin(), tag.end(), start.begin(), isSame);
    });
}

} // namespace

std::optional<Error> impostorAt(const std::string& path, std::string_view start)
{
    if (const std::optional<std::string_view> size = pointerSize(start))
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is a Git LFS pointer to " + grouped(*size)
                         + " bytes: fetch it with git lfs pull."};
    if (isPage(start))
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path)
                         + " is an HTML page and not a model: what was saved is a server's page (a login, an error, a "
                           "preview); download the file itself."};
    return std::nullopt;
}

} // namespace waferscope
