#include "formats/networks/model_folder.h"

#include "core/base/names.h"
#include "formats/base/files.h"
#include "formats/networks/impostor.h"
#include "formats/networks/network_format.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

namespace waferscope {

namespace {

constexpr std::size_t kMostEntries = 10'000; ///< of a folder

bool holdsNetwork(const std::string& path)
{
    const Result<FileSigns> signs = signsOf(path);
    return signs.ok() && formatOf(signs.value()) != nullptr;
}

/// The file that is another thing than its name says, where one of them is.
std::optional<std::string> impostorAmong(const std::vector<std::string>& paths)
{
    const auto found = std::find_if(paths.begin(), paths.end(), [](const std::string& path) {
        const Result<std::string> start = startOfFile(path);
        return start.ok() && impostorAt(path, start.value());
    });
    return found == paths.end() ? std::nullopt : std::optional{*found};
}

/// Files that by their endings may hold a network, by name.
Result<std::vector<std::string>> candidates(const std::string& folder)
{
    const std::vector<std::string_view> endings = networkEndings();
    std::vector<std::string> paths;
    std::error_code problem;
    std::size_t entries = 0;
    for (std::filesystem::directory_iterator at{folder, problem}, end; !problem && at != end; at.increment(problem)) {
        if (++entries > kMostEntries)
            return Error{ErrorCode::InvalidInput,
                         inQuotes(folder) + " is a folder of more than 10,000 entries; name the file in it."};
        const std::string ending = at->path().extension().string();
        std::error_code unreadable;
        if (std::find(endings.begin(), endings.end(), ending) != endings.end() && at->is_regular_file(unreadable))
            paths.push_back(at->path().string());
    }
    if (problem)
        return Error{ErrorCode::Io, "Cannot look into the folder " + inQuotes(folder) + "."};
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string nameOf(const std::string& path)
{
    return std::filesystem::path{path}.filename().string();
}

} // namespace

Result<std::string> modelInFolder(const std::string& folder)
{
    for (const char* name : {"saved_model.pb", "config.json"})
        if (const std::string path = (std::filesystem::path{folder} / name).string(); holdsNetwork(path))
            return path;
    WAFERSCOPE_TRY(std::vector<std::string> paths, candidates(folder));
    const std::optional<std::string> impostor = impostorAmong(paths);
    paths.erase(std::remove_if(paths.begin(), paths.end(), [](const std::string& path) { return !holdsNetwork(path); }),
                paths.end());
    // An index speaks for the files beside it.
    const auto index = std::find_if(paths.begin(), paths.end(),
                                    [](const std::string& path) { return path.ends_with(".safetensors.index.json"); });
    if (index != paths.end())
        return *index;
    if (paths.size() == 1)
        return paths.front();
    if (paths.empty() && impostor) // opened, it says what it is
        return *impostor;
    if (paths.empty())
        return Error{ErrorCode::InvalidInput,
                     inQuotes(folder)
                         + " is a folder that holds no network; expected a config.json, a saved_model.pb or one file "
                           "of a known kind in it."};
    return Error{ErrorCode::InvalidInput,
                 inQuotes(folder) + " is a folder with " + std::to_string(paths.size()) + " networks, "
                     + inQuotes(nameOf(paths[0])) + " and " + inQuotes(nameOf(paths[1]))
                     + (paths.size() > 2 ? " among them" : "") + "; name the one to open."};
}

} // namespace waferscope
