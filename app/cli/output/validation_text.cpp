#include "app/cli/output/validation_text.h"

#include "app/cli/output/text_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace waferscope {

namespace {

std::string numberText(const std::optional<double>& number)
{
    return number ? fmt::format("{:.5g}", *number) : "-";
}

std::string verdictOf(const ValidatedRow& row)
{
    if (row.row.role == RowRole::Report)
        return "shown";
    const std::optional<bool> passes = row.passes();
    return passes ? *passes ? "in band" : "MISSED" : "-";
}

std::string rowsText(const Validation& validation, Emphasis emphasis)
{
    TextTable table({{"row"},
                     {"role"},
                     {"mode"},
                     {"release"},
                     {"quantity", Align::Left, 34},
                     {"measured", Align::Right},
                     {"predicted", Align::Right},
                     {"ratio", Align::Right},
                     {"band", Align::Right},
                     {"verdict"}});
    for (const ValidatedRow& row : validation.rows)
        table.addRow({row.row.id, std::string(nameOf(row.row.role)), row.row.mode, row.row.release, row.row.quantity,
                      numberText(row.row.measured), numberText(row.predicted),
                      row.ratio() ? fmt::format("{:.3f}", *row.ratio()) : "-",
                      fmt::format("{:.0f} %", 100.0 * row.row.band), verdictOf(row)});
    return table.text(emphasis);
}

std::string reasonsText(const Validation& validation)
{
    std::string text;
    for (const ValidatedRow& row : validation.rows)
        if (!row.reason.empty())
            text += fmt::format("{}: {}\n", row.row.id, row.reason);
    return text.empty() ? text : "\n" + text;
}

std::string fittedText(const Validation& validation, Emphasis emphasis)
{
    TextTable table({{"fitted"}, {"value", Align::Right}, {"on"}});
    for (const FittedNumber& number : validation.fitted)
        table.addRow(
            {number.name, fmt::format("{:.5g}", number.value), fmt::format("{}", fmt::join(number.rows, ", "))});
    return validation.fitted.empty() ? std::string{} : "\n" + table.text(emphasis);
}

} // namespace

std::string validationText(const Validation& validation, Emphasis emphasis)
{
    std::string text =
        rowsText(validation, emphasis) + reasonsText(validation) + fittedText(validation, emphasis) + "\n";
    for (const auto& [mode, error] : validation.meanError())
        text += fmt::format("{}: predictions are off by {:.1f} % on average\n", mode, 100.0 * error);
    return text;
}

} // namespace waferscope
