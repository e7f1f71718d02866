#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace waferscope {

/// FNV-1a (Fowler, Noll, Vo), 64 bit, over whole values. Same values in the same order, same number, on every machine.
class Fingerprint {
public:
    constexpr void add(std::uint64_t value)
    {
        for (int shift = 0; shift < 64; shift += 8)
            addByte(static_cast<std::uint8_t>(value >> shift));
    }
    constexpr void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
    constexpr void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    constexpr void add(std::string_view text)
    {
        for (const char c : text)
            addByte(static_cast<std::uint8_t>(c));
        add(std::uint64_t{text.size()});
    }

    [[nodiscard]] constexpr std::uint64_t value() const { return m_hash; }

private:
    constexpr void addByte(std::uint8_t byte) { m_hash = (m_hash ^ byte) * 1099511628211ULL; }

    std::uint64_t m_hash = 14695981039346656037ULL;
};

} // namespace waferscope
