#include "formats/keras/keras.h"

#include "core/base/names.h"
#include "formats/base/files.h"
#include "formats/base/json_text.h"
#include "formats/base/zip_archive.h"
#include "formats/keras/keras_model.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

constexpr std::uint64_t kMostConfigBytes = 64U << 20U;

} // namespace

bool looksLikeKerasArchive(const std::string& path, std::string_view start)
{
    if (!start.starts_with("PK\x03\x04"))
        return false;
    const Result<ZipArchive> archive = ZipArchive::open(path);
    return archive.ok() && archive.value().has("config.json") && archive.value().has("metadata.json");
}

bool looksLikeKerasJson(const RootKeys& keys)
{
    return keys.hasBraces && keys.has("class_name") && keys.has("config");
}

Result<ReadNetwork> readKerasText(std::string_view text, const std::string& path)
{
    WAFERSCOPE_TRY(const nlohmann::json json, parseJson(text, path));
    Result<NetworkSource> source = networkOfKeras(json);
    if (!source.ok())
        return Error{source.error().code, inQuotes(path) + ": " + source.error().message};
    const std::uint64_t hash = hashOf(source.value());
    return ReadNetwork{std::move(source).value(), hash};
}

Result<ReadNetwork> readKerasArchive(const std::string& path)
{
    WAFERSCOPE_TRY(const ZipArchive archive, ZipArchive::open(path));
    WAFERSCOPE_TRY(const std::string text, archive.read("config.json", kMostConfigBytes));
    return readKerasText(text, path);
}

Result<ReadNetwork> readKerasJson(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    return readKerasText(text, path);
}

} // namespace waferscope
