#include "app/cli/output/baseline_text.h"

#include "app/cli/output/text_table.h"
#include "core/base/foreign_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace waferscope {

namespace {

std::string whole(double value)
{
    return grouped(std::llround(value));
}

/// "5.07 P", "312 T": of a unit that follows.
std::string scaled(double value)
{
    constexpr std::array kPrefixes = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    std::size_t at = 0;
    for (; std::abs(value) >= 1000.0 && at + 1 < kPrefixes.size(); ++at)
        value /= 1000.0;
    return fmt::format("{:.4g} {}", value, kPrefixes.at(at));
}

/// "50 days", "20.0 years".
std::string duration(double seconds)
{
    constexpr double kDay = 86400.0;
    constexpr double kYear = 365.25 * kDay;
    if (seconds >= 2.0 * kYear)
        return fmt::format("{:.1f} years", seconds / kYear);
    return seconds >= kDay ? fmt::format("{:.1f} days", seconds / kDay) : fmt::format("{:.2g} hours", seconds / 3600.0);
}

std::string figuresText(const std::vector<SourcedFigure>& figures)
{
    std::string text;
    for (const SourcedFigure& figure : figures)
        text += fmt::format("{}: {}{}{} ({}: {})\n", figure.label, scaled(figure.value), figure.unit.empty() ? "" : " ",
                            figure.unit, nameOf(figure.mark), figure.source);
    return text;
}

} // namespace

std::string baselineText(const GpuReport& report, Emphasis emphasis)
{
    TextTable table{{{"GPUs", Align::Right},
                     {"batch", Align::Right},
                     {"published min", Align::Right},
                     {"fitted min", Align::Right},
                     {"of a step at work", Align::Right},
                     {"source", Align::Left}}};
    for (const GpuRow& row : report.rows)
        table.addRow({whole(row.gpus), whole(row.batch), row.published ? fmt::format("{:.2f}", *row.published) : "-",
                      fmt::format("{:.2f}", row.minutes), fmt::format("{:.1f} %", 100.0 * row.efficiency), row.source});
    std::string text = report.title + "\n\n" + table.text(emphasis) + "\n";
    text += fmt::format("A step takes {:.4g} s x batch / GPUs + {:.4g} s + {:.4g} s x log2 GPUs.\n",
                        report.sampleSeconds, report.fixedSeconds, report.doublingSeconds);
    for (const std::string& warning : report.warnings)
        text += "warning: " + warning + "\n";
    return text;
}

std::string baselineText(const TrainingReport& report, Emphasis emphasis)
{
    TextTable table{{{"network", Align::Left},
                     {"parameters", Align::Right},
                     {"tokens", Align::Right},
                     {"PFLOP-days", Align::Right},
                     {"GPUs", Align::Right},
                     {"of peak", Align::Right},
                     {"takes", Align::Right},
                     {"said to take", Align::Right},
                     {"doublings", Align::Right},
                     {"since 2012", Align::Right}}};
    constexpr double kSecondsOfDay = 86400.0;
    for (const TrainingRow& row : report.rows)
        table.addRow({row.name, whole(row.parameters), whole(row.tokens), fmt::format("{:.4g}", row.pflopDays),
                      whole(row.gpus), fmt::format("{:.0f} %", 100.0 * row.utilization), duration(row.seconds),
                      row.claimedDays ? duration(*row.claimedDays * kSecondsOfDay) : "-",
                      fmt::format("{:.1f}", row.doublings), fmt::format("{:.1f} months", row.monthsSince2012)});
    return table.text(emphasis) + "\n" + figuresText(report.figures);
}

std::string baselineText(const RooflineReport& report, Emphasis emphasis)
{
    TextTable table{{{"machine", Align::Left},
                     {"operation", Align::Left},
                     {"FLOP a byte", Align::Right},
                     {"attainable FLOP/s", Align::Right},
                     {"of peak", Align::Right},
                     {"bound by", Align::Left}}};
    std::string sources;
    for (const RooflineMachine& machine : report.machines) {
        for (const RooflineRow& row : machine.rows)
            table.addRow({machine.processor.title, row.operation, fmt::format("{:.3g}", row.flops / row.bytes),
                          scaled(row.attainableFlops),
                          fmt::format("{:.2f} %", 100.0 * row.attainableFlops / row.peakFlops),
                          row.isBoundByMemory ? "memory" : "compute"});
        table.addRule();
        if (!machine.processor.figures.empty())
            sources += "\n" + machine.processor.title + "\n" + figuresText(machine.processor.figures);
    }
    return fmt::format("Vectors of {0} values, matrices of {0} x {0}; the sparse one has {1:g} % zeros.\n\n",
                       whole(report.size), 100.0 * report.sparsity)
        + table.text(emphasis) + sources;
}

std::string gpuComparisonText(const GpuComparison& gpus)
{
    if (!gpus.rate)
        return "";
    const GpuRate& rate = *gpus.rate;
    std::string text = fmt::format("{} GPUs, fitted to published runs of BERT, would take {} samples/s over a step; ",
                                   whole(rate.gpus), whole(rate.samples.count()));
    text += rate.equalGpus ? fmt::format("{} would be as fast as the faster one.\n", whole(*rate.equalGpus))
                           : "no published number of them is as fast as the faster one.\n";
    for (const std::string& warning : rate.warnings)
        text += "warning: " + warning + "\n";
    return text;
}

} // namespace waferscope
