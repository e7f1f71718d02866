#pragma once

#include "app/cli/command.h"

#include <cstdint>
#include <string>
#include <vector>

namespace waferscope {

enum class Align { Left, Right };

struct TableColumn {
    std::string title;
    Align align = Align::Left;
    std::size_t widest = 100; ///< columns of the terminal; a longer cell is shortened
};

/// Rows of text of any origin under titles, columns two spaces apart, as wide as their widest cell.
class TextTable {
public:
    explicit TextTable(std::vector<TableColumn> columns);

    void addRow(std::vector<std::string> cells); ///< one a column
    void addRule() { m_rules.push_back(m_rows.size()); } ///< a line before the next row

    [[nodiscard]] std::string text(Emphasis emphasis) const;

private:
    std::vector<TableColumn> m_columns;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::size_t> m_rules; ///< row numbers that a line stands before
};

/// 25557032 as "25,557,032".
[[nodiscard]] std::string grouped(std::int64_t number);

} // namespace waferscope
