#include "formats/weights/gguf.h"

#include "core/base/fingerprint.h"
#include "core/base/names.h"
#include "formats/weights/stored_tensors.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace waferscope {

namespace {

constexpr std::uint64_t kMostGgufHeader = 100'000'000;
constexpr std::uint64_t kMostKeys = 100'000;
constexpr std::uint64_t kMostNameBytes = 65536;
constexpr std::uint64_t kMostAxes = 8;
constexpr std::uint64_t kFirstWholeType = 24; ///< of ggml's types: I8, I16, I32, I64; packed floats are others
constexpr std::uint64_t kLastWholeType = 27;

enum class ValueType : std::uint32_t { String = 8, Array = 9 };
constexpr std::uint64_t kValueBytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}; ///< of fixed size, by type

/// The header's fields one after the other. The first trouble stays; what is read behind it is zero.
class GgufCursor {
public:
    explicit GgufCursor(std::istream& stream)
        : m_stream(stream)
    {
    }

    std::uint64_t number(std::size_t bytes)
    {
        unsigned char raw[8] = {};
        take(reinterpret_cast<char*>(raw), bytes);
        std::uint64_t value = 0;
        for (std::size_t at = bytes; at-- > 0;)
            value = value << 8U | raw[at];
        return m_trouble.empty() ? value : 0;
    }

    /// Counts and lengths: 4 bytes in version 1.
    std::uint64_t count() { return number(m_countBytes); }
    void setCountBytes(std::size_t bytes) { m_countBytes = bytes; }

    std::string text(std::uint64_t most)
    {
        const std::uint64_t length = count();
        if (length > most)
            fail("has a name of " + std::to_string(length) + " bytes");
        std::string result(m_trouble.empty() ? static_cast<std::size_t>(length) : 0, '\0');
        take(result.data(), result.size());
        return result;
    }

    void skip(std::uint64_t bytes)
    {
        if (bytes > kMostGgufHeader - std::min(m_position, kMostGgufHeader))
            fail("has a header of more than 100 MB");
        if (!m_trouble.empty())
            return;
        m_stream.ignore(static_cast<std::streamsize>(bytes));
        check(bytes);
    }

    void fail(const std::string& what)
    {
        if (m_trouble.empty())
            m_trouble = what + " at byte " + std::to_string(m_position);
    }
    [[nodiscard]] const std::string& trouble() const { return m_trouble; }

private:
    void take(char* to, std::size_t bytes)
    {
        if (bytes > kMostGgufHeader - std::min(m_position, kMostGgufHeader))
            fail("has a header of more than 100 MB");
        if (!m_trouble.empty())
            return;
        m_stream.read(to, static_cast<std::streamsize>(bytes));
        check(bytes);
    }
    void check(std::uint64_t bytes)
    {
        if (static_cast<std::uint64_t>(m_stream.gcount()) != bytes)
            fail("ends within its header");
        m_position += bytes;
    }

    std::istream& m_stream;
    std::uint64_t m_position = 0;
    std::size_t m_countBytes = 8;
    std::string m_trouble;
};

void skipValue(GgufCursor& cursor, std::uint64_t type, int depth);

void skipArray(GgufCursor& cursor, int depth)
{
    const std::uint64_t type = cursor.number(4);
    const std::uint64_t count = cursor.count();
    if (type < std::size(kValueBytes) && kValueBytes[type] != 0) {
        cursor.skip(count > kMostGgufHeader ? kMostGgufHeader + 1 : count * kValueBytes[type]);
        return;
    }
    if (depth > 4)
        cursor.fail("has arrays deeper than 4 levels");
    for (std::uint64_t at = 0; at < count && cursor.trouble().empty(); ++at)
        skipValue(cursor, type, depth + 1);
}

void skipValue(GgufCursor& cursor, std::uint64_t type, int depth)
{
    if (type == static_cast<std::uint64_t>(ValueType::String))
        cursor.skip(cursor.count());
    else if (type == static_cast<std::uint64_t>(ValueType::Array))
        skipArray(cursor, depth);
    else if (type < std::size(kValueBytes))
        cursor.skip(kValueBytes[type]);
    else
        cursor.fail("has a value of the unknown type " + std::to_string(type));
}

/// The network's name and architecture, and how many experts a position uses; everything else is skipped.
struct GgufKeys {
    std::string name;
    std::string architecture;
    std::optional<std::int64_t> expertsUsed;
};

/// Whether a value is a whole number of 4 bytes, as llama.cpp writes counts.
bool isCount(std::uint64_t type)
{
    return type == 4 || type == 5;
}

