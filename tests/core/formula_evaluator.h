#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace waferscope {

/// Computes what a derivation's text says, as a person would: + − · / ⌈ ⌉ max(…) min(…), numbers grouped by spaces that
/// do not break or not at all, "0.85 GHz", and notes in brackets, which count for nothing. It throws where it is lost.
class FormulaEvaluator {
public:
    static double valueOf(std::string_view text)
    {
        FormulaEvaluator evaluator(text);
        const double value = evaluator.sum();
        if (!evaluator.m_rest.empty())
            throw std::runtime_error("left over: " + std::string(evaluator.m_rest));
        return value;
    }

private:
    explicit FormulaEvaluator(std::string_view text)
        : m_rest(text)
    {
        skip();
    }

    void skip()
    {
        while (m_rest.starts_with(' ') || m_rest.starts_with('['))
            m_rest.remove_prefix(m_rest.front() == ' ' ? 1 : m_rest.find(']') + 1);
    }

    bool take(std::string_view sign)
    {
        if (!m_rest.starts_with(sign))
            return false;
        m_rest.remove_prefix(sign.size());
        skip();
        return true;
    }

    void need(std::string_view sign)
    {
        if (!take(sign))
            throw std::runtime_error("no " + std::string(sign) + " before: " + std::string(m_rest));
    }

    double sum()
    {
        double value = product();
        while (true) {
            if (take("+"))
                value += product();
            else if (take("−"))
                value -= product();
            else
                return value;
        }
    }

    double product()
    {
        double value = atom();
        while (true) {
            if (take("·"))
                value *= atom();
            else if (take("/"))
                value /= atom();
            else
                return value;
        }
    }

    double atom()
    {
        if (take("⌈"))
            return std::ceil(closed("⌉"));
        if (take("max("))
            return ofList([](double a, double b) { return std::max(a, b); });
        if (take("min("))
            return ofList([](double a, double b) { return std::min(a, b); });
        return take("(") ? closed(")") : number();
    }

    double closed(std::string_view end)
    {
        const double value = sum();
        need(end);
        return value;
    }

    template <typename Choice>
    double ofList(const Choice& choice)
    {
        double value = sum();
        while (take(","))
            value = choice(value, sum());
        need(")");
        return value;
    }

    double number()
    {
        static constexpr std::string_view kNarrow = "\u202F";
        std::string digits;
        while (!m_rest.empty()) {
            if (m_rest.starts_with(kNarrow) && m_rest.size() > kNarrow.size() && isDigit(m_rest[kNarrow.size()]))
                m_rest.remove_prefix(kNarrow.size());
            else if (isDigit(m_rest.front()) || m_rest.front() == '.') {
                digits += m_rest.front();
                m_rest.remove_prefix(1);
            } else
                break;
        }
        if (m_rest.starts_with(kNarrow))
            m_rest.remove_prefix(kNarrow.size());
        skip();
        digits += power();
        double value = 0.0;
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        if (digits.empty() || end != digits.data() + digits.size())
            throw std::runtime_error("no number: " + digits + " before: " + std::string(m_rest));
        return value;
    }

    /// Of a unit, which it takes.
    std::string power()
    {
        if (take("GHz") || take("GB/s"))
            return "e9";
        take("s");
        return "";
    }

    static bool isDigit(char sign) { return sign >= '0' && sign <= '9'; }

    std::string_view m_rest;
};

} // namespace waferscope
