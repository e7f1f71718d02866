#include "formats/torch/torch_export.h"

#include "core/base/names.h"
#include "formats/base/json_text.h"
#include "formats/base/zip_archive.h"
#include "formats/torch/torch_program.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

constexpr std::uint64_t kMostProgramBytes = 128U << 20U;

/// Up to torch 2.7 the program lies at the top; since then models/NAME.json does, in the folder of the archive's name.
std::string programEntry(const ZipArchive& archive)
{
    std::string old = archive.find("serialized_exported_program.json");
    if (!old.empty() || archive.find("archive_format").empty())
        return old;
    const std::string model = archive.find("models/model.json");
    return model.empty() ? archive.findIn("models", ".json") : model;
}

} // namespace

bool looksLikeTorchExport(const std::string& path, std::string_view start)
{
    if (!start.starts_with("PK\x03\x04"))
        return false;
    const Result<ZipArchive> archive = ZipArchive::open(path);
    return archive.ok()
        && (!archive.value().find("serialized_exported_program.json").empty()
            || !archive.value().find("archive_format").empty());
}

Result<ReadNetwork> readTorchProgram(std::string_view text, const std::string& path)
{
    WAFERSCOPE_TRY(const nlohmann::json json, parseJson(text, path));
    Result<NetworkSource> source = networkOfTorch(json);
    if (!source.ok())
        return Error{source.error().code, inQuotes(path) + ": " + source.error().message};
    const std::uint64_t hash = hashOf(source.value());
    return ReadNetwork{std::move(source).value(), hash};
}

Result<ReadNetwork> readTorchExport(const std::string& path)
{
    WAFERSCOPE_TRY(const ZipArchive archive, ZipArchive::open(path));
    const std::string entry = programEntry(archive);
    if (entry.empty())
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path)
                         + " is a PyTorch package without an exported program (models/NAME.json), so it does not tell "
                           "its layers."};
    WAFERSCOPE_TRY(const std::string text, archive.read(entry, kMostProgramBytes));
    return readTorchProgram(text, path);
}

} // namespace waferscope
