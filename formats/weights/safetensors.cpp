#include "formats/weights/safetensors.h"

#include "core/base/fingerprint.h"
#include "core/base/names.h"
#include "formats/base/files.h"
#include "formats/base/json_text.h"
#include "formats/networks/impostor.h"
#include "formats/weights/expert_tensors.h"
#include "formats/weights/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace waferscope {

namespace {

constexpr std::size_t kMostShards = 4096;

std::uint64_t hashOfTensors(const std::vector<StoredTensor>& tensors)
{
    Fingerprint print;
    for (const StoredTensor& tensor : tensors) {
        print.add(std::string_view{tensor.name});
        print.add(static_cast<std::int64_t>(tensor.type));
        for (const std::int64_t extent : tensor.shape)
            print.add(extent);
    }
    return print.value();
}

/// A name that stays in the folder.
bool isPlainFileName(const std::string& name)
{
    return !name.empty() && name != "." && name != ".."
        && name.find_first_of(std::string_view{"/\\\0", 3}) == std::string::npos;
}

using FileOfTensor = std::map<std::string, std::string>;

struct Shards {
    std::vector<StoredTensor> tensors;
    std::uint64_t bytes = 0;
    std::vector<std::string> missing;
    std::vector<ImportIssue> issues;
};

/// Files of a folder; those that are not there, or are links, are missing.
struct ShardFiles {
    std::string folder;
    std::set<std::string> names;
};

/// "3 tensors, 'a' first," of names; the first in their order.
std::string countAndFirst(const std::set<std::string>& names)
{
    return std::to_string(names.size()) + (names.size() == 1 ? " tensor, " : " tensors, ") + inQuotes(*names.begin())
        + (names.size() == 1 ? "," : " first,");
}

void noteDifferences(const FileOfTensor& index, const std::set<std::string>& found, Shards& shards)
{
    std::set<std::string> lacking;
    for (const auto& [tensor, file] : index)
        if (found.count(tensor) == 0
            && std::find(shards.missing.begin(), shards.missing.end(), file) == shards.missing.end())
            lacking.insert(tensor);
    std::set<std::string> unnamed;
    for (const std::string& tensor : found)
        if (index.count(tensor) == 0)
            unnamed.insert(tensor);
    if (!lacking.empty())
        shards.issues.push_back(
            {IssueSeverity::Warning,
             "The index names " + countAndFirst(lacking) + " that the files do not hold; what lacks is not counted.",
             index.at(*lacking.begin())});
    if (!unnamed.empty())
        shards.issues.push_back({IssueSeverity::Warning,
                                 "The files hold " + countAndFirst(unnamed)
                                     + " that the index does not name; they are counted all the same.",
                                 *unnamed.begin()});
}

Result<Shards> readShards(const ShardFiles& files, const FileOfTensor& index)
{
    Shards shards;
    std::set<std::string> found;
    for (const std::string& name : files.names) {
        const std::string path = (std::filesystem::path{files.folder} / name).string();
        std::error_code problem;
        // A link would lead out of the folder.
        if (std::filesystem::symlink_status(path, problem).type() != std::filesystem::file_type::regular) {
            shards.missing.push_back(name);
            continue;
        }
        WAFERSCOPE_TRY(const std::string start, startOfFile(path));
        if (std::optional<Error> impostor = impostorAt(path, start))
            return *std::move(impostor);
        WAFERSCOPE_TRY(SafetensorsHeader header, readSafetensorsHeader(path));
        shards.bytes += header.dataBytes;
        shards.issues.insert(shards.issues.end(), header.issues.begin(), header.issues.end());
        for (StoredTensor& tensor : header.tensors)
            if (found.insert(tensor.name).second) // the same in two files is one
                shards.tensors.push_back(std::move(tensor));
        if (shards.tensors.size() > kMostStoredTensors)
            return Error{ErrorCode::InvalidInput, inQuotes(path) + " takes the tensors past 100,000."};
    }
    noteDifferences(index, found, shards);
    return shards;
}

std::int64_t elementsOf(const std::vector<StoredTensor>& tensors)
{
    std::int64_t sum = 0;
    for (const StoredTensor& tensor : tensors)
        sum = std::min(kMostElements, sum + elementCount(tensor.shape));
    return sum;
}

/// Elements in the missing files as the index tells them: from its count of parameters, or from its bytes at the
/// bytes an element of the others, or else at two.
std::optional<std::int64_t> missingElements(const nlohmann::json& index, const Shards& shards)
{
    const nlohmann::json& metadata = memberOf(index, "metadata");
    const std::int64_t known = elementsOf(shards.tensors);
    std::int64_t missing = 0;
    if (const auto parameters = wholeNumber(memberOf(metadata, "total_parameters"))) {
        missing = *parameters - known;
    } else if (const auto bytes = wholeNumber(memberOf(metadata, "total_size"))) {
        const std::int64_t each =
            known > 0 ? std::max<std::int64_t>(1, static_cast<std::int64_t>(shards.bytes) / known) : 2;
        missing = (*bytes - static_cast<std::int64_t>(shards.bytes)) / each;
    }
    return missing > 0 && missing < kMostElements ? std::optional{missing} : std::nullopt;
}

Result<FileOfTensor> filesOfTensors(const nlohmann::json& index, const std::string& path)
{
    FileOfTensor files;
    for (const auto& [tensor, file] : memberOf(index, "weight_map").items()) {
        const std::string name = file.is_string() ? file.get<std::string>() : std::string{};
        if (!isPlainFileName(name))
            return Error{ErrorCode::InvalidInput,
                         inQuotes(path) + ": weight_map: " + inQuotes(tensor)
                             + " must lie in a file of this folder, not " + inQuotes(name) + "."};
        files.emplace(tensor, name);
    }
    return files;
}

Result<ShardFiles> shardFiles(const FileOfTensor& index, const std::string& path)
{
    ShardFiles files{std::filesystem::path{path}.parent_path().string(), {}};
    for (const auto& [tensor, file] : index)
        files.names.insert(file);
    if (files.names.empty() || files.names.size() > kMostShards)
        return Error{ErrorCode::InvalidInput, inQuotes(path) + ": weight_map must name 1 to 4096 files."};
    return files;
}

std::string folderName(const std::string& path)
{
    return std::filesystem::absolute(path).parent_path().filename().string();
}

/// The network of what lies in a file, or in several that an index at `path` names.
ReadNetwork networkOf(std::string name, std::vector<StoredTensor> tensors, const std::vector<ImportIssue>& issues,
                      const std::string& path)
{
    const std::uint64_t hash = hashOfTensors(tensors);
    NetworkSource source =
        networkOfTensors(std::move(name), "safetensors", std::move(tensors), expertsUsedBeside(path));
    source.issues.insert(source.issues.end(), issues.begin(), issues.end());
    return {std::move(source), hash};
}

} // namespace

