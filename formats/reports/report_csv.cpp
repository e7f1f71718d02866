#include "formats/reports/report_csv.h"

#include <charconv>

namespace waferscope {

namespace {

std::string quotedCell(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos)
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
        + number(numbers.transmission.count()) + ',' + number(numbers.activePes) + ','
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
    std::string row = quotedCell(kernel.name);
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
