#pragma once

#include "core/base/result.h"

#include <fstream>
#include <string>
#include <string_view>

namespace waferscope {

[[nodiscard]] bool fileExists(const std::string& path);

/// The whole of a text file of at most 64 MiB. "-" is standard input.
[[nodiscard]] Result<std::string> readFile(const std::string& path);

/// The first 64 KiB of a file, or all of it, to tell its kind. Only regular files are read.
[[nodiscard]] Result<std::string> startOfFile(const std::string& path);

/// A file that is written beside its place and gets there whole or not at all.
class AtomicFile {
public:
    explicit AtomicFile(std::string path);
    ~AtomicFile(); ///< removes what was not committed
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    AtomicFile(AtomicFile&&) = delete;
    AtomicFile& operator=(AtomicFile&&) = delete;

    void write(std::string_view bytes); ///< trouble shows at commit(), and in failed()
    [[nodiscard]] bool failed() const { return !m_out; }
    [[nodiscard]] Result<bool> commit(); ///< once

private:
    std::string m_path;
    std::string m_beside;
    std::ofstream m_out;
};

/// Writes beside the file and renames, so that it is never there half written. "-" is standard output.
[[nodiscard]] Result<bool> writeFileAtomically(const std::string& path, std::string_view bytes);

} // namespace waferscope
