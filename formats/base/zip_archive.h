#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace waferscope {

/// Looks into a ZIP archive and inflates chosen entries, never more of one than is asked for. Nothing is written.
class ZipArchive {
public:
    /// Fails with one sentence when the file is no whole archive.
    static Result<ZipArchive> open(const std::string& path);

    [[nodiscard]] bool has(const std::string& entry) const;
    /// The first entry whose path is `name` or ends in "/NAME"; empty when there is none.
    [[nodiscard]] std::string find(std::string_view name) const;
    /// The first entry that lies in a folder of this name and ends in `ending`; empty when there is none.
    [[nodiscard]] std::string findIn(std::string_view folder, std::string_view ending) const;
    /// Fails when the entry is larger than `mostBytes`, encrypted or damaged.
    [[nodiscard]] Result<std::string> read(const std::string& entry, std::uint64_t mostBytes) const;

private:
    struct Closer {
        void operator()(void* archive) const;
    };
    ZipArchive(void* archive, std::string path);

    std::unique_ptr<void, Closer> m_archive; ///< libzip's
    std::string m_path;
};

} // namespace waferscope
