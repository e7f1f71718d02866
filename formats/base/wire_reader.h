#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace google::protobuf::io {
class CodedInputStream;
}

namespace waferscope {

/// How long a field is, in the lowest three bits of its tag.
inline constexpr std::uint32_t kWireVarint = 0;
inline constexpr std::uint32_t kWireEightBytes = 1;
inline constexpr std::uint32_t kWireLength = 2; ///< a length comes first: texts, messages, packed numbers
inline constexpr std::uint32_t kWireFourBytes = 5;

/// Reads protobuf's wire format field by field, so that nobody has to hold what he does not want. Whatever the bytes
/// say, it keeps at most 32 MiB and meets at most two million fields. After a failure `trouble()` says why.
class WireReader {
public:
    explicit WireReader(google::protobuf::io::CodedInputStream& in)
        : m_in(in)
    {
    }

    [[nodiscard]] const std::string& trouble() const { return m_trouble; }
    bool fail(const std::string& why); ///< false

    [[nodiscard]] bool hasMore() const; ///< within the message that is entered
    [[nodiscard]] std::uint64_t position() const;
    bool readTag(std::uint32_t& tag);
    bool readLength(std::uint32_t& length);
    /// A varint, or 4 or 8 bytes as a whole number, as the tag says.
    bool readNumber(std::uint32_t tag, std::uint64_t& value);
    /// So many bytes, which count as kept.
    bool readBytes(std::uint32_t length, std::string& bytes);
    bool skipBytes(std::uint32_t length);
    /// Passes over a field of any kind.
    bool skip(std::uint32_t tag);

    /// Reads a field's length and calls `body`, which reads the message's fields while there are more.
    template <typename Body>
    bool enter(Body body)
    {
        std::uint32_t length = 0;
        return readLength(length) && enter(length, body);
    }
    /// The same once the length is read.
    template <typename Body>
    bool enter(std::uint32_t length, Body body)
    {
        if (!descend())
            return false;
        const int limit = push(length);
        const bool isRead = body();
        pop(limit);
        return isRead;
    }

private:
    bool descend();
    int push(std::uint32_t length);
    void pop(int limit);

    google::protobuf::io::CodedInputStream& m_in;
    std::size_t m_kept = 0;
    std::size_t m_fields = 0;
    int m_depth = 0;
    std::string m_trouble;
};

/// Lets `read` walk a whole file of the wire format. `what` names it in messages: "an ONNX model". The size of the file
/// is the result.
[[nodiscard]] Result<std::uint64_t> readWireFile(const std::string& path, std::string_view what,
                                                 const std::function<bool(WireReader&)>& read);
/// The same of a file that is in memory.
[[nodiscard]] Result<std::uint64_t> readWireBytes(std::string_view bytes, const std::string& path,
                                                  std::string_view what, const std::function<bool(WireReader&)>& read);

} // namespace waferscope
