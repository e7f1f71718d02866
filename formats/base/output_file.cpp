#include "formats/base/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iostream>
#include <system_error>
#include <utility>

namespace waferscope {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40; ///< as the kernel follows
constexpr mode_t kModes = 07777;
constexpr mode_t kAnyMayWrite = 0222;
constexpr std::size_t kBlock = std::size_t{1} << 20U; ///< bytes copied at once

/// What a path leads to, which need not be there; the path itself when its links run in a circle, or into what the
/// kernel only shows as a file: "/dev/stdout" leads there.
fs::path behindLinks(const fs::path& path)
{
    fs::path target = path;
    std::error_code failed;
    for (int link = 0; link < kMostLinks && fs::is_symlink(target, failed); ++link) {
        const fs::path next = fs::read_symlink(target, failed);
        target = next.is_absolute() ? next : target.parent_path() / next;
        if (failed || target.string().starts_with("/proc/"))
            return path;
    }
    return fs::is_symlink(target, failed) ? path : target;
}

/// All of it, or the reason why not; 0 when it went well.
int writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return errno;
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return 0;
}

/// Another name at every call: short, since the target's may be as long as names can be.
std::string nameOfPart()
{
    static std::atomic<int> number = 0;
    return ".waferscope-" + std::to_string(::getpid()) + "-" + std::to_string(number.fetch_add(1)) + ".part";
}

} // namespace

OutputFile::OutputFile(std::string path)
    : m_path(std::move(path))
    , m_target(behindLinks(m_path))
{
    open();
}

OutputFile::~OutputFile()
{
    if (m_file >= 0)
        ::close(m_file);
    if (!m_beside.empty())
        ::unlink(m_beside.c_str());
}

void OutputFile::fail(int error)
{
    if (m_trouble.empty())
        m_trouble = std::generic_category().message(error);
}

void OutputFile::open()
{
    struct stat there = {};
    if (::stat(m_target.c_str(), &there) != 0) {
        if (errno != ENOENT)
            return fail(errno);
        openBeside(m_target.parent_path(), 0666);
        return;
    }
    if (S_ISDIR(there.st_mode))
        return fail(EISDIR);
    std::error_code ignored;
    if (!S_ISREG(there.st_mode) || fs::is_symlink(m_target, ignored)) { // a device, a FIFO, an open file's other name
        m_file = ::open(m_target.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return m_file < 0 ? fail(errno) : void();
    }
    if ((there.st_mode & kAnyMayWrite) == 0 || ::access(m_target.c_str(), W_OK) != 0)
        return fail(EACCES);
    m_isInPlace = there.st_nlink > 1;
    if (openBeside(m_target.parent_path(), 0600))
        return;
    m_isInPlace = true; // one may write the file, not its folder
    m_trouble.clear();
    openBeside(fs::temp_directory_path(ignored), 0600);
}

bool OutputFile::openBeside(const fs::path& folder, std::uint32_t mode)
{
    m_beside = folder / nameOfPart();
    m_file = ::open(m_beside.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode));
    if (m_file >= 0)
        return true;
    fail(errno);
    m_beside.clear();
    return false;
}

void OutputFile::write(std::string_view bytes)
{
    if (failed())
        return;
    if (const int error = writeAll(m_file, bytes); error != 0)
        fail(error);
}

/// The new file takes the old one's mode, whatever the mask, and its owner as far as one may give files away.
bool OutputFile::adoptOwner()
{
    struct stat old = {};
    if (::stat(m_target.c_str(), &old) != 0)
        return true; // there is none
    if (::fchown(m_file, old.st_uid, old.st_gid) != 0 && ::geteuid() == 0)
        fail(errno);
    if (::fchmod(m_file, old.st_mode & kModes) != 0)
        fail(errno);
    return !failed();
}

/// Writes what lies beside over the target itself, whose other names stay. Room for all is taken first: without it the
/// target stays as it was.
bool OutputFile::renewInPlace()
{
    const off_t size = ::lseek(m_file, 0, SEEK_END);
    const int target = size < 0 ? -1 : ::open(m_target.c_str(), O_WRONLY | O_CLOEXEC);
    if (target < 0) {
        fail(errno);
        return false;
    }
    struct stat before = {};
    ::fstat(target, &before);
    const int refused = size > 0 ? ::posix_fallocate(target, 0, size) : 0;
    if (refused != 0 && refused != EOPNOTSUPP && refused != EINVAL) {
        static_cast<void>(::ftruncate(target, before.st_size));
        fail(refused);
    }
    std::string block(kBlock, '\0');
    for (off_t at = 0; at < size && !failed();) {
        const ssize_t count = ::pread(m_file, block.data(), block.size(), at);
        if (count <= 0)
            fail(count < 0 ? errno : EIO);
        else if (const int error = writeAll(target, {block.data(), static_cast<std::size_t>(count)}); error != 0)
            fail(error);
        at += std::max<ssize_t>(count, 0);
    }
    if (!failed() && (::ftruncate(target, size) != 0 || ::fsync(target) != 0))
        fail(errno);
    if (::close(target) != 0)
        fail(errno);
    return !failed();
}

Result<bool> OutputFile::commit()
{
    const bool isBeside = !m_beside.empty();
    if (!failed() && isBeside && m_isInPlace)
        renewInPlace();
    else if (!failed() && isBeside && adoptOwner() && ::fsync(m_file) != 0)
        fail(errno);
    if (m_file >= 0 && ::close(std::exchange(m_file, -1)) != 0)
        fail(errno);
    if (!failed() && isBeside && !m_isInPlace) {
        if (::rename(m_beside.c_str(), m_target.c_str()) != 0)
            fail(errno);
        else
            m_beside.clear();
    }
    if (failed())
        return Error{ErrorCode::Io, "Cannot write " + m_path + ": " + m_trouble + "."};
    return true;
}

Result<bool> endStandardOutput()
{
    errno = 0;
    if (std::cout.flush())
        return true;
    if (errno == 0) // it failed earlier: a further byte fails for the same reason
        static_cast<void>(writeAll(STDOUT_FILENO, "\n"));
    return Error{ErrorCode::Io,
                 "Cannot write standard output: " + std::generic_category().message(errno == 0 ? EIO : errno) + "."};
}

Result<bool> writeFile(const std::string& path, std::string_view bytes)
{
    if (path == "-") {
        std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return endStandardOutput();
    }
    OutputFile file{path};
    file.write(bytes);
    return file.commit();
}

} // namespace waferscope
