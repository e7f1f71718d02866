#include "formats/base/files.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string_view>
#include <system_error>

namespace waferscope {

namespace {

constexpr std::size_t kMostTextFile = 64U << 20U;

Error ioError(const std::string& path, const char* verb)
{
    return {ErrorCode::Io,
            "Cannot " + std::string(verb) + " " + path + ": " + std::generic_category().message(errno) + "."};
}

/// Editors of some systems put the mark before texts in UTF-8; nothing else begins so.
std::string withoutByteOrderMark(std::string text)
{
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    return text.starts_with(kMark) ? text.substr(kMark.size()) : std::move(text);
}

Result<std::string> readStream(std::istream& in, const std::string& path)
{
    std::string text;
    char block[1 << 16];
    while (in.read(block, sizeof block) || in.gcount() > 0) {
        text.append(block, static_cast<std::size_t>(in.gcount()));
        if (text.size() > kMostTextFile)
            return Error{ErrorCode::InvalidInput, path + " is larger than 64 MiB, too large for a text file."};
    }
    if (in.bad())
        return ioError(path, "read");
    return withoutByteOrderMark(std::move(text));
}

/// The one entry of a folder whose name is no UTF-8 and is shown so.
std::optional<std::filesystem::path> entryThatReads(const std::filesystem::path& folder, const std::string& name)
{
    if (name.find("\xEF\xBF\xBD") == std::string::npos)
        return std::nullopt;
    std::optional<std::filesystem::path> meant;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (validUtf8(entry->path().filename().string()) != name)
            continue;
        if (meant)
            return std::nullopt;
        meant = entry->path().filename();
    }
    return meant;
}

} // namespace

bool fileExists(const std::string& path)
{
    std::error_code ignored;
    return path == "-" || std::filesystem::exists(path, ignored);
}

std::string fileNamed(const std::string& path)
{
    std::filesystem::path found;
    std::error_code failed;
    for (const std::filesystem::path& part : std::filesystem::path{path}) {
        if (std::filesystem::exists(found / part, failed)) {
            found /= part;
            continue;
        }
        const std::optional<std::filesystem::path> meant = entryThatReads(found, part.string());
        if (!meant)
            return path;
        found /= *meant;
    }
    return found.string();
}

Result<std::string> readFile(const std::string& path)
{
    if (path == "-")
        return readStream(std::cin, "standard input");
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return Error{ErrorCode::Io, "Cannot read " + path + ": it is a folder."};
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return ioError(path, "open");
    return readStream(in, path);
}

Result<std::string> startOfFile(const std::string& path)
{
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem))
        return Error{ErrorCode::Io, inQuotes(path) + " is a folder, not a file."};
    if (!std::filesystem::exists(path, problem))
        return Error{ErrorCode::Io, "There is no file " + inQuotes(path) + "."};
    if (!std::filesystem::is_regular_file(path, problem))
        return Error{ErrorCode::Io, inQuotes(path) + " is not a regular file."};
    std::ifstream file{path, std::ios::binary};
    std::string start(65536, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || (!file.is_open()))
        return Error{ErrorCode::Io, "Cannot read " + inQuotes(path) + "."};
    return withoutByteOrderMark(std::move(start));
}

} // namespace waferscope
