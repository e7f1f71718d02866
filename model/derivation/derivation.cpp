#include "model/derivation/derivation.h"

#include <algorithm>
#include <set>

namespace waferscope {

namespace {

/// max(a, b, c) of max(a, b) and c.
std::vector<Term> choices(Term::Operation operation, const Term& first, const Term& second)
{
    std::vector<Term> parts;
    for (const Term& term : {first, second}) {
        if (term.operation() == operation && term.over().empty())
            parts.insert(parts.end(), term.parts().begin(), term.parts().end());
        else
            parts.push_back(term);
    }
    return parts;
}

} // namespace

struct Term::Node {
    Operation operation = Operation::Given;
    double value = 0.0;
    Unit unit = Unit::None;
    bool isWhole = false;
    bool isUnmentionedAsOne = false;
    std::string symbol;
    std::string over;
    std::set<std::string> assumptions; ///< of all parts, too
    std::vector<Term> parts;
};

Term Term::given(std::string_view symbol, double value, Unit unit)
{
    Node node;
    node.value = value;
    node.unit = unit;
    node.symbol = symbol;
    return Term(std::make_shared<const Node>(std::move(node)));
}

Term Term::computed(Operation operation, double value, std::vector<Term> parts, std::string_view over)
{
    Node node;
    node.operation = operation;
    node.value = value;
    node.over = over;
    node.isWhole = operation == Operation::RoundUp
        || (operation != Operation::Quotient
            && std::all_of(parts.begin(), parts.end(), [](const Term& part) { return part.isWhole(); }));
    for (const Term& part : parts)
        node.assumptions.insert(part.m_node->assumptions.begin(), part.m_node->assumptions.end());
    node.parts = std::move(parts);
    return Term(std::make_shared<const Node>(std::move(node)));
}

double Term::value() const
{
    return m_node->value;
}

Unit Term::unit() const
{
    return m_node->unit;
}

Term::Operation Term::operation() const
{
    return m_node->operation;
}

const std::string& Term::symbol() const
{
    return m_node->symbol;
}

const std::string& Term::over() const
{
    return m_node->over;
}

const std::vector<Term>& Term::parts() const
{
    return m_node->parts;
}

bool Term::isWhole() const
{
    return m_node->isWhole;
}

bool Term::isUnmentioned() const
{
    return m_node->isUnmentionedAsOne && m_node->value == 1.0;
}

Term Term::named(std::string_view symbol, Unit unit) const
{
    Node node = *m_node;
    if (node.operation != Operation::Given) {
        node.operation = Operation::Named;
        node.parts = {*this};
        node.over.clear();
    }
    node.symbol = symbol;
    node.unit = unit;
    return Term(std::make_shared<const Node>(std::move(node)));
}

Term Term::whole() const
{
    Node node = *m_node;
    node.isWhole = true;
    return Term(std::make_shared<const Node>(std::move(node)));
}

Term Term::unmentionedAsOne() const
{
    Node node = *m_node;
    node.isUnmentionedAsOne = true;
    return Term(std::make_shared<const Node>(std::move(node)));
}

Term Term::restingOn(std::string_view assumption) const
{
    Node node = *m_node;
    node.assumptions.emplace(assumption);
    return Term(std::make_shared<const Node>(std::move(node)));
}

Term Term::restingOnAll(const std::vector<Term>& others) const
{
    if (std::all_of(others.begin(), others.end(), [](const Term& other) { return other.m_node->assumptions.empty(); }))
        return *this;
    Node node = *m_node;
    for (const Term& other : others)
        node.assumptions.insert(other.m_node->assumptions.begin(), other.m_node->assumptions.end());
    return Term(std::make_shared<const Node>(std::move(node)));
}

std::vector<std::string> Term::assumptions() const
{
    return {m_node->assumptions.begin(), m_node->assumptions.end()};
}

std::vector<Term> Term::namedParts() const
{
    std::vector<Term> found;
    std::vector<Term> open;
    if (over().empty())
        open.assign(parts().rbegin(), parts().rend());
    while (!open.empty()) {
        const Term term = open.back();
        open.pop_back();
        const auto isSame = [&term](const Term& other) { return other.symbol() == term.symbol(); };
        if (term.operation() == Operation::Named) {
            if (std::none_of(found.begin(), found.end(), isSame))
                found.push_back(term);
        } else if (term.over().empty()) {
            open.insert(open.end(), term.parts().rbegin(), term.parts().rend());
        }
    }
    return found;
}

Term Traced::number(std::int64_t value)
{
    return whole({}, value);
}

Term Traced::whole(std::string_view symbol, std::int64_t value)
{
    return Term::given(symbol, static_cast<double>(value)).whole();
}

Term Traced::real(std::string_view symbol, double value, Unit unit)
{
    return Term::given(symbol, value, unit);
}

Term Traced::factor(std::string_view symbol, std::int64_t value)
{
    return whole(symbol, value).unmentionedAsOne();
}

Term Traced::assumed(std::string_view symbol, double value, std::string_view key)
{
    return Term::given(symbol, value).restingOn(key);
}

Term Traced::assumedOfLayer(std::string_view symbol, const LayerValues& values, std::string_view key,
                            std::string_view kernel)
{
    const std::string_view owner = values.ownerOf(kernel);
    return assumed(symbol, values.of(kernel),
                   owner.empty() ? std::string(key) : std::string(key) + "." + std::string(owner));
}

Term Traced::sumOver(std::string_view over, std::vector<Term> parts)
{
    if (parts.empty())
        return number(0);
    if (parts.size() == 1)
        return parts.front();
    double total = 0.0;
    for (const Term& part : parts)
        total += part.value();
    return Term::computed(Term::Operation::Sum, total, std::move(parts), over);
}

Term Traced::largestOver(std::string_view over, std::vector<Term> parts)
{
    if (parts.empty())
        return number(0);
    if (parts.size() == 1)
        return parts.front();
    double largest = 0.0;
    for (const Term& part : parts)
        largest = std::max(largest, part.value());
    return Term::computed(Term::Operation::Largest, largest, std::move(parts), over);
}

Term operator+(const Term& a, const Term& b)
{
    return Term::computed(Term::Operation::Sum, a.value() + b.value(), {a, b});
}

Term operator-(const Term& a, const Term& b)
{
    return Term::computed(Term::Operation::Difference, a.value() - b.value(), {a, b});
}

Term operator*(const Term& a, const Term& b)
{
    if (a.isUnmentioned())
        return b.restingOnAll({a});
    return b.isUnmentioned() ? a.restingOnAll({b})
                             : Term::computed(Term::Operation::Product, a.value() * b.value(), {a, b});
}

Term operator/(const Term& a, const Term& b)
{
    return b.isUnmentioned() ? a.restingOnAll({b})
                             : Term::computed(Term::Operation::Quotient, a.value() / b.value(), {a, b});
}

Term toReal(const Term& value)
{
    return value;
}

Term toWhole(const Term& value)
{
    return value;
}

Term roundedUp(const Term& value)
{
    return value.isWhole() ? value : Term::computed(Term::Operation::RoundUp, std::ceil(value.value()), {value});
}

Term ceilDivide(const Term& whole, const Term& parts)
{
    const std::int64_t share =
        ceilDivide(static_cast<std::int64_t>(whole.value()), static_cast<std::int64_t>(parts.value()));
    if (parts.isUnmentioned())
        return whole;
    const Term quotient = Term::computed(Term::Operation::Quotient, whole.value() / parts.value(), {whole, parts});
    return Term::computed(Term::Operation::RoundUp, static_cast<double>(share), {quotient});
}

Term largestOf(const Term& first, const Term& second)
{
    return Term::computed(Term::Operation::Largest, std::max(first.value(), second.value()),
                          choices(Term::Operation::Largest, first, second));
}

Term largestOf(const Term& first, const Term& second, const Term& third)
{
    return largestOf(largestOf(first, second), third);
}

Term leastOf(const Term& first, const Term& second)
{
    return Term::computed(Term::Operation::Least, std::min(first.value(), second.value()),
                          choices(Term::Operation::Least, first, second));
}

Term atLeast(const Term& bound, const Term& value)
{
    return value.value() >= bound.value() ? value.restingOnAll({bound}) : largestOf(bound, value);
}

Term atMost(const Term& bound, const Term& value)
{
    return value.value() <= bound.value() ? value.restingOnAll({bound}) : leastOf(bound, value);
}

Term ratioOf(const Term& part, const Term& whole)
{
    return whole.value() > 0.0 ? part / whole : Traced::number(0).restingOnAll({part, whole});
}

} // namespace waferscope
