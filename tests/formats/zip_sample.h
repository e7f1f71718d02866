#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waferscope {

namespace zip_sample {

inline std::string number(std::uint64_t value, std::size_t bytes)
{
    std::string text;
    for (std::size_t at = 0; at < bytes; ++at, value >>= 8U)
        text += static_cast<char>(value & 255U);
    return text;
}

inline std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts)
        text += part;
    return text;
}

inline std::uint32_t checksum(const std::string& bytes)
{
    std::uint32_t sum = 0xffffffffU;
    for (const char c : bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~sum;
}

} // namespace zip_sample

/// A ZIP archive of uncompressed entries, by name and bytes. `claimedSize` replaces the size that each entry states.
inline std::string zipArchiveOf(const std::vector<std::pair<std::string, std::string>>& entries,
                                std::uint64_t claimedSize = 0)
{
    using zip_sample::joined;
    using zip_sample::number;
    std::string archive;
    std::string directory;
    for (const auto& [name, bytes] : entries) {
        const std::uint64_t size = claimedSize != 0 ? claimedSize : bytes.size();
        const std::string facts =
            joined({number(20, 2), number(0, 8), number(zip_sample::checksum(bytes), 4), number(bytes.size(), 4),
                    number(size, 4), number(name.size(), 2), number(0, 2)});
        directory += joined({"PK\x01\x02", number(20, 2), facts, number(0, 10), number(archive.size(), 4), name});
        archive += joined({"PK\x03\x04", facts, name, bytes});
    }
    const std::string count = number(entries.size(), 2);
    return joined({archive, directory, "PK\x05\x06", number(0, 4), count, count, number(directory.size(), 4),
                   number(archive.size(), 4), number(0, 2)});
}

} // namespace waferscope
