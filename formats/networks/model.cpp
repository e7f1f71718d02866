#include "formats/networks/model.h"

#include "core/base/names.h"
#include "core/blocks/blocks.h"
#include "core/graph/valid_names.h"
#include "formats/base/files.h"
#include "formats/base/zip_archive.h"
#include "formats/networks/gallery.h"
#include "formats/networks/impostor.h"
#include "formats/networks/model_folder.h"
#include "formats/networks/network_format.h"
#include "formats/plan/plan.h"

#include <charconv>
#include <filesystem>

namespace waferscope {

namespace {

constexpr std::string_view kGallery = "gallery:";
constexpr std::string_view kFamily = "family:";

std::string hexadecimal(std::uint64_t value)
{
    std::string text(16, '0');
    for (std::size_t at = 16; at-- > 0; value >>= 4)
        text[at] = "0123456789abcdef"[value & 15];
    return text;
}

Result<Dimensions> dimensionsOf(const SizeTexts& sizes)
{
    Dimensions dimensions;
    for (const auto& [name, text] : sizes) {
        std::int64_t value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc{} || end != text.data() + text.size())
            return Error{ErrorCode::Usage,
                         "Size " + inQuotes(name) + " must be a whole number, not " + inQuotes(text) + "."};
        dimensions[name] = value;
    }
    return dimensions;
}

Result<LoadedModel> loadSource(NetworkSource source, const Dimensions& dimensions, NetworkReference reference)
{
    makeNamesValid(source);
    WAFERSCOPE_TRY(Network network,
                   Network::create(std::make_shared<const NetworkSource>(std::move(source)), dimensions));
    return LoadedModel{std::make_shared<const Network>(std::move(network)), std::move(reference)};
}

/// The same; what is wrong with the network is said with its file.
Result<LoadedModel> loadFile(NetworkSource source, const Dimensions& dimensions, const std::string& path,
                             std::uint64_t hash)
{
    Result<LoadedModel> model = loadSource(std::move(source), dimensions, {path, hexadecimal(hash)});
    if (!model.ok() && model.error().code != ErrorCode::Usage)
        return Error{model.error().code, inQuotes(path) + ": " + model.error().message};
    return model;
}

Result<LoadedModel> openSpec(const NetworkSpec& spec, const std::string& model, const SizeTexts& sizes)
{
    WAFERSCOPE_TRY(const Dimensions dimensions, dimensionsOf(sizes));
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    if (model.starts_with(kGallery))
        source.format = "gallery";
    NetworkReference reference{model, hexadecimal(hashOf(source))};
    return loadSource(std::move(source), dimensions, std::move(reference));
}

/// "mlp:sizes=784-10;hidden=4" as the name and what follows it, laid under the sizes that were typed.
struct FamilyModel {
    std::string name;
    SizeTexts sizes;
};

Result<FamilyModel> splitFamily(std::string_view text, const SizeTexts& typed)
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    FamilyModel model{std::string{text.substr(0, colon)}, typed};
    std::string_view rest = text.substr(std::min(colon + 1, text.size()));
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return Error{ErrorCode::Usage, "Sizes of a family are NAME=N joined by ';', not " + inQuotes(pair) + "."};
        model.sizes.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return model;
}

Result<LoadedModel> openFamily(std::string_view text, const SizeTexts& typed)
{
    WAFERSCOPE_TRY(const FamilyModel model, splitFamily(text, typed));
    WAFERSCOPE_TRY(const FamilyNetwork family, familyNetwork(model.name, model.sizes));
    std::string reference = std::string{kFamily} + model.name;
    for (const auto& [name, value] : family.own)
        reference.append(reference.find('=') == std::string::npos ? ":" : ";").append(name).append("=").append(value);
    return openSpec(family.spec, reference, family.rest);
}

/// Kinds of files that are no networks, or none that can be read safely; their first bytes tell.
struct FileKind {
    std::string_view start;
    std::string_view name;
    std::string_view advice; ///< a whole clause, where there is one
};
constexpr std::string_view kExportPickle =
    "which is a program and is not run; export the network with torch.export or torch.onnx.export instead";
constexpr FileKind kKnownKinds[] = {
    {"\x80\x02", "a Python pickle", kExportPickle},
    {"\x80\x03", "a Python pickle", kExportPickle},
    {"\x80\x04", "a Python pickle", kExportPickle},
    {"\x80\x05", "a Python pickle", kExportPickle},
    {"\x89HDF", "an HDF5 file", "which is not read; open it in Keras and save it as .keras"},
    {"PK\x03\x04", "a ZIP archive that holds no known network", ""},
    {"\x93NUMPY", "a NumPy array", ""},
    {"%PDF", "a PDF file", ""},
    {"\x89PNG", "a picture", ""},
    {"{", "a JSON file of no known kind", ""},
};

