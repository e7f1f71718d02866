#include "formats/reports/report_csv.h"

#include "core/base/foreign_text.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace waferscope {

namespace {

/// Whether a spreadsheet would take a text for a formula: of these signs, or of their full-width forms after U+FF00.
bool isFormula(std::string_view text)
{
    constexpr std::string_view kSigns = "=+-@";
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty())
        return false;
    const char32_t first = firstLetter(text).code;
    return std::any_of(kSigns.begin(), kSigns.end(), [first](char sign) {
        return first == static_cast<char32_t>(sign) || first == static_cast<char32_t>(sign) + 0xFEE0U;
    });
}

/// A text of foreign origin as a cell: as it is shown, with an apostrophe ahead of what a spreadsheet would compute.
std::string cell(std::string_view name)
{
    constexpr std::size_t kMostColumns = 1000; // programs that read tables refuse long cells
    std::string text = (isFormula(name) ? "'" : "") + shortened(shown(name), kMostColumns);
    if (text.find_first_of(",;\"") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

/// Shortest text that reads back as the same number, whatever the locale.
std::string number(double value)
{
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string numbersRow(const FiveNumbers& numbers)
{
    return number(numbers.samples.count()) + ',' + number(numbers.compute.count()) + ','
        + (numbers.transmission ? number(numbers.transmission->count()) : "") + ',' + number(numbers.activePes) + ','
        + number(numbers.computeUtilization);
}

/// Pipelined: of the slowest kernel, delta T. In weight streaming one kernel works after the other: their sum.
std::int64_t cyclesOfAll(const Evaluation& evaluation)
{
    if (evaluation.mode() == Mode::Pipelined)
        return evaluation.pipelined().deltaT.count();
    Cycles sum{0};
    for (const KernelReport& kernel : evaluation.kernels)
        sum += kernel.cycles;
    return sum.count();
}

std::string kernelRow(const KernelReport& kernel)
{
    std::string row = cell(kernel.name);
    for (const std::int64_t value :
         {std::int64_t{kernel.rectangle.origin.x}, std::int64_t{kernel.rectangle.origin.y},
          std::int64_t{kernel.rectangle.width}, std::int64_t{kernel.rectangle.height}, std::int64_t{kernel.rotated},
          std::int64_t{kernel.locked}, kernel.cycles.count(), kernel.memory.total().count()})
        row += ',' + std::to_string(value);
    return row + ',' + numbersRow(kernel.numbers) + '\n';
}

} // namespace

std::string layoutReportCsv(const Evaluation& evaluation)
{
    std::string text =
        "kernel,x,y,width,height,rotated,locked,cycles,memory_bytes,samples_per_second,compute_samples_per_second,"
        "transmission_samples_per_second,active_pes,compute_utilization\n";
    for (const KernelReport& kernel : evaluation.kernels)
        text += kernelRow(kernel);
    text += "total,,,,,,," + std::to_string(cyclesOfAll(evaluation)) + ','
        + std::to_string(evaluation.memory.worstPe.count()) + ',' + numbersRow(evaluation.numbers) + '\n';
    return text;
}

} // namespace waferscope
