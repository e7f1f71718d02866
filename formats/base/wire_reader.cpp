#include "formats/base/wire_reader.h"

#include "core/base/names.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace waferscope {

namespace {

namespace io = google::protobuf::io;

constexpr std::size_t kMostKept = std::size_t{32} << 20; ///< bytes of all that is not a large payload
constexpr std::size_t kMostFields = 2'000'000; ///< an object of each lies in memory
constexpr int kMostNesting = 64; ///< messages in messages
constexpr std::int64_t kMostFileSize = std::int64_t{1} << 31; ///< protobuf's own limit
constexpr char kCutShort[] = "it ends in the middle of a field";

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

Result<std::int64_t> sizeOfFile(const OpenFile& file, const std::string& path, std::string_view what)
{
    struct stat status { };
    if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0)
        return Error{ErrorCode::Io,
                     "Cannot open " + inQuotes(path) + ": " + std::generic_category().message(errno) + "."};
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::Io, inQuotes(path) + " is not a regular file."};
    if (status.st_size >= kMostFileSize)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is larger than the 2 GiB that " + std::string{what}
                         + " may have; larger models keep their weights in files beside it."};
    return std::int64_t{status.st_size};
}

Result<std::uint64_t> readStream(io::ZeroCopyInputStream& raw, std::int64_t size, const std::string& path,
                                 std::string_view what, const std::function<bool(WireReader&)>& read)
{
    io::CodedInputStream in{&raw};
    in.SetTotalBytesLimit(static_cast<int>(size));
    const auto limit = in.PushLimit(static_cast<int>(size));
    WireReader reader{in};
    if (!read(reader)) {
        const std::string_view kind = what.substr(what.find(' ') + 1);
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is not a whole " + std::string{kind} + ": " + reader.trouble() + " of "
                         + std::to_string(size) + "."};
    }
    in.PopLimit(limit);
    return static_cast<std::uint64_t>(size);
}

} // namespace

bool WireReader::fail(const std::string& why)
{
    if (m_trouble.empty())
        m_trouble = why + " at byte " + std::to_string(m_in.CurrentPosition());
    return false;
}

bool WireReader::hasMore() const
{
    return m_in.BytesUntilLimit() > 0;
}

std::uint64_t WireReader::position() const
{
    return static_cast<std::uint64_t>(m_in.CurrentPosition());
}

bool WireReader::readTag(std::uint32_t& tag)
{
    const bool isThere = m_in.ReadVarint32(&tag);
    const std::uint32_t wire = tag & 7;
    if (!isThere)
        return fail(kCutShort);
    if (tag >> 3 == 0 || wire == 3 || wire == 4 || wire > 5)
        return fail("there is no valid protobuf field");
    return ++m_fields <= kMostFields || fail("there are more than two million fields");
}

bool WireReader::readLength(std::uint32_t& length)
{
    if (!m_in.ReadVarint32(&length))
        return fail(kCutShort);
    const int left = m_in.BytesUntilLimit();
    if (left < 0 || length > static_cast<std::uint32_t>(left))
        return fail("a field of " + std::to_string(length) + " bytes begins where only "
                    + std::to_string(std::max(left, 0)) + " are left,");
    return true;
}

bool WireReader::readNumber(std::uint32_t tag, std::uint64_t& value)
{
    std::uint32_t four = 0;
    bool isRead = false;
    switch (tag & 7) {
    case kWireVarint: isRead = m_in.ReadVarint64(&value); break;
    case kWireEightBytes: isRead = m_in.ReadLittleEndian64(&value); break;
    case kWireFourBytes:
        isRead = m_in.ReadLittleEndian32(&four);
        value = four;
        break;
    default: return fail("a text is where a number should be");
    }
    m_kept += 10;
    if (m_kept > kMostKept)
        return fail("there is more than 32 MiB beside the weights");
    return isRead || fail(kCutShort);
}

bool WireReader::readBytes(std::uint32_t length, std::string& bytes)
{
    m_kept += length;
    if (m_kept > kMostKept)
        return fail("there is more than 32 MiB beside the weights");
    return m_in.ReadString(&bytes, static_cast<int>(length)) || fail(kCutShort);
}

bool WireReader::skipBytes(std::uint32_t length)
{
    return m_in.Skip(static_cast<int>(length)) || fail(kCutShort);
}

bool WireReader::skip(std::uint32_t tag)
{
    std::uint32_t length = 0;
    std::uint64_t number = 0;
    if ((tag & 7) != kWireLength)
        return readNumber(tag, number);
    return readLength(length) && skipBytes(length);
}

bool WireReader::descend()
{
    return ++m_depth <= kMostNesting || fail("messages are nested more than " + std::to_string(kMostNesting) + " deep");
}

int WireReader::push(std::uint32_t length)
{
    return m_in.PushLimit(static_cast<int>(length));
}

void WireReader::pop(int limit)
{
    --m_depth;
    m_in.PopLimit(limit);
}

Result<std::uint64_t> readWireFile(const std::string& path, std::string_view what,
                                   const std::function<bool(WireReader&)>& read)
{
    const OpenFile file{path};
    WAFERSCOPE_TRY(const std::int64_t size, sizeOfFile(file, path, what));
    io::FileInputStream raw{file.descriptor()};
    return readStream(raw, size, path, what, read);
}

Result<std::uint64_t> readWireBytes(std::string_view bytes, const std::string& path, std::string_view what,
                                    const std::function<bool(WireReader&)>& read)
{
    if (bytes.size() >= static_cast<std::size_t>(kMostFileSize))
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " is larger than the 2 GiB of " + std::string{what} + "."};
    io::ArrayInputStream raw{bytes.data(), static_cast<int>(bytes.size())};
    return readStream(raw, static_cast<std::int64_t>(bytes.size()), path, what, read);
}

} // namespace waferscope
