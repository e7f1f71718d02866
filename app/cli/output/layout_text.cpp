#include "app/cli/output/layout_text.h"

#include "app/cli/output/text_table.h"
#include "core/base/names.h"
#include "core/words/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace waferscope {

namespace {

std::string rate(SamplesPerSecond samples)
{
    const double value = samples.count();
    return value >= 1000.0 ? grouped(std::llround(value)) : fmt::format("{:.4g}", value);
}

std::string rate(const std::optional<SamplesPerSecond>& samples)
{
    return samples ? rate(*samples) : "-";
}

std::string percent(double share)
{
    return fmt::format("{:.1f} %", 100.0 * share);
}

template <typename Finding>
void addFindings(std::string& text, const char* label, const std::vector<Finding>& findings, const KernelGraph& graph)
{
    for (const Finding& finding : findings)
        text += fmt::format("{}: {}\n", label, plain(sentenceOf(finding, graph)));
}

/// "40 layers kept, 12 recomputed": what becomes of some layer's activations.
std::string retentionText(const StreamingSchedule& schedule)
{
    std::string text;
    for (const auto& [retention, word] :
         {std::pair(Retention::Keep, "kept"), std::pair(Retention::Recompute, "recomputed"),
          std::pair(Retention::Spill, "spilled")})
        if (const auto count = std::count(schedule.retention.begin(), schedule.retention.end(), retention); count > 0)
            text += fmt::format("{}{}{} {}", text.empty() ? "" : ", ", count, text.empty() ? " layers" : "", word);
    return text;
}

std::string kernelTable(const Evaluation& evaluation, Emphasis emphasis)
{
    TextTable table{{{"kernel", Align::Left},
                     {"x", Align::Right},
                     {"y", Align::Right},
                     {"width", Align::Right},
                     {"height", Align::Right},
                     {"cycles", Align::Right},
                     {"samples/s", Align::Right},
                     {"transmission", Align::Right},
                     {"PEs of fabric", Align::Right},
                     {"busy of time", Align::Right},
                     {"bytes of PE", Align::Right}}};
    for (const KernelReport& kernel : evaluation.kernels)
        table.addRow({kernel.name, std::to_string(kernel.rectangle.origin.x), std::to_string(kernel.rectangle.origin.y),
                      std::to_string(kernel.rectangle.width), std::to_string(kernel.rectangle.height),
                      grouped(kernel.cycles.count()), rate(kernel.numbers.samples), rate(kernel.numbers.transmission),
                      percent(kernel.numbers.activePes), percent(kernel.numbers.computeUtilization),
                      grouped(kernel.memory.total().count())});
    return table.text(emphasis);
}

/// ", which sum their gradients in 1,234 cycles a step": of the kernel that takes longest.
std::string allReduceText(const Evaluation& evaluation)
{
    const Cycles longest = longestAllReduce(evaluation);
    return longest.count() > 0
        ? fmt::format(", which sum their gradients in {} cycles a step", grouped(longest.count()))
        : "";
}

} // namespace