bool looksLikeSafetensors(std::string_view start)
{
    return start.size() >= 10 && start[8] == '{' && start[7] == '\0' && start[6] == '\0'
        && (start[9] == '"' || start[9] == '}' || start[9] == ' ' || start[9] == '\n');
}

Result<ReadNetwork> readSafetensors(const std::string& path)
{
    WAFERSCOPE_TRY(SafetensorsHeader header, readSafetensorsHeader(path));
    return networkOf({}, std::move(header.tensors), header.issues, path);
}

Result<ReadNetwork> readSafetensorsBytes(std::string_view bytes, const std::string& path)
{
    std::istringstream stream{std::string{bytes}};
    WAFERSCOPE_TRY(SafetensorsHeader header, readSafetensorsHeaderStream(stream, bytes.size(), path));
    return networkOf({}, std::move(header.tensors), header.issues, path);
}

bool looksLikeSafetensorsIndex(const RootKeys& keys)
{
    return keys.hasBraces && keys.has("weight_map");
}

Result<ReadNetwork> readSafetensorsIndex(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    WAFERSCOPE_TRY(const nlohmann::json index, parseJson(text, path));
    if (!memberOf(index, "weight_map").is_object())
        return Error{ErrorCode::InvalidInput, inQuotes(path) + ": weight_map must be an object of files by tensor."};
    WAFERSCOPE_TRY(const FileOfTensor fileOf, filesOfTensors(index, path));
    WAFERSCOPE_TRY(const ShardFiles files, shardFiles(fileOf, path));
    WAFERSCOPE_TRY(Shards shards, readShards(files, fileOf));
    if (!shards.missing.empty()) {
        const auto missing = missingElements(index, shards);
        if (!missing && shards.tensors.empty())
            return Error{ErrorCode::InvalidInput,
                         inQuotes(path) + ": none of its files lies beside it and its metadata give no total_size."};
        shards.issues.push_back({IssueSeverity::Warning,
                                 std::to_string(shards.missing.size()) + " of " + std::to_string(files.names.size())
                                     + " files do not lie beside the index (links are not followed); their "
                                     + std::to_string(missing.value_or(0))
                                     + " parameters, by the index's metadata, are carried as one layer.",
                                 shards.missing.front()});
        if (missing)
            shards.tensors.push_back({"missing_files.weights", DataType::Float32, {*missing, 1, 1}});
    }
    return networkOf(folderName(path), std::move(shards.tensors), shards.issues, path);
}

} // namespace waferscope
