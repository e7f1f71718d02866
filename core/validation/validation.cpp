#include "core/validation/validation.h"

#include <cmath>

namespace waferscope {

std::string_view nameOf(RowRole role)
{
    switch (role) {
    case RowRole::Fit: return "fit";
    case RowRole::Check: return "check";
    case RowRole::Report: break;
    }
    return "report";
}

std::optional<double> ValidatedRow::ratio() const
{
    return predicted && row.measured ? std::optional(*predicted / *row.measured) : std::nullopt;
}

std::optional<bool> ValidatedRow::passes() const
{
    if (row.role == RowRole::Report || !ratio())
        return std::nullopt;
    return std::abs(*ratio() - 1.0) <= row.band;
}

std::map<std::string, double> Validation::meanError() const
{
    std::map<std::string, std::pair<double, int>> sums;
    for (const ValidatedRow& row : rows)
        if (const std::optional<double> ratio = row.ratio()) {
            auto& [sum, count] = sums[row.row.mode];
            sum += std::abs(*ratio - 1.0);
            ++count;
        }
    std::map<std::string, double> means;
    for (const auto& [mode, sum] : sums)
        means[mode] = sum.first / sum.second;
    return means;
}

} // namespace waferscope
