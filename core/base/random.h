#pragma once

#include <cstdint>

namespace waferscope {

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same on every machine. Never std::uniform_*.
class Random {
public:
    explicit constexpr Random(std::uint64_t seed)
        : m_state(seed)
    {
    }

    constexpr std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

    /// A whole number in 0 .. bound - 1; bound >= 1. The bias of the multiplication is below 2^-32 for bounds below
    /// 2^32.
    constexpr std::uint64_t below(std::uint64_t bound)
    {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
    }

private:
    std::uint64_t m_state;
};

} // namespace waferscope
