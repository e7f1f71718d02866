#include "views/explanation.h"

#include "core/kernel_cost.h"
#include "views/number_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

QString clockText(const System& system)
{
    return decimalText(system.clock.count() / 1e9, 2) + QStringLiteral(" GHz");
}

/// Everything that the sentences below draw on.
struct Question {
    const Layout& layout;
    const Evaluation& evaluation;
    const Assumptions& assumptions;
    std::optional<KernelId> kernel;

    [[nodiscard]] bool streaming() const { return evaluation.mode == Mode::WeightStreaming; }
    [[nodiscard]] const KernelReport* report() const
    {
        return kernel ? &evaluation.kernels.at(kernel->index()) : nullptr;
    }
    [[nodiscard]] int replicas() const { return evaluation.replicas; }
    [[nodiscard]] QString ofCopies(const QString& number) const
    {
        return replicas() > 1 ? QStringLiteral("%1 × %2").arg(replicas()).arg(number) : number;
    }
    /// Of all copies of the network; of the one that a kernel works for where it is asked about a kernel.
    [[nodiscard]] QString clocks() const
    {
        return kernel ? clockText(layout.system()) : ofCopies(clockText(layout.system()));
    }
};

QString tr(const char* text)
{
    return QCoreApplication::translate("Explanation", text);
}

