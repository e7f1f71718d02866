#include "core/formats/onnx_trim.h"

#include "core/names.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace waferscope {

namespace {

namespace io = google::protobuf::io;

constexpr std::uint32_t kLongestInlinePayload = 4096; ///< bytes: shapes depend on tensors up to this size
constexpr std::size_t kMostKept = std::size_t{32} << 20; ///< bytes of all that is not a large payload
constexpr std::size_t kMostFields = 2'000'000; ///< an object of each lies in memory
constexpr int kMostNesting = 64; ///< messages in messages
constexpr std::int64_t kMostFileSize = std::int64_t{1} << 31; ///< protobuf's own limit

/// The messages on the way to a tensor.
enum class Message { Model, Graph, Node, Attribute, Tensor, SparseTensor, Function, Training };

/// The kind of message in a field; nothing for fields that hold no tensors, which are copied.
std::optional<Message> childOf(Message message, std::uint32_t field)
{
    switch (message) {
    case Message::Model:
        return field == 7 ? std::optional{Message::Graph}
            : field == 20 ? std::optional{Message::Training}
            : field == 25 ? std::optional{Message::Function}
                          : std::nullopt;
    case Message::Graph:
        return field == 1 ? std::optional{Message::Node}
            : field == 5  ? std::optional{Message::Tensor}
            : field == 15 ? std::optional{Message::SparseTensor}
                          : std::nullopt;
    case Message::Node: return field == 5 ? std::optional{Message::Attribute} : std::nullopt;
    case Message::Attribute:
        return field == 5 || field == 10 ? std::optional{Message::Tensor}
            : field == 6 || field == 11  ? std::optional{Message::Graph}
            : field == 22 || field == 23 ? std::optional{Message::SparseTensor}
                                         : std::nullopt;
    case Message::SparseTensor: return field <= 2 ? std::optional{Message::Tensor} : std::nullopt;
    case Message::Function:
        return field == 7 ? std::optional{Message::Node}
            : field == 11 ? std::optional{Message::Attribute}
                          : std::nullopt;
    case Message::Training: return field <= 2 ? std::optional{Message::Graph} : std::nullopt;
    case Message::Tensor: break;
    }
    return std::nullopt;
}

/// A tensor's fields that hold numbers.
bool isPayload(std::uint32_t field)
{
    return (field >= 4 && field <= 7) || (field >= 9 && field <= 11);
}

/// float_data, raw_data and double_data are the elements as in memory.
bool isFixedWidth(std::uint32_t field)
{
    return field == 4 || field == 9 || field == 10;
}

constexpr std::uint32_t kStringData = 6;

enum WireType : std::uint32_t { Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5 };

void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void appendText(std::string& out, std::uint32_t field, const std::string& text)
{
    appendVarint(out, field << 3 | WireType::LengthDelimited);
    appendVarint(out, text.size());
    out += text;
}

/// What a tensor's payload fields amounted to.
struct PayloadTally {
    std::string kept; ///< the fields, encoded, while they are few bytes
    std::size_t pieces = 0; ///< length-delimited fields, and runs of others
    std::uint64_t bytes = 0;
    std::uint64_t offset = 0; ///< of the last length-delimited piece
    std::uint64_t length = 0;
    std::uint32_t field = 0;
};

/// TensorProto's external_data (13) entries and data_location (14).
void appendLocation(std::string& out, const PayloadTally& tally)
{
    const auto entry = [&out](const std::string& key, const std::string& value) {
        std::string pair;
        appendText(pair, 1, key);
        appendText(pair, 2, value);
        appendText(out, 13, pair);
    };
    entry("location", "");
    if (tally.pieces == 1 && tally.field != kStringData) {
        entry("offset", std::to_string(tally.offset));
        entry("length", std::to_string(tally.length));
        if (!isFixedWidth(tally.field))
            entry("encoding", "varints");
    }
    appendVarint(out, 14U << 3 | WireType::Varint);
    appendVarint(out, 1); // EXTERNAL
}

/// Copies messages from a stream, leaving large payloads out. After a failure `trouble()` says why.
class Trimmer {
public:
    explicit Trimmer(io::CodedInputStream& in)
        : m_in(in)
    {
    }

    [[nodiscard]] const std::string& trouble() const { return m_trouble; }

    bool copyMessage(Message message, std::string& out, int depth)
    {
        if (depth > kMostNesting)
            return fail("messages are nested more than " + std::to_string(kMostNesting) + " deep");
        PayloadTally tally;
        while (m_in.BytesUntilLimit() > 0) {
            std::uint32_t tag = 0;
            if (!readTag(tag))
                return false;
            const bool isTensorPayload = message == Message::Tensor && isPayload(tag >> 3);
            if (!(isTensorPayload ? tallyPayload(tag, tally) : copyField(message, tag, out, depth)))
                return false;
        }
        if (tally.bytes > kLongestInlinePayload)
            appendLocation(out, tally);
        else
            out += tally.kept;
        return true;
    }

private:
    bool fail(const std::string& why)
    {
        if (m_trouble.empty())
            m_trouble = why + " at byte " + std::to_string(m_in.CurrentPosition());
        return false;
    }

    bool readTag(std::uint32_t& tag)
    {
        const bool isThere = m_in.ReadVarint32(&tag);
        const std::uint32_t wire = tag & 7;
        if (!isThere)
            return fail("it ends in the middle of a field");
        if (tag >> 3 == 0 || wire == 3 || wire == 4 || wire > 5)
            return fail("there is no valid protobuf field");
        return ++m_fields <= kMostFields || fail("there are more than two million fields");
    }

