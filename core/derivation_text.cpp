#include "core/derivation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace waferscope {

namespace {

using Operation = Term::Operation;

constexpr std::size_t kShownAlone = 3; // of a row of many likes
constexpr std::size_t kShownAll = 5; // likes that are all shown
constexpr int kDigitsOfComputed = 10;

enum class Wanted { Symbols, Values };

int bindingOf(const Term& term)
{
    switch (term.operation()) {
    case Operation::Sum:
    case Operation::Difference: return 1;
    case Operation::Product:
    case Operation::Quotient: return 2;
    default: return 3;
    }
}

/// Writes one formula. Parentheses keep the order in which it was computed, so that the text rounds as it did.
class FormulaWriter {
public:
    FormulaWriter(const DerivationStyle& style, Wanted wanted)
        : m_style(style)
        , m_wanted(wanted)
    {
    }

    [[nodiscard]] std::string text(const Term& term) const
    {
        switch (term.operation()) {
        case Operation::Given:
        case Operation::Named: return leaf(term);
        case Operation::RoundUp: return "⌈" + text(term.parts().front()) + "⌉";
        case Operation::Sum: return term.over().empty() ? between(term, "+") : row(term);
        case Operation::Difference: return between(term, "−");
        case Operation::Product: return between(term, "·");
        case Operation::Quotient: return between(term, "/");
        case Operation::Largest:
        case Operation::Least: break;
        }
        return term.over().empty() ? functionOf(term) : row(term);
    }

private:
    [[nodiscard]] std::string leaf(const Term& term) const
    {
        if (m_wanted == Wanted::Symbols && !term.symbol().empty())
            return m_style.word(term.symbol());
        return m_style.number({term.value(), term.unit(), term.operation() == Operation::Given});
    }

    [[nodiscard]] std::string operand(const Term& term, int binding) const
    {
        const bool isSymbolRow = m_wanted == Wanted::Symbols && !term.over().empty();
        const std::string own = text(term);
        return !isSymbolRow && bindingOf(term) < binding ? "(" + own + ")" : own;
    }

    [[nodiscard]] std::string between(const Term& term, const std::string& sign) const
    {
        const int own = bindingOf(term);
        const std::string left = operand(term.parts()[0], own);
        const std::string right = operand(term.parts()[1], own + 1);
        const bool isAiry = own == 1 || (left + right).find(' ') != std::string::npos;
        return left + (isAiry ? " " + sign + " " : sign) + right;
    }

    [[nodiscard]] static std::string nameOf(Operation operation)
    {
        return operation == Operation::Least ? "min" : operation == Operation::Largest ? "max" : "Σ";
    }

    [[nodiscard]] std::string functionOf(const Term& term) const
    {
        std::string inside;
        for (const Term& part : term.parts())
            inside += (inside.empty() ? "" : ", ") + text(part);
        return nameOf(term.operation()) + "(" + inside + ")";
    }

    /// One part for each of many likes: in symbols the formulas that occur, in values the first and the rest together.
    [[nodiscard]] std::string row(const Term& term) const
    {
        if (m_wanted == Wanted::Symbols)
            return rowOfSymbols(term);
        const std::vector<Term>& parts = term.parts();
        const bool isSum = term.operation() == Operation::Sum;
        const std::size_t shown = parts.size() <= kShownAll ? parts.size() : kShownAlone;
        std::string inside;
        for (std::size_t i = 0; i < shown; ++i)
            inside += (i == 0 ? "" : isSum ? " + " : ", ") + (isSum ? operand(parts[i], 2) : text(parts[i]));
        if (shown < parts.size())
            inside += (isSum ? " + " : ", ") + rest(term, shown);
        return isSum ? inside : nameOf(term.operation()) + "(" + inside + ")";
    }

    [[nodiscard]] std::string rest(const Term& term, std::size_t from) const
    {
        double value = 0.0;
        for (std::size_t i = from; i < term.parts().size(); ++i) {
            const double part = term.parts()[i].value();
            value = term.operation() == Operation::Sum ? value + part : std::max(value, part);
        }
        return m_style.number({value, Unit::None, false}) + " " + m_style.more(term.parts().size() - from);
    }

    [[nodiscard]] std::string rowOfSymbols(const Term& term) const
    {
        std::vector<std::string> formulas;
        for (const Term& part : term.parts())
            if (std::string own = text(part); std::find(formulas.begin(), formulas.end(), own) == formulas.end())
                formulas.push_back(std::move(own));
        std::string inside;
        for (const std::string& formula : formulas)
            inside += (inside.empty() ? "" : " " + m_style.word("or") + " ") + formula;
        return nameOf(term.operation()) + " " + m_style.word(term.over()) + " (" + inside + ")";
    }

    const DerivationStyle& m_style;
    Wanted m_wanted;
};

std::string digitsOf(double value, bool isGiven)
{
    std::array<char, 400> buffer{};
    const bool isInteger = std::abs(value) < 1e15 && value == std::floor(value);
    auto end = buffer.data();
    if (isInteger)
        end = std::to_chars(end, buffer.data() + buffer.size(), static_cast<std::int64_t>(value)).ptr;
    else if (isGiven)
        end = std::to_chars(end, buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    else {
        const int before = value == 0.0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
        end = std::to_chars(end, buffer.data() + buffer.size(), value, std::chars_format::fixed,
                            std::max(0, kDigitsOfComputed - before))
                  .ptr;
    }
    return {buffer.data(), end};
}

} // namespace

std::string DerivationStyle::number(const ShownNumber& shown) const
{
    switch (shown.unit) {
    case Unit::Frequency: return digitsOf(shown.value / 1e9, shown.isGiven) + " GHz";
    case Unit::DataRate: return digitsOf(shown.value / 1e9, shown.isGiven) + " GB/s";
    case Unit::Duration: return digitsOf(shown.value, shown.isGiven) + " s";
    default: return digitsOf(shown.value, shown.isGiven);
    }
}

std::string DerivationStyle::word(std::string_view english) const
{
    return std::string(english);
}

std::string DerivationStyle::more(std::size_t count) const
{
    return "[" + std::to_string(count) + " more]";
}

std::string Term::formula(const DerivationStyle& style) const
{
    return FormulaWriter(style, Wanted::Symbols).text(operation() == Operation::Named ? parts().front() : *this);
}

std::string Term::substituted(const DerivationStyle& style) const
{
    return FormulaWriter(style, Wanted::Values).text(operation() == Operation::Named ? parts().front() : *this);
}

} // namespace waferscope
