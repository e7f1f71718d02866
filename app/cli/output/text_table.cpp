#include "app/cli/output/text_table.h"

#include "core/base/check.h"
#include "core/base/foreign_text.h"

#include <algorithm>

namespace waferscope {

namespace {

std::string padded(const std::string& text, std::size_t width, Align align)
{
    const std::string space(width - std::min(width, columnsOf(text)), ' ');
    return align == Align::Left ? text + space : space + text;
}

} // namespace

TextTable::TextTable(std::vector<TableColumn> columns)
    : m_columns(std::move(columns))
{
}

void TextTable::addRow(std::vector<std::string> cells)
{
    WAFERSCOPE_CHECK(cells.size() == m_columns.size());
    for (std::size_t column = 0; column < cells.size(); ++column)
        cells[column] = shortened(shown(cells[column]), m_columns[column].widest);
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text(Emphasis emphasis) const
{
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    std::size_t total = 0;
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        titles.push_back(shortened(shown(m_columns[column].title), m_columns[column].widest));
        widths.push_back(columnsOf(titles.back()));
        for (const std::vector<std::string>& row : m_rows)
            widths.back() = std::max(widths.back(), columnsOf(row[column]));
        total += widths.back() + (column > 0 ? 2 : 0);
    }
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string joined;
        for (std::size_t column = 0; column < cells.size(); ++column)
            joined += (column > 0 ? "  " : "") + padded(cells[column], widths[column], m_columns[column].align);
        joined.erase(joined.find_last_not_of(' ') + 1);
        return joined;
    };
    const bool isTerminal = emphasis == Emphasis::Terminal;
    std::string text = (isTerminal ? "\x1b[1m" : "") + line(titles) + (isTerminal ? "\x1b[0m" : "") + "\n";
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (std::find(m_rules.begin(), m_rules.end(), row) != m_rules.end())
            text += std::string(total, '-') + "\n";
        text += line(m_rows[row]) + "\n";
    }
    return text;
}

std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > (number < 0 ? 4U : 3U); at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

} // namespace waferscope