std::string layoutText(const Layout& layout, const Evaluation& evaluation, Emphasis emphasis)
{
    const FiveNumbers& numbers = evaluation.numbers;
    std::string text = fmt::format("{} on {}, {}, batch {}: {}\n\n", printable(layout.network()->name()),
                                   printable(layout.installation()->title), nameOf(evaluation.mode()),
                                   layout.execution().batch, evaluation.legal() ? "legal" : "not legal");
    addFindings(text, "violation", evaluation.violations, *layout.graph());
    addFindings(text, "warning", evaluation.warnings, *layout.graph());
    text += fmt::format("Samples/s               {}\n", rate(numbers.samples));
    text += fmt::format("Compute samples/s       {}   (bound by area {})\n", rate(numbers.compute),
                        rate(evaluation.areaBound));
    text += fmt::format("Transmission samples/s  {}\n", rate(numbers.transmission));
    text += fmt::format("Active PEs              {} of the fabric\n", percent(numbers.activePes));
    text += fmt::format("Compute utilization     {} of the time of kernel PEs\n", percent(numbers.computeUtilization));
    text +=
        fmt::format("Arithmetic efficiency   {} of the peak of all PEs\n", percent(evaluation.arithmeticEfficiency));
    text += fmt::format("Step                    {:.6g} s, {} samples/s\n", evaluation.step.count(),
                        rate(evaluation.stepSamples));
    if (const int replicas = layout.execution().replicas; replicas > 1)
        text += fmt::format("Replicas                {}{}\n", replicas, allReduceText(evaluation));
    if (const auto* schedule = std::get_if<StreamingSchedule>(&layout.arrangement()))
        text += fmt::format("Micro-batch             {} samples in {} of columns{}\n", schedule->microBatch,
                            schedule->bands == 1 ? "one band" : std::to_string(schedule->bands) + " bands",
                            layout.execution().run == Run::Train ? "; activations of " + retentionText(*schedule) : "");
    text += fmt::format("Memory of fullest PE    {} of {} bytes\n\n", grouped(evaluation.memory.worstPe.count()),
                        grouped(evaluation.memory.capacity.count()));
    return text + plain(sentenceOf(evaluation.bottleneck, *layout.graph())) + "\n\n"
        + kernelTable(evaluation, emphasis);
}

std::string comparisonText(const Layout& first, const Evaluation& firstEvaluation, const Layout& second,
                           const Evaluation& secondEvaluation, Emphasis emphasis)
{
    TextTable table{{{first.network()->name(), Align::Left},
                     {std::string(nameOf(firstEvaluation.mode())), Align::Right},
                     {std::string(nameOf(secondEvaluation.mode())), Align::Right},
                     {"change", Align::Right}}};
    const auto row = [&](const char* name, double a, double b, auto text) {
        table.addRow({name, text(a), text(b),
                      a == 0.0 || !std::isfinite(a) || !std::isfinite(b) ? ""
                                                                         : fmt::format("{} {:+.1f} %",
                                                                                       b > a       ? "▲"
                                                                                           : b < a ? "▼"
                                                                                                   : " ",
                                                                                       100.0 * (b / a - 1.0))});
    };
    const auto asRate = [](double value) { return std::isfinite(value) ? rate(SamplesPerSecond{value}) : "-"; };
    const auto orNothing = [](const std::optional<SamplesPerSecond>& rate) {
        return rate ? rate->count() : std::numeric_limits<double>::quiet_NaN();
    };
    const FiveNumbers& a = firstEvaluation.numbers;
    const FiveNumbers& b = secondEvaluation.numbers;
    row("Samples/s", a.samples.count(), b.samples.count(), asRate);
    row("Compute samples/s", a.compute.count(), b.compute.count(), asRate);
    row("Transmission samples/s", orNothing(a.transmission), orNothing(b.transmission), asRate);
    row("Active PEs of the fabric", a.activePes, b.activePes, percent);
    row("Compute utilization of kernel PEs", a.computeUtilization, b.computeUtilization, percent);
    row("Step samples/s", firstEvaluation.stepSamples.count(), secondEvaluation.stepSamples.count(), asRate);
    row("Bytes of the fullest PE", static_cast<double>(firstEvaluation.memory.worstPe.count()),
        static_cast<double>(secondEvaluation.memory.worstPe.count()), asRate);
    const bool firstWins = firstEvaluation.stepSamples >= secondEvaluation.stepSamples;
    const auto ratio = firstWins ? firstEvaluation.stepSamples.count() / secondEvaluation.stepSamples.count()
                                 : secondEvaluation.stepSamples.count() / firstEvaluation.stepSamples.count();
    return table.text(emphasis)
        + fmt::format("\n{} ({}) is {:.2f} times as fast on {}.\n", firstWins ? "The first" : "The second",
                      nameOf(firstWins ? firstEvaluation.mode() : secondEvaluation.mode()), ratio,
                      printable(second.installation()->title));
}

} // namespace waferscope
