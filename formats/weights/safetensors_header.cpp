#include "formats/weights/safetensors_header.h"

#include "core/base/names.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::uint64_t kMostSafetensorsHeader = 100'000'000; // as the format's own library has it

struct ElementType {
    std::string_view name;
    DataType type;
    std::int64_t bits;
};
constexpr ElementType kTypes[] = {
    {"F64", DataType::Float64, 64},
    {"F32", DataType::Float32, 32},
    {"F16", DataType::Float16, 16},
    {"BF16", DataType::BFloat16, 16},
    {"F8_E4M3", DataType::SmallFloat, 8},
    {"F8_E5M2", DataType::SmallFloat, 8},
    {"F8_E8M0", DataType::Other, 8},
    {"F4", DataType::SmallFloat, 4},
    {"F6_E2M3", DataType::SmallFloat, 6},
    {"F6_E3M2", DataType::SmallFloat, 6},
    {"I64", DataType::Int64, 64},
    {"U64", DataType::UInt64, 64},
    {"I32", DataType::Int32, 32},
    {"U32", DataType::UInt32, 32},
    {"I16", DataType::Int16, 16},
    {"U16", DataType::UInt16, 16},
    {"I8", DataType::Int8, 8},
    {"U8", DataType::UInt8, 8},
    {"BOOL", DataType::Bool, 8},
};

std::uint64_t littleEndian(const char (&bytes)[8])
{
    std::uint64_t value = 0;
    for (std::size_t at = 8; at-- > 0;)
        value = value << 8U | static_cast<unsigned char>(bytes[at]);
    return value;
}

/// The header's text; the file must be as long as it says.
Result<std::string> headerText(std::istream& file, const std::string& path, std::uint64_t fileSize)
{
    char lengthBytes[8] = {};
    if (fileSize < 10 || !file.read(lengthBytes, sizeof lengthBytes))
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " ends before the header of a safetensors file."};
    const std::uint64_t length = littleEndian(lengthBytes);
    if (length > kMostSafetensorsHeader)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " says at byte 0 that its header has " + std::to_string(length)
                         + " bytes; at most 100,000,000 are read."};
    if (length > fileSize - 8)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " ends at byte " + std::to_string(fileSize) + ", within its header of "
                         + std::to_string(length) + " bytes."};
    std::string text(static_cast<std::size_t>(length), '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(text.size())))
        return Error{ErrorCode::Io, "Cannot read " + inQuotes(path) + "."};
    return text;
}

/// A shape of whole numbers that is not far too large.
std::optional<Shape> shapeOf(const nlohmann::json& value)
{
    if (!value.is_array() || value.size() > 16)
        return std::nullopt;
    Shape shape;
    for (const nlohmann::json& extent : value) {
        const auto number = wholeNumber(extent);
        if (!number || *number < 0)
            return std::nullopt;
        shape.push_back(*number);
    }
    return checkedElementCount(shape) ? std::optional{std::move(shape)} : std::nullopt;
}

/// One entry; `dataSize` is what the file holds behind the header.
Result<StoredTensor> tensorOf(const std::string& name, const nlohmann::json& entry, std::uint64_t dataSize)
{
    const auto wrong = [&name](const std::string& what) {
        return Error{ErrorCode::InvalidInput, "tensor " + inQuotes(name) + " " + what + "."};
    };
    const std::string typeName = textOf(entry, "dtype");
    const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&typeName](const ElementType& candidate) { return candidate.name == typeName; });
    if (type == std::end(kTypes))
        return wrong("has the unknown dtype " + inQuotes(typeName));
    std::optional<Shape> shape = shapeOf(memberOf(entry, "shape"));
    if (!shape)
        return wrong("has no shape of whole numbers below 2^53 elements");
    const nlohmann::json& offsets = memberOf(entry, "data_offsets");
    const bool isPair = offsets.is_array() && offsets.size() == 2;
    const std::int64_t begin = isPair ? wholeNumber(offsets[0]).value_or(-1) : -1;
    const std::int64_t end = isPair ? wholeNumber(offsets[1]).value_or(-1) : -1;
    if (begin < 0 || end < begin)
        return wrong("has no data_offsets [begin, end]");
    if (static_cast<std::uint64_t>(end) > dataSize)
        return wrong("ends at byte " + std::to_string(end) + " of the data, of which the file holds "
                     + std::to_string(dataSize));
    const std::int64_t bits = elementCount(*shape) * type->bits;
    if (end - begin != (bits + 7) / 8)
        return wrong("takes " + std::to_string(end - begin) + " bytes, which do not hold its shape " + toText(*shape)
                     + " of " + typeName);
    StoredTensor tensor;
    tensor.name = name;
    tensor.type = type->type;
    tensor.shape = std::move(*shape);
    return tensor;
}

