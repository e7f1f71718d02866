#include "app/cli/output/emulation_text.h"

#include "app/cli/output/text_table.h"
#include "core/base/names.h"

#include <fmt/format.h>

namespace waferscope {

namespace {

Cycles sumOf(const StallCycles& stalled)
{
    Cycles sum{0};
    for (const Cycles cycles : stalled)
        sum += cycles;
    return sum;
}

std::string shareText(Cycles part, Cycles whole)
{
    const auto of = static_cast<double>(std::max<std::int64_t>(1, whole.count()));
    return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part.count()) / of);
}

/// "1,200 by output, 30 by link"; "none" without any.
std::string causesOf(const StallCycles& stalled)
{
    std::string text;
    for (std::size_t i = 0; i < stalled.size(); ++i)
        if (stalled.at(i).count() > 0)
            text += fmt::format("{}{} by {}", text.empty() ? "" : ", ", grouped(stalled.at(i).count()),
                                nameOf(static_cast<StallCause>(i)));
    return text.empty() ? "none" : text;
}

std::string kernelTable(const Emulation& emulation, Emphasis emphasis)
{
    TextTable table{{{"kernel", Align::Left},
                     {"busy of run", Align::Right},
                     {"stalled of run", Align::Right},
                     {"idle of run", Align::Right},
                     {"stalled cycles", Align::Left}}};
    for (const KernelTime& kernel : emulation.kernels)
        table.addRow({kernel.name, shareText(kernel.busy, emulation.cycles),
                      shareText(sumOf(kernel.stalled), emulation.cycles), shareText(kernel.idle, emulation.cycles),
                      causesOf(kernel.stalled)});
    return table.text(emphasis);
}

} // namespace

std::string emulationText(const Layout& layout, const Emulation& emulation, Emphasis emphasis)
{
    std::string text = fmt::format("{}, {}: {} steps of {} samples, {} cycles\n\n", printable(layout.network()->name()),
                                   nameOf(layout.mode()), emulation.steps, emulation.samplesPerStep,
                                   grouped(emulation.cycles.count()));
    text += fmt::format("Samples/s        {:.6g}   (formula {:.6g})\n", emulation.samples.count(),
                        emulation.formulaSamples.count());
    text += fmt::format("Step samples/s   {:.6g}\n", emulation.stepSamples.count());
    text += fmt::format("Fill             {} cycles\n", grouped(emulation.fill.count()));
    text += fmt::format("Steady           {} cycles, of which lost at the limiting resource: {}\n",
                        grouped(emulation.steady.count()), causesOf(emulation.stalls));
    text += fmt::format("Drain            {} cycles, with update and host\n", grouped(emulation.drain.count()));
    if (emulation.energy)
        text += fmt::format(
            "Energy           {:.4g} J, {:.3g} J a sample (assumed: the published {:.3g} kW of a system, "
            "all the time)\n",
            emulation.energy->count(), emulation.energyOfSample->count(), layout.system().power->count() / 1e3);
    return text + "\n" + kernelTable(emulation, emphasis);
}

std::string jobText(const JobTimeline& job, Emphasis emphasis)
{
    TextTable table{{{"job", Align::Left},
                     {"times", Align::Right},
                     {"first at, s", Align::Right},
                     {"each, s", Align::Right},
                     {"all, s", Align::Right}}};
    for (const JobPart& part : job.parts)
        table.addRow({std::string(nameOf(part.stage)), grouped(part.count), fmt::format("{:.2f}", part.start.count()),
                      fmt::format("{:.4g}", part.each.count()), fmt::format("{:.2f}", part.all().count())});
    table.addRule();
    table.addRow({"whole job", "", "", "", fmt::format("{:.2f}", job.length.count())});
    return table.text(emphasis) + fmt::format("\nSamples/s over the job  {:.6g}\n", job.samples.count());
}

std::string requestsText(const RequestsServed& served)
{
    const auto milliseconds = [](Seconds time) { return 1e3 * time.count(); };
    const std::string answered =
        served.throughput ? fmt::format("{:.6g} answered a second", *served.throughput) : "all answered at once";
    std::string text = fmt::format("Requests         {} at {:.6g} a second, {}; {}\n", grouped(served.load.requests),
                                   served.load.arrival, nameOf(served.load.spread), answered);
    text +=
        fmt::format("Latency          {:.4g} ms in the mean, median {:.4g}, 99 of 100 within {:.4g}, largest {:.4g}\n",
                    milliseconds(served.meanLatency), milliseconds(served.medianLatency),
                    milliseconds(served.latency99), milliseconds(served.largestLatency));
    return text
        + fmt::format("Longest queue    {} requests; the wafer is busy {:.1f} % of the time\n",
                      grouped(served.longestQueue), 100.0 * served.busyShare);
}

std::string peText(const PeState& seen)
{
    std::string text =
        fmt::format("PE {}, {} at cycle {}: {}\n", seen.pe.x, seen.pe.y, grouped(seen.time.count()), seen.doing);
    for (const PeFigure& part : seen.sram)
        text += fmt::format("  {:<17} {:.0f} B\n", nameOf(part.kind), part.value);
    for (const PeFigure& link : seen.links)
        text += fmt::format("  {:<17} {:.3g} wavelets/cycle\n", nameOf(link.kind), link.value);
    return text;
}

} // namespace waferscope