/// Whether a file is a ZIP archive as torch.save writes it.
bool holdsPickle(const std::string& path, std::string_view start)
{
    if (!start.starts_with("PK"))
        return false;
    const Result<ZipArchive> archive = ZipArchive::open(path);
    return archive.ok() && !archive.value().find("data.pkl").empty();
}

Error unknownKind(const std::string& path, std::string_view start)
{
    std::string expected = "; expected ";
    for (const NetworkFormat& format : networkFormats())
        expected.append(format.name).append(", ");
    expected += "gallery:NAME or family:NAME.";
    if (start.empty())
        return {ErrorCode::InvalidInput, inQuotes(path) + " is empty" + expected};
    for (const FileKind& kind : kKnownKinds) {
        if (!start.starts_with(kind.start))
            continue;
        const std::string found = inQuotes(path) + " is " + std::string{kind.name};
        if (holdsPickle(path, start))
            return {ErrorCode::InvalidInput,
                    inQuotes(path) + " holds a Python pickle, " + std::string{kExportPickle} + "."};
        if (!kind.advice.empty())
            return {ErrorCode::InvalidInput, found + ", " + std::string{kind.advice} + "."};
        return {ErrorCode::InvalidInput, found + expected};
    }
    return {ErrorCode::InvalidInput, "The kind of " + inQuotes(path) + " is not known" + expected};
}

/// The network of a plan, at the sizes of its first layout unless others are typed.
Result<LoadedModel> openPlanned(const std::string& path, SizeTexts sizes)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    WAFERSCOPE_TRY(const Plan plan, readPlan(text, path));
    if (!plan.layouts.empty())
        for (const auto& [name, value] : plan.layouts.front().execution.dimensions)
            sizes.emplace(name, std::to_string(value));
    const std::string& model = plan.network.model;
    if (model.starts_with(kGallery) || model.starts_with(kFamily))
        return openModelSized(model, sizes);
    const std::string file = fileNamed((std::filesystem::path{path}.parent_path() / model).string());
    WAFERSCOPE_TRY(const FileSigns signs, signsOf(file));
    if (looksLikePlan(signs.keys))
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " names another plan as its network."};
    return openModelSized(file, sizes);
}

/// A name for a network that has none: its file's, or the folder's where all such files bear the same name.
std::string nameFrom(const std::filesystem::path& path)
{
    const std::string own = path.stem().string();
    const std::string around = std::filesystem::absolute(path).parent_path().filename().string();
    return own == "saved_model" && !around.empty() ? around : own;
}

Result<LoadedModel> openFile(const std::string& given, const SizeTexts& sizes)
{
    std::error_code problem;
    std::string path = given;
    if (std::filesystem::is_directory(given, problem)) {
        WAFERSCOPE_TRY(path, modelInFolder(given));
    }
    WAFERSCOPE_TRY(const FileSigns signs, signsOf(path));
    if (std::optional<Error> impostor = impostorAt(path, signs.start))
        return *std::move(impostor);
    if (looksLikePlan(signs.keys))
        return openPlanned(path, sizes);
    const NetworkFormat* format = formatOf(signs);
    if (format == nullptr)
        return unknownKind(path, signs.start);
    WAFERSCOPE_TRY(const Dimensions dimensions, dimensionsOf(sizes));
    WAFERSCOPE_TRY(ReadNetwork read, format->read(path));
    if (read.source.name.empty())
        read.source.name = nameFrom(path);
    return loadFile(std::move(read.source), dimensions, path, read.hash);
}

} // namespace

Result<LoadedModel> openModelSized(std::string_view model, const SizeTexts& sizes)
{
    if (model.starts_with(kFamily))
        return openFamily(model.substr(kFamily.size()), sizes);
    if (model.starts_with(kGallery)) {
        WAFERSCOPE_TRY(const NetworkSpec spec, gallerySpec(model.substr(kGallery.size())));
        return openSpec(spec, std::string{model}, sizes);
    }
    return openFile(std::string{model}, sizes);
}

Result<LoadedModel> openModel(std::string_view model, const Dimensions& dimensions)
{
    SizeTexts sizes;
    for (const auto& [name, value] : dimensions)
        sizes[name] = std::to_string(value);
    return openModelSized(model, sizes);
}

} // namespace waferscope
