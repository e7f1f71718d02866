#pragma once

#include <compare>
#include <cstdint>

namespace waferscope {

/// A number with a unit. Only like units add and compare. Counts are whole; rates are real.
template <typename Unit, typename Rep = std::int64_t>
class Quantity {
public:
    constexpr Quantity() = default;
    constexpr explicit Quantity(Rep count)
        : m_count(count)
    {
    }

    [[nodiscard]] constexpr Rep count() const { return m_count; }

    constexpr Quantity& operator+=(Quantity other)
    {
        m_count += other.m_count;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other)
    {
        m_count -= other.m_count;
        return *this;
    }

    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.m_count + b.m_count}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.m_count - b.m_count}; }
    friend constexpr Quantity operator*(Quantity a, Rep k) { return Quantity{a.m_count * k}; }
    friend constexpr Quantity operator*(Rep k, Quantity a) { return a * k; }

private:
    Rep m_count = 0;
};

using Cycles = Quantity<struct CyclesUnit>; ///< of the fabric's clock
using Bytes = Quantity<struct BytesUnit>;
using Hops = Quantity<struct HopsUnit>; ///< one PE to its neighbour
using Wavelets = Quantity<struct WaveletsUnit>; ///< 32 bits: two fp16 or one fp32

using Hertz = Quantity<struct HertzUnit, double>;
using Seconds = Quantity<struct SecondsUnit, double>;
using Watts = Quantity<struct WattsUnit, double>;
using Joules = Quantity<struct JoulesUnit, double>;
using BytesPerSecond = Quantity<struct BytesPerSecondUnit, double>;
using SamplesPerSecond = Quantity<struct SamplesPerSecondUnit, double>;

constexpr Seconds operator/(Cycles cycles, Hertz clock)
{
    return Seconds{static_cast<double>(cycles.count()) / clock.count()};
}

constexpr Joules operator*(Watts power, Seconds time)
{
    return Joules{power.count() * time.count()};
}

} // namespace waferscope
