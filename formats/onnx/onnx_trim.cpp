#include "formats/onnx/onnx_trim.h"

#include "formats/base/wire_reader.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

constexpr std::uint32_t kLongestInlinePayload = 4096; ///< bytes: shapes depend on tensors up to this size

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

void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void appendText(std::string& out, std::uint32_t field, const std::string& text)
{
    appendVarint(out, field << 3 | kWireLength);
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
    appendVarint(out, 14U << 3 | kWireVarint);
    appendVarint(out, 1); // EXTERNAL
}

/// Copies messages, leaving large payloads out. Each function is false after a failure of the reader.
class Trimmer {
public:
    explicit Trimmer(WireReader& in)
        : m_in(in)
    {
    }

    bool copyMessage(Message message, std::string& out)
    {
        PayloadTally tally;
        while (m_in.hasMore()) {
            std::uint32_t tag = 0;
            if (!m_in.readTag(tag))
                return false;
            const bool isTensorPayload = message == Message::Tensor && isPayload(tag >> 3);
            if (!(isTensorPayload ? tallyPayload(tag, tally) : copyField(message, tag, out)))
                return false;
        }
        if (tally.bytes > kLongestInlinePayload)
            appendLocation(out, tally);
        else
            out += tally.kept;
        return true;
    }

private:
    bool copyField(Message message, std::uint32_t tag, std::string& out)
    {
        if ((tag & 7) != kWireLength)
            return copyNumber(tag, out);
        const std::optional<Message> child = childOf(message, tag >> 3);
        std::string inner;
        std::uint32_t length = 0;
        if (child) {
            if (!m_in.enter([&] { return copyMessage(*child, inner); }))
                return false;
        } else if (!m_in.readLength(length) || !m_in.readBytes(length, inner)) {
            return false;
        }
        appendText(out, tag >> 3, inner);
        return true;
    }

    bool copyNumber(std::uint32_t tag, std::string& out)
    {
        std::uint64_t value = 0;
        if (!m_in.readNumber(tag, value))
            return false;
        appendVarint(out, tag);
        if ((tag & 7) == kWireVarint)
            appendVarint(out, value);
        else
            for (std::uint32_t byte = 0; byte < ((tag & 7) == kWireEightBytes ? 8U : 4U); ++byte)
                out += static_cast<char>(value >> (8U * byte));
        return true;
    }

    /// Notes where a payload lies; keeps it only while the tensor's payload is small.
    bool tallyPayload(std::uint32_t tag, PayloadTally& tally)
    {
        tally.field = tag >> 3;
        if ((tag & 7) != kWireLength) { // an unpacked element
            tally.pieces += 2; // never one run
            tally.bytes += 8;
            std::string scratch;
            return copyNumber(tag, tally.bytes > kLongestInlinePayload ? scratch : tally.kept);
        }
        std::uint32_t length = 0;
        if (!m_in.readLength(length))
            return false;
        ++tally.pieces;
        tally.bytes += std::max<std::uint32_t>(length, 1);
        tally.offset = m_in.position();
        tally.length = length;
        if (tally.bytes > kLongestInlinePayload)
            return m_in.skipBytes(length);
        std::string inner;
        if (!m_in.readBytes(length, inner))
            return false;
        appendText(tally.kept, tag >> 3, inner);
        return true;
    }

    WireReader& m_in;
};

constexpr std::string_view kWhat = "an ONNX model";

} // namespace

Result<TrimmedOnnx> trimOnnx(const std::string& path)
{
    TrimmedOnnx trimmed;
    const auto copy = [&trimmed](WireReader& in) { return Trimmer{in}.copyMessage(Message::Model, trimmed.bytes); };
    WAFERSCOPE_TRY(trimmed.fileSize, readWireFile(path, kWhat, copy));
    return trimmed;
}

Result<TrimmedOnnx> trimOnnxBytes(std::string_view bytes, const std::string& path)
{
    TrimmedOnnx trimmed;
    const auto copy = [&trimmed](WireReader& in) { return Trimmer{in}.copyMessage(Message::Model, trimmed.bytes); };
    WAFERSCOPE_TRY(trimmed.fileSize, readWireBytes(bytes, path, kWhat, copy));
    return trimmed;
}

} // namespace waferscope