QString assumptionText(const Question& question, const QStringList& keys)
{
    QStringList lines;
    for (const Assumption& assumption : question.assumptions.all()) {
        if (!keys.contains(QString::fromStdString(assumption.key)))
            continue;
        QString line = QStringLiteral("%1 = %2").arg(QString::fromStdString(assumption.label),
                                                     decimalText(assumption.value, assumption.value < 10.0 ? 3 : 0));
        if (!assumption.unit.empty())
            line += QLatin1Char(' ') + QString::fromStdString(assumption.unit);
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

QString efficiencyKey(const Question& question)
{
    return question.streaming() ? QStringLiteral("streaming_efficiency") : QStringLiteral("pipelined_efficiency");
}

/// Assumptions in the cycles of a kernel.
QStringList kernelKeys(const Question& question)
{
    QStringList keys{efficiencyKey(question)};
    if (question.kernel && (*question.layout.graph)[*question.kernel].hasUnknownCost)
        keys << QStringLiteral("unknown_operations");
    return keys;
}

Explanation samples(const Question& question)
{
    const Evaluation& evaluation = question.evaluation;
    Explanation answer{tr("Samples/s"), {}, {}, assumptionText(question, {efficiencyKey(question), "stream_lanes"})};
    if (question.streaming()) {
        answer.formula = tr("batch / time of one step");
        answer.substituted = tr("%1 / %2 = %3")
                                 .arg(wholeText(question.layout.execution.batch), durationText(evaluation.step),
                                      rateText(evaluation.numbers.samples));
        return answer;
    }
    answer.formula = question.replicas() > 1 ? tr("copies × clock / max(delta T, transmission, copies × input)")
                                             : tr("clock / max(delta T, transmission, input)");
    answer.substituted =
        tr("%1 / max(%2, %3, %4 cycles) = %5")
            .arg(question.clocks(), wholeText(evaluation.deltaT.count()), wholeText(evaluation.transmission.count()),
                 question.ofCopies(wholeText(evaluation.input.count())), rateText(evaluation.numbers.samples));
    return answer;
}

Explanation computeSamples(const Question& question)
{
    const KernelReport* report = question.report();
    const Cycles cycles = report ? report->cycles
        : question.streaming()   ? question.evaluation.stepCompute
                                 : question.evaluation.deltaT;
    const SamplesPerSecond rate = report ? report->numbers.compute : question.evaluation.numbers.compute;
    Explanation answer{tr("Compute samples/s"), {}, {}, assumptionText(question, {efficiencyKey(question)})};
    answer.formula = question.streaming() ? tr("batch / sum of compute times")
        : report                          ? tr("clock / cycles of this kernel")
        : question.replicas() > 1         ? tr("copies × clock / delta T")
                                          : tr("clock / delta T");
    answer.substituted = question.streaming()
        ? tr("a step computes for %1 cycles at %2: %3")
              .arg(wholeText(cycles.count()), clockText(question.layout.system()), rateText(rate))
        : tr("%1 / %2 cycles = %3").arg(question.clocks(), wholeText(cycles.count()), rateText(rate));
    return answer;
}

Explanation transmissionSamples(const Question& question)
{
    const Evaluation& evaluation = question.evaluation;
    const SamplesPerSecond rate =
        question.report() ? question.report()->numbers.transmission : evaluation.numbers.transmission;
    Explanation answer{tr("Transmission samples/s"), {}, {}, {}};
    if (question.streaming()) {
        answer.formula = tr("batch / sum of stream times");
        answer.substituted =
            tr("a step streams for %1 cycles at %2: %3")
                .arg(wholeText(evaluation.transmission.count()), clockText(question.layout.system()), rateText(rate));
        return answer;
    }
    answer.formula = question.replicas() > 1
        ? tr("copies × clock / wavelets a sample on the most loaded link, one a cycle")
        : tr("clock / wavelets a sample on the most loaded link, one a cycle");
    answer.substituted = question.report()
        ? tr("%1 over its own streams' links: %2").arg(clockText(question.layout.system()), rateText(rate))
        : tr("%1 / %2 wavelets = %3")
              .arg(question.clocks(), wholeText(evaluation.transmission.count()), rateText(rate));
    answer.assumptions = assumptionText(question, {"stream_lanes"});
    return answer;
}

Explanation activePes(const Question& question)
{
    const std::int64_t all = question.layout.system().peCount();
    const double share =
        question.report() ? question.report()->numbers.activePes : question.evaluation.numbers.activePes;
    Explanation answer{tr("Active PEs, of the fabric"), {}, {}, {}};
    answer.formula = question.streaming() ? tr("time-weighted share of PEs that hold work")
                                          : tr("(PEs in kernels + PEs that only pass streams on) / PEs of the fabric");
    answer.substituted =
        tr("%1 of %2 PEs = %3")
            .arg(wholeText(std::llround(share * static_cast<double>(all))), wholeText(all), shareText(share));
    return answer;
}

Explanation computeUtilization(const Question& question)
{
    const KernelReport* report = question.report();
    const FiveNumbers& numbers = report ? report->numbers : question.evaluation.numbers;
    Explanation answer{tr("Compute utilization, of kernel PEs' time"), {}, {}, {}};
    if (question.streaming()) {
        answer.formula = tr("PE cycles that compute / PE cycles of PEs that hold work");
        answer.substituted = shareText(numbers.computeUtilization);
        return answer;
    }
    answer.formula = report ? tr("cycles of this kernel / delta T")
                            : tr("sum over kernels (PEs × cycles) / (PEs of all kernels × delta T)");
    answer.substituted = report
        ? tr("%1 / %2 cycles = %3")
              .arg(wholeText(report->cycles.count()), wholeText(question.evaluation.deltaT.count()),
                   shareText(numbers.computeUtilization))
        : tr("with delta T = %1 cycles: %2")
              .arg(wholeText(question.evaluation.deltaT.count()), shareText(numbers.computeUtilization));
    return answer;
}

/// "3·3·⌈64/8⌉·⌈64/4⌉·(16 + …)" of one convolution.
QString convolutionText(const ConvShape& conv, const ExecutionArguments& arguments, std::size_t index,
                        const CostModel& model)
{
    const ChannelSplit& split = arguments.splits.at(index);
    return QStringLiteral("%1·%2·⌈%3/%4⌉·⌈%5/%6⌉·(%7 + ⌈⌈%8/%9⌉·⌈%10/%11⌉/%12/(%13·%14)⌉)")
        .arg(conv.filterHeight)
        .arg(conv.filterWidth)
        .arg(conv.inputChannels)
        .arg(split.inputs)
        .arg(conv.outputChannels)
        .arg(split.outputs)
        .arg(model.vectorSetup.count())
        .arg(conv.height)
        .arg(arguments.height)
        .arg(QString::number(conv.width), QString::number(arguments.width), QString::number(conv.stride * conv.stride),
             numberText(model.macsPerCycle), decimalText(model.efficiency, 2));
}

Explanation kernelCycles(const Question& question)
{
    Explanation answer{tr("Cycles a sample and phase"), {}, {}, assumptionText(question, kernelKeys(question))};
    const auto* mapping = std::get_if<Mapping>(&question.layout.arrangement);
    const KernelReport* report = question.report();
    if (!mapping || !report) {
        answer.formula = tr("columns of features × rows of tokens × AXPYs (weight streaming)");
        answer.substituted = report ? cyclesText(report->cycles) : QString();
        return answer;
    }
    const CostModel model = CostModel::of(question.layout.execution, question.layout.system(), question.assumptions);
    const Kernel& kernel = (*question.layout.graph)[*question.kernel];
    const ExecutionArguments& arguments = (*mapping)[*question.kernel].arguments;
    answer.formula = tr("R·S·⌈C/c⌉·⌈K/k⌉·(set-up + ⌈⌈H/h⌉·⌈W/w⌉/T²/(multiply-adds a cycle·e)⌉)");
    QStringList lines;
    for (std::size_t i = 0; i < std::min<std::size_t>(kernel.convs.size(), 4); ++i)
        lines << convolutionText(kernel.convs[i], arguments, i, model);
    if (kernel.hasUnknownCost)
        lines << tr("× %1 operations an element, assumed: no rule knows this operator").arg(model.unknownOperations);
    else if (kernel.steps > 1 || kernel.passes > 1)
        lines << tr("× %1 steps × %2 passes").arg(kernel.steps).arg(kernel.passes);
    if (const double share = workShare(kernel, model); share < 1.0)
        lines << tr("× %1 of its multiply-adds, assumed").arg(decimalText(share, 3));
    if (model.recompute)
        lines << tr("× 2 forward runs, as activations are not kept");
    answer.substituted = lines.join(QStringLiteral("\n")) + QStringLiteral("\n= ") + cyclesText(report->cycles);
    return answer;
}

Explanation memory(const Question& question)
{
    Explanation answer{tr("SRAM of the fullest PE"), {}, {}, {}};
    answer.formula = tr("weights + gradients + optimizer + activations + stream buffers, beside code and I/O");
    const System& system = question.layout.system();
    if (const KernelReport* report = question.report()) {
        const PeMemory& m = report->memory;
        answer.substituted =
            tr("%1 + %2 + %3 + %4 + %5 = %6 of %7")
                .arg(bytesText(m.weights), bytesText(m.gradients), bytesText(m.optimizer), bytesText(m.activations),
                     bytesText(m.buffers), bytesText(m.total()), bytesText(system.usableSram()));
        return answer;
    }
    answer.substituted = tr("%1 of %2 (%3 less %4 for code and I/O)")
                             .arg(bytesText(question.evaluation.memory.worstPe), bytesText(system.usableSram()),
                                  bytesText(system.sram), bytesText(system.reservedSram));
    return answer;
}

} // namespace

Explanation explanationOf(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                          const Assumptions& assumptions, std::optional<KernelId> kernel)
{
    const Question question{layout, evaluation, assumptions, kernel};
    switch (number) {
    case NumberKind::Samples: return samples(question);
    case NumberKind::ComputeSamples: return computeSamples(question);
    case NumberKind::TransmissionSamples: return transmissionSamples(question);
    case NumberKind::ActivePes: return activePes(question);
    case NumberKind::ComputeUtilization: return computeUtilization(question);
    case NumberKind::KernelCycles: return kernelCycles(question);
    case NumberKind::Memory: return memory(question);
    }
    return {};
}

} // namespace waferscope
