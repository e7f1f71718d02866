#include "formats/tensorflow/tensorflow.h"

#include "core/base/names.h"
#include "formats/tensorflow/tensorflow_graph.h"
#include "formats/tensorflow/tensorflow_network.h"

#include <algorithm>
#include <functional>

namespace waferscope {

namespace {

constexpr std::string_view kSavedModel = "a SavedModel";
constexpr std::string_view kGraph = "a TensorFlow graph";

Result<ReadNetwork> networkOf(const TfModel& model, const std::string& path)
{
    Result<NetworkSource> source = networkOfTensorFlow(model);
    if (!source.ok())
        return Error{source.error().code, inQuotes(path) + ": " + source.error().message};
    const std::uint64_t hash = hashOf(source.value());
    return ReadNetwork{std::move(source).value(), hash};
}

/// A small varint at the start of `text`, which is taken off.
std::optional<std::uint32_t> takeVarint(std::string_view& text)
{
    std::uint32_t value = 0;
    for (std::uint32_t shift = 0; shift < 32 && !text.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        value |= (byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0)
            return value;
    }
    return std::nullopt;
}

/// A text field of the given tag at the start of `text`.
std::optional<std::string_view> takeText(std::string_view& text, char tag)
{
    if (text.empty() || text.front() != tag)
        return std::nullopt;
    text.remove_prefix(1);
    const auto length = takeVarint(text);
    if (!length || *length > text.size())
        return std::nullopt;
    const std::string_view field = text.substr(0, *length);
    text.remove_prefix(*length);
    return field;
}

bool isOperatorName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '>';
    });
}

} // namespace

/// ONNX begins alike, with a version and then a text: here the version is 1 and a message follows, which no text does.
bool looksLikeTfSavedModel(std::string_view start)
{
    if (!start.starts_with("\x08\x01\x12"))
        return false;
    start.remove_prefix(3);
    const auto length = takeVarint(start);
    return length && *length > 0 && !start.empty() && (start.front() == 0x0A || start.front() == 0x12);
}

/// A NodeDef with its name and operator, as GraphDef lists them.
bool looksLikeTfGraph(std::string_view start)
{
    if (start.empty() || start.front() != 0x0A)
        return false;
    start.remove_prefix(1);
    if (!takeVarint(start))
        return false;
    const auto name = takeText(start, 0x0A);
    const auto op = name ? takeText(start, 0x12) : std::nullopt;
    return op && !name->empty() && isOperatorName(*op);
}

Result<ReadNetwork> readTfSavedModelFile(const std::string& path)
{
    TfModel model;
    WAFERSCOPE_TRY(model.fileSize,
                   readWireFile(path, kSavedModel, [&model](WireReader& in) { return readTfSavedModel(in, model); }));
    return networkOf(model, path);
}

Result<ReadNetwork> readTfGraphFile(const std::string& path)
{
    TfModel model;
    WAFERSCOPE_TRY(model.fileSize,
                   readWireFile(path, kGraph, [&model](WireReader& in) { return readTfGraph(in, model); }));
    return networkOf(model, path);
}

Result<ReadNetwork> readTfBytes(std::string_view bytes, const std::string& path)
{
    TfModel model;
    const bool isSaved = looksLikeTfSavedModel(bytes);
    WAFERSCOPE_TRY(model.fileSize, readWireBytes(bytes, path, isSaved ? kSavedModel : kGraph, [&](WireReader& in) {
                       return isSaved ? readTfSavedModel(in, model) : readTfGraph(in, model);
                   }));
    return networkOf(model, path);
}

} // namespace waferscope
