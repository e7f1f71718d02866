#include "core/shape_rules/matrix_product.h"

#include "core/base/names.h"
#include "core/shape_rules/shape_scope.h"

#include <algorithm>

namespace waferscope {

MatrixProduct matrixProductOf(const Shape& first, const Shape& second)
{
    if (first.empty() || second.empty())
        return {{}, 0, "a factor is a single number"};
    const bool rowOnly = first.size() == 1;
    const bool columnOnly = second.size() == 1;
    const std::int64_t inner = first.back();
    const std::int64_t rows = columnOnly ? second[0] : second[second.size() - 2];
    if (inner != rows)
        return {{},
                0,
                "the first factor has rows of " + std::to_string(inner) + " numbers and the second has "
                    + std::to_string(rows) + " rows"};
    const Shape outerFirst(first.begin(), rowOnly ? first.begin() : first.end() - 2);
    const Shape outerSecond(second.begin(), columnOnly ? second.begin() : second.end() - 2);
    std::optional<Shape> output = broadcast(outerFirst, outerSecond);
    if (!output)
        return {{}, 0, "the factors' outer axes do not broadcast"};
    if (!rowOnly)
        output->push_back(first[first.size() - 2]);
    if (!columnOnly)
        output->push_back(second.back());
    return {std::move(*output), inner, {}};
}

Shape transposedTail(Shape shape, Tail tail)
{
    if (tail == Tail::Swapped && shape.size() >= 2)
        std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
    return shape;
}

namespace {

struct Equation {
    std::vector<std::string> operands;
    std::optional<std::string> output;
};

/// Splits "ij, jk -> ik"; an ellipsis becomes one '.' character.
Equation parseEquation(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 3) == "...") {
            plain += '.';
            at += 2;
        } else if (text[at] != ' ') {
            plain += text[at];
        }
    }
    Equation equation;
    if (const std::size_t arrow = plain.find("->"); arrow != std::string::npos) {
        equation.output = plain.substr(arrow + 2);
        plain.resize(arrow);
    }
    std::size_t start = 0;
    for (std::size_t comma = plain.find(','); comma != std::string::npos; comma = plain.find(',', start)) {
        equation.operands.push_back(plain.substr(start, comma - start));
        start = comma + 1;
    }
    equation.operands.push_back(plain.substr(start));
    return equation;
}

/// Extents of the indices met so far; the axes under an ellipsis broadcast together.
struct IndexTable {
    std::map<char, std::int64_t> extents;
    std::vector<char> order;
    std::map<char, int> uses;
    Shape ellipsis;

    bool bind(char index, std::int64_t extent)
    {
        ++uses[index];
        const auto [entry, isNew] = extents.emplace(index, extent);
        if (isNew)
            order.push_back(index);
        else if (entry->second == 1)
            entry->second = extent;
        return entry->second == extent || extent == 1;
    }
};

bool bindOperand(IndexTable& table, const std::string& indices, const Shape& shape)
{
    const bool hasEllipsis = indices.find('.') != std::string::npos;
    const std::size_t named = indices.size() - (hasEllipsis ? 1 : 0);
    if (shape.size() < named || (!hasEllipsis && shape.size() != named))
        return false;
    std::size_t axis = 0;
    for (const char index : indices) {
        if (index == '.') {
            const std::size_t count = shape.size() - named;
            const auto begin = shape.begin() + static_cast<std::ptrdiff_t>(axis);
            std::optional<Shape> joined =
                broadcast(table.ellipsis, Shape(begin, begin + static_cast<std::ptrdiff_t>(count)));
            if (!joined)
                return false;
            table.ellipsis = std::move(*joined);
            axis += count;
        } else if (axis >= shape.size() || !table.bind(index, shape[axis++])) {
            return false;
        }
    }
    return axis == shape.size();
}

/// Without "->" the result has the ellipsis, then every index that occurs once, in alphabetical order.
std::string impliedOutput(const IndexTable& table)
{
    std::string output = ".";
    for (const auto& [index, count] : table.uses)
        if (count == 1)
            output += index;
    return output;
}

} // namespace

EinsteinSum einsteinSumOf(std::string_view text, const std::vector<Shape>& operands)
{
    const Equation equation = parseEquation(text);
    const std::string trouble = "its equation \"" + printable(text) + "\" does not fit its operands";
    if (equation.operands.size() != operands.size())
        return {{}, {}, trouble};
    IndexTable table;
    for (std::size_t operand = 0; operand < operands.size(); ++operand)
        if (!bindOperand(table, equation.operands[operand], operands[operand]))
            return {{}, {}, trouble};
    EinsteinSum sum;
    for (const char index : equation.output.value_or(impliedOutput(table))) {
        if (index == '.') {
            sum.output.insert(sum.output.end(), table.ellipsis.begin(), table.ellipsis.end());
            continue;
        }
        const auto found = table.extents.find(index);
        if (found == table.extents.end())
            return {{}, {}, trouble};
        sum.output.push_back(found->second);
    }
    sum.extents = table.ellipsis;
    for (const char index : table.order)
        sum.extents.push_back(table.extents.at(index));
    return sum;
}

} // namespace waferscope
