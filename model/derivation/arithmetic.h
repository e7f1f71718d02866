#pragma once

#include "core/base/rounding.h"
#include "core/machine/assumptions.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace waferscope {

/// What a number of a formula counts.
enum class Unit { None, CycleCount, ByteCount, DataRate, Frequency, Duration, SampleRate, Share };

// A formula that people may ask about is written once, as a template over an arithmetic: Plain computes it, Traced
// (model/derivation/derivation.h) computes it the same and keeps how. Whole numbers and real ones are two types, as
// they round differently; every function here has its likes for traced numbers.

/// Numbers as the machine has them; names and sources cost nothing.
struct Plain {
    using Whole = std::int64_t;
    using Real = double;

    static constexpr Whole number(std::int64_t value) { return value; }
    static constexpr Whole whole(std::string_view /*symbol*/, std::int64_t value) { return value; }
    static constexpr Real real(std::string_view /*symbol*/, double value, Unit /*unit*/ = Unit::None) { return value; }
    /// A factor or divisor that goes unmentioned where it is 1.
    static constexpr Whole factor(std::string_view /*symbol*/, std::int64_t value) { return value; }
    /// Likewise one that is computed.
    template <typename Number>
    static constexpr Number unmentionedAsOne(Number value)
    {
        return value;
    }
    /// What was computed, under a name.
    template <typename Number>
    static constexpr Number named(std::string_view /*symbol*/, Number value)
    {
        return value;
    }
    /// The value of an assumption.
    static constexpr Real assumed(std::string_view /*symbol*/, double value, std::string_view /*key*/) { return value; }
    /// The value of an assumption that a layer may have for itself.
    static Real assumedOfLayer(std::string_view /*symbol*/, const LayerValues& values, std::string_view /*key*/,
                               std::string_view kernel)
    {
        return values.of(kernel);
    }

    template <typename Number>
    class Sum {
    public:
        explicit constexpr Sum(std::string_view /*over*/) { }
        constexpr void add(Number value) { m_total += value; }
        [[nodiscard]] constexpr Number result() const { return m_total; }

    private:
        Number m_total{};
    };

    /// Of numbers that are not negative.
    template <typename Number>
    class Largest {
    public:
        explicit constexpr Largest(std::string_view /*over*/) { }
        constexpr void add(Number value) { m_largest = std::max(m_largest, value); }
        [[nodiscard]] constexpr Number result() const { return m_largest; }

    private:
        Number m_largest{};
    };
};

constexpr double toReal(std::int64_t value)
{
    return static_cast<double>(value);
}

/// Of a real number that is whole.
constexpr std::int64_t toWhole(double value)
{
    return static_cast<std::int64_t>(value);
}

inline double roundedUp(double value)
{
    return std::ceil(value);
}

template <typename Number>
constexpr Number largestOf(Number first, Number second)
{
    return std::max(first, second);
}

template <typename Number>
constexpr Number largestOf(Number first, Number second, Number third)
{
    return std::max(std::max(first, second), third);
}

template <typename Number>
constexpr Number leastOf(Number first, Number second)
{
    return std::min(first, second);
}

/// `value`, or `bound` where it is less, which goes unmentioned where it does not bind.
template <typename Number>
constexpr Number atLeast(Number bound, Number value)
{
    return std::max(bound, value);
}

/// `value`, or `bound` where it is more, which goes unmentioned where it does not bind.
template <typename Number>
constexpr Number atMost(Number bound, Number value)
{
    return std::min(bound, value);
}

/// Their quotient; 0 where the whole is none.
constexpr double ratioOf(double part, double whole)
{
    return whole > 0.0 ? part / whole : 0.0;
}

} // namespace waferscope
