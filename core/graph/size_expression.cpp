#include "core/graph/size_expression.h"

#include <algorithm>
#include <cctype>

namespace waferscope {

namespace {

constexpr std::int64_t kMostValue = std::int64_t{1} << 53;
constexpr std::size_t kLongestExpression = 1024;
constexpr int kMostDepth = 64;

std::int64_t floorQuotient(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by != 0 && (value < 0) != (by < 0) ? 1 : 0);
}

/// Reads an expression from left to right. Without values it only finds the names: each then counts as 1.
class ExpressionReader {
public:
    ExpressionReader(std::string_view text, const Dimensions* sizes)
        : m_text(text)
        , m_sizes(sizes)
    {
    }

    std::optional<std::int64_t> run()
    {
        if (m_text.size() > kLongestExpression)
            return std::nullopt;
        const std::int64_t value = sum();
        skipBlanks();
        return m_isBroken || !m_text.empty() ? std::nullopt : std::optional{value};
    }

    [[nodiscard]] const std::vector<std::string>& names() const { return m_names; }
    [[nodiscard]] bool isPlain() const { return m_steps == 0; } ///< a name or number alone

private:
    void skipBlanks() { m_text.remove_prefix(std::min(m_text.find_first_not_of(' '), m_text.size())); }

    bool take(std::string_view sign)
    {
        skipBlanks();
        if (!m_text.starts_with(sign))
            return false;
        m_text.remove_prefix(sign.size());
        return true;
    }

    std::int64_t broken()
    {
        m_isBroken = true;
        m_text = {};
        return 0;
    }

    std::int64_t checked(bool overflows, std::int64_t value)
    {
        ++m_steps;
        return overflows || value > kMostValue || value < -kMostValue ? broken() : value;
    }

    std::int64_t sum()
    {
        if (++m_depth > kMostDepth)
            return broken();
        std::int64_t value = product();
        for (;;) {
            const bool adds = take("+");
            if (!adds && !take("-"))
                break;
            const std::int64_t next = product();
            const bool overflows =
                adds ? __builtin_add_overflow(value, next, &value) : __builtin_sub_overflow(value, next, &value);
            value = checked(overflows, value);
        }
        --m_depth;
        return value;
    }

    std::int64_t product()
    {
        std::int64_t value = power();
        for (;;) {
            if (take("//") || take("/")) {
                value = divided(value, power(), true);
            } else if (take("%")) {
                value = divided(value, power(), false);
            } else if (!m_text.starts_with("**") && take("*")) {
                const bool overflows = __builtin_mul_overflow(value, power(), &value);
                value = checked(overflows, value);
            } else {
                return value;
            }
        }
    }

    std::int64_t divided(std::int64_t value, std::int64_t by, bool isQuotient)
    {
        if (by == 0)
            return broken();
        const std::int64_t quotient = floorQuotient(value, by);
        return checked(false, isQuotient ? quotient : value - quotient * by);
    }

    std::int64_t power()
    {
        if (take("-")) {
            if (++m_depth > kMostDepth)
                return broken();
            const std::int64_t value = -power();
            --m_depth;
            return checked(false, value);
        }
        const std::int64_t base = primary();
        skipBlanks();
        if (!take("**"))
            return base;
        const std::int64_t exponent = primary();
        std::int64_t value = 1;
        if (exponent < 0 || exponent > 64)
            return broken();
        for (std::int64_t at = 0; at < exponent; ++at) {
            const bool overflows = __builtin_mul_overflow(value, base, &value);
            value = checked(overflows, value);
        }
        return checked(false, value);
    }

    std::int64_t primary()
    {
        skipBlanks();
        if (take("(")) {
            const std::int64_t value = sum();
            return take(")") ? value : broken();
        }
        const auto end = std::find_if_not(m_text.begin(), m_text.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
        });
        const std::string word{m_text.begin(), end};
        m_text.remove_prefix(word.size());
        if (word.empty())
            return broken();
        if (std::isdigit(static_cast<unsigned char>(word[0])) != 0)
            return number(word);
        return take("(") ? call(word) : named(word);
    }

    std::int64_t number(const std::string& digits)
    {
        std::int64_t value = 0;
        for (const char digit : digits) {
            if (std::isdigit(static_cast<unsigned char>(digit)) == 0 || value > kMostValue / 10)
                return broken();
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    std::int64_t named(const std::string& name)
    {
        if (std::find(m_names.begin(), m_names.end(), name) == m_names.end())
            m_names.push_back(name);
        if (m_sizes == nullptr)
            return 1;
        const auto found = m_sizes->find(name);
        return found == m_sizes->end() ? broken() : found->second;
    }

    /// floor, Max and Min, which SymPy writes.
    std::int64_t call(const std::string& name)
    {
        const bool isLargest = name == "Max" || name == "max";
        const bool isSmallest = name == "Min" || name == "min";
        if (name != "floor" && !isLargest && !isSmallest)
            return broken();
        std::int64_t value = sum();
        while ((isLargest || isSmallest) && take(",")) {
            const std::int64_t next = sum();
            value = isLargest ? std::max(value, next) : std::min(value, next);
        }
        ++m_steps;
        return take(")") ? value : broken();
    }

    std::string_view m_text;
    const Dimensions* m_sizes;
    std::vector<std::string> m_names;
    int m_depth = 0;
    int m_steps = 0;
    bool m_isBroken = false;
};

} // namespace

std::optional<std::vector<std::string>> sizesIn(std::string_view expression)
{
    ExpressionReader reader{expression, nullptr};
    const bool isGood = reader.run().has_value();
    return isGood && !reader.isPlain() && !reader.names().empty() ? std::optional{reader.names()} : std::nullopt;
}

std::optional<std::int64_t> valueOf(std::string_view expression, const Dimensions& sizes)
{
    return ExpressionReader{expression, &sizes}.run();
}

} // namespace waferscope
