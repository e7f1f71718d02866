#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace waferscope {

/// The one way out for every file that is written. A regular file gets there whole or not at all, with the mode and
/// owner that it had; a symbolic link stays and what it leads to is renewed; a file with other names (hard links) is
/// renewed under all of them; devices and FIFOs are written to as they are. What may not be written is refused.
class OutputFile {
public:
    /// Opens at once: failed() says whether that went well.
    explicit OutputFile(std::string path);
    ~OutputFile(); ///< what was not committed is as if it had never been
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    OutputFile(OutputFile&&) = delete;
    OutputFile& operator=(OutputFile&&) = delete;

    void write(std::string_view bytes); ///< trouble shows at commit(), and in failed()
    [[nodiscard]] bool failed() const { return !m_trouble.empty(); }
    /// Once. Fails with Io, one sentence with the path as it was given.
    [[nodiscard]] Result<bool> commit();

private:
    void open();
    bool openBeside(const std::filesystem::path& folder, std::uint32_t mode);
    void fail(int error);
    bool renewInPlace();
    bool adoptOwner();

    std::string m_path; ///< as given
    std::filesystem::path m_target; ///< behind all links
    std::filesystem::path m_beside; ///< what is written until commit(); empty when the target itself is
    int m_file = -1;
    bool m_isInPlace = false; ///< the target is written over, not replaced: it has other names, or its folder is closed
    std::string m_trouble; ///< why nothing can be written any more
};

/// Whether all that was written to standard output has got there. Asked at the end.
[[nodiscard]] Result<bool> endStandardOutput();

/// A whole file. "-" is standard output.
[[nodiscard]] Result<bool> writeFile(const std::string& path, std::string_view bytes);

} // namespace waferscope
