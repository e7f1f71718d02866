#include "formats/onnx/onnx_tensor.h"

#include "core/base/names.h"
#include "core/graph/stored_role.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>

namespace waferscope {

namespace {

// Types that newer versions of the format have: ONNX 1.14 and 1.18.
constexpr std::int32_t kFloat8E4M3Fn = 17;
constexpr std::int32_t kFloat8E4M3Fnuz = 18;
constexpr std::int32_t kFloat8E5M2 = 19;
constexpr std::int32_t kFloat8E5M2Fnuz = 20;
constexpr std::int32_t kFloat4E2M1 = 23;

Error broken(const onnx::TensorProto& proto, const OnnxFile& file, const std::string& why)
{
    return {ErrorCode::InvalidInput, inQuotes(file.path) + ": tensor " + inQuotes(proto.name()) + " " + why + "."};
}

std::optional<std::uint64_t> unsignedNumber(const std::string& text)
{
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

/// The entries of external_data.
struct Location {
    std::string file; ///< empty: the model itself
    std::optional<std::uint64_t> offset;
    std::optional<std::uint64_t> length;
    Payload::Encoding encoding = Payload::Encoding::LittleEndian;
    bool isMalformed = false;
};

Location readLocation(const onnx::TensorProto& proto)
{
    Location location;
    for (const onnx::StringStringEntryProto& entry : proto.external_data()) {
        if (entry.key() == "location")
            location.file = entry.value();
        else if (entry.key() == "encoding" && entry.value() == "varints")
            location.encoding = Payload::Encoding::Varints;
        else if (entry.key() == "offset")
            location.offset = unsignedNumber(entry.value());
        else if (entry.key() == "length")
            location.length = unsignedNumber(entry.value());
        location.isMalformed = location.isMalformed || (entry.key() == "offset" && !location.offset)
            || (entry.key() == "length" && !location.length);
    }
    return location;
}

/// Whether a location stays in the model's folder, symbolic links followed.
bool isInside(const std::string& location, const OnnxFile& file)
{
    namespace fs = std::filesystem;
    const fs::path relative{location};
    if (relative.is_absolute() || location.find('\0') != std::string::npos)
        return false;
    if (std::find(relative.begin(), relative.end(), fs::path{".."}) != relative.end())
        return false;
    std::error_code problem;
    const fs::path folder = fs::weakly_canonical(fs::absolute(fs::path{file.path}, problem).parent_path(), problem);
    const fs::path target = fs::weakly_canonical(folder / relative, problem);
    const auto [end, other] = std::mismatch(folder.begin(), folder.end(), target.begin(), target.end());
    return !problem && end == folder.end() && other != target.end();
}

/// Bytes of a tensor stored element by element; nothing for types without a size.
std::optional<std::uint64_t> storedBytes(const Tensor& tensor, std::int64_t elements)
{
    const auto size = static_cast<std::uint64_t>(sizeOf(tensor.type).count());
    if (size == 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(elements) * size; // elements <= 2^53
}

std::optional<Error> checkLength(const onnx::TensorProto& proto, const OnnxFile& file, std::uint64_t expected,
                                 std::uint64_t found)
{
    if (expected == found)
        return std::nullopt;
    return broken(proto, file, "should have " + std::to_string(expected) + " bytes and has " + std::to_string(found));
}

/// Payload of a tensor whose numbers were skipped or lie in another file.
std::optional<Error> readExternal(const onnx::TensorProto& proto, const OnnxFile& file, std::int64_t elements,
                                  Tensor& tensor)
{
    const Location location = readLocation(proto);
    if (location.isMalformed)
        return broken(proto, file, "has an offset or length that is no number");
    if (!location.file.empty() && !isInside(location.file, file))
        return broken(proto, file, "has its numbers in " + inQuotes(location.file) + ", outside the model's folder");
    if (location.file.empty() && !location.length)
        return std::nullopt; // skipped, and not one run of numbers
    const std::optional<std::uint64_t> expected = storedBytes(tensor, elements);
    const std::uint64_t length = location.length.value_or(expected.value_or(0));
    const std::uint64_t offset = location.offset.value_or(0);
    if (location.file.empty() && (offset > file.size || length > file.size - offset))
        return broken(proto, file, "has its numbers beyond the end of the file");
    if (expected && location.encoding == Payload::Encoding::LittleEndian)
        if (std::optional<Error> error = checkLength(proto, file, *expected, length))
            return error;
    const std::string name = std::filesystem::path{file.path}.filename().string();
    tensor.payload = Payload{location.file.empty() ? name : location.file, offset, length, location.encoding};
    return std::nullopt;
}

template <typename Stored>
std::vector<Stored> fromBytes(const std::string& bytes)
{
    static_assert(std::endian::native == std::endian::little, "ONNX stores little-endian numbers");
    std::vector<Stored> values(bytes.size() / sizeof(Stored));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Stored));
    return values;
}

template <typename Stored>
std::vector<std::int64_t> integersFrom(const std::string& bytes)
{
    const std::vector<Stored> values = fromBytes<Stored>(bytes);
    std::vector<std::int64_t> integers;
    integers.reserve(values.size());
    for (const Stored value : values)
        integers.push_back(static_cast<std::int64_t>(value));
    return integers;
}

std::vector<std::int64_t> rawIntegers(DataType type, const std::string& bytes)
{
    switch (type) {
    case DataType::Int8: return integersFrom<std::int8_t>(bytes);
    case DataType::Bool:
    case DataType::UInt8: return integersFrom<std::uint8_t>(bytes);
    case DataType::Int16: return integersFrom<std::int16_t>(bytes);
    case DataType::UInt16: return integersFrom<std::uint16_t>(bytes);
    case DataType::Int32: return integersFrom<std::int32_t>(bytes);
    case DataType::UInt32: return integersFrom<std::uint32_t>(bytes);
    case DataType::Int64: return integersFrom<std::int64_t>(bytes);
    case DataType::UInt64: return integersFrom<std::uint64_t>(bytes);
    default: return {};
    }
}

std::vector<double> rawReals(DataType type, const std::string& bytes)
{
    if (type == DataType::Float64)
        return fromBytes<double>(bytes);
    std::vector<double> reals;
    if (type == DataType::Float32)
        for (const float value : fromBytes<float>(bytes))
            reals.push_back(static_cast<double>(value));
    return reals; // half precision: no shape depends on it
}

/// Values of the typed fields.
std::vector<std::int64_t> listedIntegers(const onnx::TensorProto& proto)
{
    std::vector<std::int64_t> values(proto.int64_data().begin(), proto.int64_data().end());
    values.insert(values.end(), proto.int32_data().begin(), proto.int32_data().end());
    for (const std::uint64_t value : proto.uint64_data())
        values.push_back(static_cast<std::int64_t>(value));
    return values;
}

std::vector<double> listedReals(const onnx::TensorProto& proto)
{
    std::vector<double> values(proto.double_data().begin(), proto.double_data().end());
    for (const float value : proto.float_data())
        values.push_back(static_cast<double>(value));
    return values;
}

/// Numbers of a small tensor, which lie in the model's own bytes.
std::optional<Error> readInline(const onnx::TensorProto& proto, const OnnxFile& file, std::int64_t elements,
                                Tensor& tensor)
{
    const auto count = static_cast<std::size_t>(elements);
    if (proto.has_raw_data() && storedBytes(tensor, elements))
        if (std::optional<Error> error =
                checkLength(proto, file, *storedBytes(tensor, elements), proto.raw_data().size()))
            return error;
    if (isFloat(tensor.type)) {
        std::vector<double> reals = proto.has_raw_data() ? rawReals(tensor.type, proto.raw_data()) : listedReals(proto);
        if (reals.size() == count)
            tensor.reals = std::move(reals);
    } else if (tensor.type != DataType::String && tensor.type != DataType::Other) {
        std::vector<std::int64_t> integers =
            proto.has_raw_data() ? rawIntegers(tensor.type, proto.raw_data()) : listedIntegers(proto);
        if (integers.size() != count)
            return broken(proto, file,
                          "should have " + std::to_string(count) + " numbers and has "
                              + std::to_string(integers.size()));
        tensor.integers = std::move(integers);
    }
    return std::nullopt;
}

} // namespace

DataType dataTypeOf(std::int32_t elementType)
{
    switch (elementType) {
    case onnx::TensorProto::FLOAT: return DataType::Float32;
    case onnx::TensorProto::FLOAT16: return DataType::Float16;
    case onnx::TensorProto::BFLOAT16: return DataType::BFloat16;
    case onnx::TensorProto::DOUBLE: return DataType::Float64;
    case onnx::TensorProto::INT8: return DataType::Int8;
    case onnx::TensorProto::INT16: return DataType::Int16;
    case onnx::TensorProto::INT32: return DataType::Int32;
    case onnx::TensorProto::INT64: return DataType::Int64;
    case onnx::TensorProto::UINT8: return DataType::UInt8;
    case onnx::TensorProto::UINT16: return DataType::UInt16;
    case onnx::TensorProto::UINT32: return DataType::UInt32;
    case onnx::TensorProto::UINT64: return DataType::UInt64;
    case onnx::TensorProto::BOOL: return DataType::Bool;
    case onnx::TensorProto::STRING: return DataType::String;
    case kFloat8E4M3Fn:
    case kFloat8E4M3Fnuz:
    case kFloat8E5M2:
    case kFloat8E5M2Fnuz:
    case kFloat4E2M1: return DataType::SmallFloat;
    default: return DataType::Other;
    }
}

Result<Tensor> readOnnxTensor(const onnx::TensorProto& proto, const OnnxFile& file)
{
    Tensor tensor;
    tensor.name = proto.name();
    tensor.type = dataTypeOf(proto.data_type());
    tensor.declared.assign(proto.dims().begin(), proto.dims().end());
    tensor.role = storedRoleOf(tensor.name, tensor.type, tensor.declared);
    const std::optional<std::int64_t> elements = checkedElementCount({proto.dims().begin(), proto.dims().end()});
    if (!elements)
        return broken(proto, file, "has a shape that is negative or far too large");
    const bool isExternal = proto.data_location() == onnx::TensorProto::EXTERNAL;
    const std::optional<Error> error =
        isExternal ? readExternal(proto, file, *elements, tensor) : readInline(proto, file, *elements, tensor);
    if (error)
        return *error;
    return tensor;
}

} // namespace waferscope
