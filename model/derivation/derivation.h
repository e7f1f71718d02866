#pragma once

#include "model/derivation/arithmetic.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// How a number of a text is to be written.
struct ShownNumber {
    double value = 0.0;
    Unit unit = Unit::None;
    bool isGiven = true; ///< false for one that was computed, which need not be written to its last digit
};

/// The language of a derivation's text. The plain one writes English and C's numbers: "1234567", "0.85 GHz".
class DerivationStyle {
public:
    DerivationStyle() = default;
    DerivationStyle(const DerivationStyle&) = delete;
    DerivationStyle& operator=(const DerivationStyle&) = delete;
    virtual ~DerivationStyle() = default;

    [[nodiscard]] virtual std::string number(const ShownNumber& shown) const;
    [[nodiscard]] virtual std::string word(std::string_view english) const;
    /// "[51 more]": how many numbers the one before stands for.
    [[nodiscard]] virtual std::string more(std::size_t count) const;
};

/// A number and how it came about: a value with the formula that gave it. Immutable, cheap to copy. The functions and
/// operators at the end of this file make new ones of it.
class Term {
public:
    enum class Operation { Given, Named, Sum, Difference, Product, Quotient, RoundUp, Largest, Least };

    /// One that nothing led to; without a symbol its value stands for it.
    static Term given(std::string_view symbol, double value, Unit unit = Unit::None);
    /// One that was computed from others. `over` says of what there is one part each, else empty.
    static Term computed(Operation operation, double value, std::vector<Term> parts, std::string_view over = {});

    [[nodiscard]] double value() const;
    [[nodiscard]] Unit unit() const;
    [[nodiscard]] Operation operation() const;
    [[nodiscard]] const std::string& symbol() const; ///< of what is given or named
    [[nodiscard]] const std::string& over() const; ///< "over kernels"; empty when the parts are no row of likes
    [[nodiscard]] const std::vector<Term>& parts() const;
    [[nodiscard]] bool isWhole() const;
    [[nodiscard]] bool isUnmentioned() const; ///< a factor of 1

    /// The same under a name, which stands for it in formulas of which it is a part.
    [[nodiscard]] Term named(std::string_view symbol, Unit unit = Unit::None) const;
    [[nodiscard]] Term whole() const; ///< marked as a whole number
    [[nodiscard]] Term unmentionedAsOne() const;
    [[nodiscard]] Term restingOn(std::string_view assumption) const;
    /// Of whatever it was computed from, likewise.
    [[nodiscard]] Term restingOnAll(const std::vector<Term>& others) const;

    /// Keys of the assumptions it rests on, sorted, each once.
    [[nodiscard]] std::vector<std::string> assumptions() const;

    /// "R·S·⌈C/c⌉": the formula in symbols.
    [[nodiscard]] std::string formula(const DerivationStyle& style) const;
    /// "3·3·⌈64/8⌉": the same with values. Rows of many likes show the first few and what the others come to.
    [[nodiscard]] std::string substituted(const DerivationStyle& style) const;
    /// The named numbers in the formula, each once, that were computed.
    [[nodiscard]] std::vector<Term> namedParts() const;

private:
    struct Node;
    explicit Term(std::shared_ptr<const Node> node)
        : m_node(std::move(node))
    {
    }

    std::shared_ptr<const Node> m_node;
};

/// Numbers that keep how they came about; see Plain.
struct Traced {
    using Whole = Term;
    using Real = Term;

    static Term number(std::int64_t value);
    static Term whole(std::string_view symbol, std::int64_t value);
    static Term real(std::string_view symbol, double value, Unit unit = Unit::None);
    static Term factor(std::string_view symbol, std::int64_t value);
    static Term unmentionedAsOne(const Term& value) { return value.unmentionedAsOne(); }
    static Term named(std::string_view symbol, const Term& value) { return value.named(symbol); }
    static Term assumed(std::string_view symbol, double value, std::string_view key);
    static Term assumedOfLayer(std::string_view symbol, const LayerValues& values, std::string_view key,
                               std::string_view kernel);

    template <typename>
    class Sum {
    public:
        explicit Sum(std::string_view over)
            : m_over(over)
        {
        }
        void add(Term value) { m_parts.push_back(std::move(value)); }
        [[nodiscard]] Term result() const { return sumOver(m_over, m_parts); }

    private:
        std::string_view m_over;
        std::vector<Term> m_parts;
    };

    template <typename>
    class Largest {
    public:
        explicit Largest(std::string_view over)
            : m_over(over)
        {
        }
        void add(Term value) { m_parts.push_back(std::move(value)); }
        [[nodiscard]] Term result() const { return largestOver(m_over, m_parts); }

    private:
        std::string_view m_over;
        std::vector<Term> m_parts;
    };

private:
    static Term sumOver(std::string_view over, std::vector<Term> parts);
    static Term largestOver(std::string_view over, std::vector<Term> parts);
};

[[nodiscard]] Term operator+(const Term& a, const Term& b);
[[nodiscard]] Term operator-(const Term& a, const Term& b);
[[nodiscard]] Term operator*(const Term& a, const Term& b);
[[nodiscard]] Term operator/(const Term& a, const Term& b);
[[nodiscard]] Term toReal(const Term& value);
[[nodiscard]] Term toWhole(const Term& value);
[[nodiscard]] Term roundedUp(const Term& value);
[[nodiscard]] Term ceilDivide(const Term& whole, const Term& parts);
[[nodiscard]] Term largestOf(const Term& first, const Term& second);
[[nodiscard]] Term largestOf(const Term& first, const Term& second, const Term& third);
[[nodiscard]] Term leastOf(const Term& first, const Term& second);
[[nodiscard]] Term atLeast(const Term& bound, const Term& value);
[[nodiscard]] Term atMost(const Term& bound, const Term& value);
[[nodiscard]] Term ratioOf(const Term& part, const Term& whole);

} // namespace waferscope