    bool readLength(std::uint32_t& length)
    {
        if (!m_in.ReadVarint32(&length))
            return fail("it ends in the middle of a field");
        const int left = m_in.BytesUntilLimit();
        if (left < 0 || length > static_cast<std::uint32_t>(left))
            return fail("a field of " + std::to_string(length) + " bytes begins where only "
                        + std::to_string(std::max(left, 0)) + " are left,");
        return true;
    }

    bool keep(std::size_t bytes)
    {
        m_kept += bytes;
        return m_kept <= kMostKept || fail("there is more than 32 MiB beside the weights");
    }

    bool copyField(Message message, std::uint32_t tag, std::string& out, int depth)
    {
        if ((tag & 7) != WireType::LengthDelimited)
            return copyNumber(tag, out);
        std::uint32_t length = 0;
        if (!readLength(length))
            return false;
        const std::optional<Message> child = childOf(message, tag >> 3);
        std::string inner;
        if (child) {
            const auto limit = m_in.PushLimit(static_cast<int>(length));
            if (!copyMessage(*child, inner, depth + 1))
                return false;
            m_in.PopLimit(limit);
        } else if (!keep(length) || !m_in.ReadString(&inner, static_cast<int>(length))) {
            return fail("it ends in the middle of a field");
        }
        appendText(out, tag >> 3, inner);
        return true;
    }

    bool copyNumber(std::uint32_t tag, std::string& out)
    {
        if (!keep(10))
            return false;
        appendVarint(out, tag);
        std::uint64_t value = 0;
        switch (tag & 7) {
        case WireType::Varint:
            if (!m_in.ReadVarint64(&value))
                break;
            appendVarint(out, value);
            return true;
        case WireType::Fixed64: return copyBytes(8, out);
        default: return copyBytes(4, out);
        }
        return fail("it ends in the middle of a field");
    }

    bool copyBytes(int count, std::string& out)
    {
        char bytes[8];
        if (!m_in.ReadRaw(bytes, count))
            return fail("it ends in the middle of a field");
        out.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    /// Notes where a payload lies; keeps it only while the tensor's payload is small.
    bool tallyPayload(std::uint32_t tag, PayloadTally& tally)
    {
        tally.field = tag >> 3;
        if ((tag & 7) != WireType::LengthDelimited) { // an unpacked element
            tally.pieces += 2; // never one run
            tally.bytes += 8;
            std::string scratch;
            return copyNumber(tag, tally.bytes > kLongestInlinePayload ? scratch : tally.kept);
        }
        std::uint32_t length = 0;
        if (!readLength(length))
            return false;
        ++tally.pieces;
        tally.bytes += std::max<std::uint32_t>(length, 1);
        tally.offset = static_cast<std::uint64_t>(m_in.CurrentPosition());
        tally.length = length;
        if (tally.bytes > kLongestInlinePayload)
            return m_in.Skip(static_cast<int>(length)) || fail("it ends in the middle of a field");
        std::string inner;
        if (!keep(length) || !m_in.ReadString(&inner, static_cast<int>(length)))
            return fail("it ends in the middle of a field");
        appendText(tally.kept, tag >> 3, inner);
        return true;
    }

    io::CodedInputStream& m_in;
    std::size_t m_kept = 0;
    std::size_t m_fields = 0;
    std::string m_trouble;
};

/// A file descriptor that closes itself.
class OpenFile {
public:
    explicit OpenFile(const std::string& path)
        : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~OpenFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    OpenFile(OpenFile&&) = delete;
    OpenFile& operator=(OpenFile&&) = delete;

    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

Result<std::int64_t> sizeOfFile(const OpenFile& file, const std::string& path)
{
    struct stat status { };
    if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0)
        return Error{ErrorCode::Io,
                     "Cannot open " + inQuotes(path) + ": " + std::generic_category().message(errno) + "."};
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::Io, inQuotes(path) + " is not a regular file."};
    if (status.st_size >= kMostFileSize)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path)
                         + " is larger than the 2 GiB that an ONNX file may have; larger models keep their weights "
                           "in files beside it."};
    return std::int64_t{status.st_size};
}

Result<TrimmedOnnx> trimStream(io::ZeroCopyInputStream& raw, std::int64_t size, const std::string& path)
{
    io::CodedInputStream in{&raw};
    in.SetTotalBytesLimit(static_cast<int>(size));
    const auto limit = in.PushLimit(static_cast<int>(size));
    TrimmedOnnx trimmed;
    trimmed.fileSize = static_cast<std::uint64_t>(size);
    Trimmer trimmer{in};
    if (!trimmer.copyMessage(Message::Model, trimmed.bytes, 0))
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is not a whole ONNX model: " + trimmer.trouble() + " of " + std::to_string(size)
                         + "."};
    in.PopLimit(limit);
    return trimmed;
}

} // namespace

Result<TrimmedOnnx> trimOnnx(const std::string& path)
{
    const OpenFile file{path};
    WAFERSCOPE_TRY(const std::int64_t size, sizeOfFile(file, path));
    io::FileInputStream raw{file.descriptor()};
    return trimStream(raw, size, path);
}

Result<TrimmedOnnx> trimOnnxBytes(std::string_view bytes, const std::string& path)
{
    if (bytes.size() >= static_cast<std::size_t>(kMostFileSize))
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " is larger than the 2 GiB of an ONNX file."};
    io::ArrayInputStream raw{bytes.data(), static_cast<int>(bytes.size())};
    return trimStream(raw, static_cast<std::int64_t>(bytes.size()), path);
}

} // namespace waferscope