GgufKeys readKeys(GgufCursor& cursor, std::uint64_t count)
{
    GgufKeys keys;
    for (std::uint64_t at = 0; at < count && cursor.trouble().empty(); ++at) {
        const std::string key = cursor.text(kMostNameBytes);
        const std::uint64_t type = cursor.number(4);
        const bool isText = type == static_cast<std::uint64_t>(ValueType::String);
        if (isText && key == "general.name")
            keys.name = cursor.text(kMostNameBytes);
        else if (isText && key == "general.architecture")
            keys.architecture = cursor.text(kMostNameBytes);
        else if (isCount(type) && key.ends_with(".expert_used_count"))
            keys.expertsUsed = static_cast<std::int64_t>(cursor.number(4));
        else
            skipValue(cursor, type, 0);
    }
    if (keys.expertsUsed && *keys.expertsUsed < 1)
        keys.expertsUsed.reset();
    return keys;
}

/// Axes are listed innermost first.
StoredTensor readTensor(GgufCursor& cursor)
{
    StoredTensor tensor;
    tensor.name = cursor.text(kMostNameBytes);
    const std::uint64_t axes = cursor.number(4);
    if (axes > kMostAxes)
        cursor.fail("has a tensor " + inQuotes(tensor.name) + " of " + std::to_string(axes) + " axes");
    for (std::uint64_t axis = 0; axis < axes && cursor.trouble().empty(); ++axis) {
        const std::uint64_t extent = cursor.count();
        if (extent > static_cast<std::uint64_t>(kMostElements))
            cursor.fail("has a tensor " + inQuotes(tensor.name) + " that is far too large");
        tensor.shape.insert(tensor.shape.begin(), static_cast<std::int64_t>(extent));
    }
    const std::uint64_t type = cursor.number(4);
    if (type >= kFirstWholeType && type <= kLastWholeType)
        tensor.type = DataType::Int64;
    cursor.skip(8); // offset
    if (cursor.trouble().empty() && !checkedElementCount(tensor.shape))
        cursor.fail("has a tensor " + inQuotes(tensor.name) + " that is far too large");
    return tensor;
}

std::vector<StoredTensor> readTensors(GgufCursor& cursor, std::uint64_t count)
{
    std::vector<StoredTensor> tensors;
    std::set<std::string> names;
    for (std::uint64_t at = 0; at < count && cursor.trouble().empty(); ++at) {
        tensors.push_back(readTensor(cursor));
        if (!names.insert(tensors.back().name).second)
            cursor.fail("lists the tensor " + inQuotes(tensors.back().name) + " twice");
    }
    return tensors;
}

std::uint64_t hashOfHeader(const GgufKeys& keys, const std::vector<StoredTensor>& tensors)
{
    Fingerprint print;
    print.add(std::string_view{keys.architecture});
    for (const StoredTensor& tensor : tensors) {
        print.add(std::string_view{tensor.name});
        for (const std::int64_t extent : tensor.shape)
            print.add(extent);
    }
    return print.value();
}

} // namespace

bool looksLikeGguf(std::string_view start)
{
    return start.starts_with("GGUF");
}

Result<ReadNetwork> readGgufStream(std::istream& stream, const std::string& path)
{
    GgufCursor cursor{stream};
    cursor.skip(4);
    const std::uint64_t version = cursor.number(4);
    if (cursor.trouble().empty() && (version < 1 || version > 3))
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is GGUF of version " + std::to_string(version)
                         + " by byte 4; versions 1 to 3, little-endian, are read."};
    cursor.setCountBytes(version == 1 ? 4 : 8);
    const std::uint64_t tensorCount = cursor.count();
    const std::uint64_t keyCount = cursor.count();
    if (tensorCount > kMostStoredTensors || keyCount > kMostKeys)
        cursor.fail("counts more than 100,000 tensors or keys");
    const GgufKeys keys = readKeys(cursor, keyCount);
    std::vector<StoredTensor> tensors = readTensors(cursor, tensorCount);
    if (!cursor.trouble().empty())
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " " + cursor.trouble() + "."};
    if (tensors.empty())
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " lists no tensor, so it holds no network."};
    const std::uint64_t hash = hashOfHeader(keys, tensors);
    return ReadNetwork{networkOfTensors(keys.name.empty() ? keys.architecture : keys.name, "GGUF", std::move(tensors),
                                        keys.expertsUsed),
                       hash};
}

Result<ReadNetwork> readGguf(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return Error{ErrorCode::Io, "Cannot read " + inQuotes(path) + "."};
    return readGgufStream(file, path);
}

} // namespace waferscope
