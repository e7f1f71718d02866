#include "formats/base/zip_archive.h"

#include "core/base/names.h"

#include <zip.h>

#include <algorithm>

namespace waferscope {

namespace {

zip_t* libzips(void* archive)
{
    return static_cast<zip_t*>(archive);
}

struct EntryCloser {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

} // namespace

void ZipArchive::Closer::operator()(void* archive) const
{
    zip_discard(libzips(archive));
}

ZipArchive::ZipArchive(void* archive, std::string path)
    : m_archive(archive)
    , m_path(std::move(path))
{
}

Result<ZipArchive> ZipArchive::open(const std::string& path)
{
    int problem = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &problem);
    if (archive == nullptr)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path)
                         + " begins as a ZIP archive but its table of contents at the end is missing or "
                           "damaged."};
    return ZipArchive{archive, path};
}

bool ZipArchive::has(const std::string& entry) const
{
    return zip_name_locate(libzips(m_archive.get()), entry.c_str(), 0) >= 0;
}

std::string ZipArchive::find(std::string_view name) const
{
    const zip_int64_t count = zip_get_num_entries(libzips(m_archive.get()), 0);
    const std::string ending = "/" + std::string{name};
    for (zip_int64_t at = 0; at < count; ++at) {
        const char* entry = zip_get_name(libzips(m_archive.get()), static_cast<zip_uint64_t>(at), 0);
        if (entry != nullptr && (std::string_view{entry} == name || std::string_view{entry}.ends_with(ending)))
            return entry;
    }
    return {};
}

std::string ZipArchive::findIn(std::string_view folder, std::string_view ending) const
{
    const zip_int64_t count = zip_get_num_entries(libzips(m_archive.get()), 0);
    for (zip_int64_t at = 0; at < count; ++at) {
        const char* entry = zip_get_name(libzips(m_archive.get()), static_cast<zip_uint64_t>(at), 0);
        if (entry == nullptr || !std::string_view{entry}.ends_with(ending))
            continue;
        std::string_view around = entry;
        around = around.substr(0, std::min(around.rfind('/'), around.size()));
        if (around == folder || around.ends_with("/" + std::string{folder}))
            return entry;
    }
    return {};
}

Result<std::string> ZipArchive::read(const std::string& entry, std::uint64_t mostBytes) const
{
    const auto failure = [this, &entry](const std::string& what) {
        return Error{ErrorCode::InvalidInput, inQuotes(m_path) + ": its entry " + inQuotes(entry) + " " + what + "."};
    };
    zip_stat_t facts;
    if (zip_stat(libzips(m_archive.get()), entry.c_str(), 0, &facts) != 0)
        return failure("is missing");
    if ((facts.valid & ZIP_STAT_SIZE) == 0 || facts.size > mostBytes)
        return failure("is larger than " + std::to_string(mostBytes >> 20U) + " MiB");
    const std::unique_ptr<zip_file_t, EntryCloser> file{zip_fopen(libzips(m_archive.get()), entry.c_str(), 0)};
    if (!file)
        return failure("cannot be opened: it is encrypted, damaged or compressed in an unusual way");
    std::string bytes; // grows with what is really there, not with what the archive says
    char block[1 << 16];
    for (;;) {
        const zip_int64_t got = zip_fread(file.get(), block, sizeof block);
        if (got < 0)
            return failure("is damaged behind its byte " + std::to_string(bytes.size()));
        if (got == 0)
            break;
        bytes.append(block, static_cast<std::size_t>(got));
        if (bytes.size() > mostBytes)
            return failure("inflates to more than " + std::to_string(mostBytes >> 20U) + " MiB");
    }
    if (bytes.size() != facts.size)
        return failure("ends early, at its byte " + std::to_string(bytes.size()));
    return bytes;
}

} // namespace waferscope