/// bitsandbytes keeps a text beside a weight of 4 bits that tells its shape: {"quant_type": "nf4", "shape": [8, 16]
/// ..}.
std::optional<Shape> statedShapeOf(std::istream& file, const StoredTensor& tensor, std::uint64_t position)
{
    constexpr std::int64_t kLongestState = 4096;
    if (tensor.name.find(".quant_state.") == std::string::npos || tensor.type != DataType::UInt8
        || elementCount(tensor.shape) > kLongestState)
        return std::nullopt;
    std::string text(static_cast<std::size_t>(elementCount(tensor.shape)), '\0');
    if (!file.seekg(static_cast<std::streamoff>(position))
        || !file.read(text.data(), static_cast<std::streamsize>(text.size()))) {
        file.clear();
        return std::nullopt;
    }
    const Result<nlohmann::json> state = parseJson(text, tensor.name);
    return state.ok() ? shapeOf(memberOf(state.value(), "shape")) : std::nullopt;
}

/// Where a tensor's numbers lie.
struct DataSpan {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::string_view name;
};

/// The format allows no bytes to be two tensors'.
void noteOverlap(std::vector<DataSpan> spans, SafetensorsHeader& header)
{
    std::sort(spans.begin(), spans.end(), [](const DataSpan& first, const DataSpan& second) {
        return std::tuple{first.begin, first.end, first.name} < std::tuple{second.begin, second.end, second.name};
    });
    const auto overlap =
        std::adjacent_find(spans.begin(), spans.end(), [](const DataSpan& first, const DataSpan& second) {
            return second.begin < first.end && second.begin < second.end;
        });
    if (overlap != spans.end())
        header.issues.push_back({IssueSeverity::Warning,
                                 "The tensors " + inQuotes(overlap->name) + " and " + inQuotes((overlap + 1)->name)
                                     + " lie in the same bytes, which the format forbids; each is counted.",
                                 "data_offsets"});
}

} // namespace

Result<SafetensorsHeader> readSafetensorsHeader(const std::string& path)
{
    std::error_code problem;
    const std::uint64_t fileSize = std::filesystem::file_size(path, problem);
    std::ifstream file{path, std::ios::binary};
    if (problem || !file)
        return Error{ErrorCode::Io, "Cannot read " + inQuotes(path) + "."};
    return readSafetensorsHeaderStream(file, fileSize, path);
}

Result<SafetensorsHeader> readSafetensorsHeaderStream(std::istream& file, std::uint64_t fileSize,
                                                      const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, headerText(file, path, fileSize));
    WAFERSCOPE_TRY(const nlohmann::json json, parseJson(text, path));
    if (!json.is_object() || json.size() > kMostStoredTensors)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + ": its header must be an object of at most 100,000 tensors."};
    SafetensorsHeader header;
    std::vector<DataSpan> spans;
    for (const auto& [name, entry] : json.items()) {
        if (name == "__metadata__")
            continue;
        Result<StoredTensor> tensor = tensorOf(name, entry, fileSize - 8 - text.size());
        if (!tensor.ok())
            return Error{tensor.error().code, inQuotes(path) + ": " + tensor.error().message};
        const nlohmann::json& offsets = entry.at("data_offsets");
        spans.push_back({*wholeNumber(offsets[0]), *wholeNumber(offsets[1]), name});
        header.dataBytes += static_cast<std::uint64_t>(spans.back().end - spans.back().begin);
        header.tensors.push_back(std::move(tensor).value());
        header.tensors.back().stated = statedShapeOf(file, header.tensors.back(),
                                                     8 + text.size() + static_cast<std::uint64_t>(spans.back().begin));
    }
    noteOverlap(std::move(spans), header);
    if (header.tensors.empty())
        return Error{ErrorCode::InvalidInput, inQuotes(path) + ": its header lists no tensor."};
    return header;
}

} // namespace waferscope
