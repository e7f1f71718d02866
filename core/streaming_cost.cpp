#include "core/streaming_cost.h"

#include "core/kernel_cost.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

double ceilShare(double whole, double parts)
{
    return std::ceil(whole / parts);
}

/// Of a stored table, the rows that one position chooses from: words of an embedding, experts of a mixture.
double choicesOf(const Kernel& kernel)
{
    return static_cast<double>(kernel.kind == KernelKind::Embedding ? kernel.convs.front().inputChannels
                                                                    : kernel.experts);
}

/// Weights that the store holds for a layer: its parameters, or those of a matrix that another layer counts.
double storedWeights(const Kernel& kernel)
{
    if (kernel.kind != KernelKind::Matrix && kernel.kind != KernelKind::Recurrent)
        return static_cast<double>(kernel.parameters);
    const auto matrices = static_cast<double>(kernel.convs.front().weights()) * static_cast<double>(kernel.experts);
    return kernel.experts > 1 ? matrices : std::max(matrices, static_cast<double>(kernel.parameters));
}

double positionsOf(const ConvShape& conv)
{
    return static_cast<double>(conv.height) * static_cast<double>(conv.width)
        / static_cast<double>(conv.stride * conv.stride);
}

bool isDepthwise(const ConvShape& conv)
{
    return conv.groups > 1 && conv.inputChannels == 1;
}

bool hasStreamedWeights(const Kernel& kernel)
{
    return kernel.kind == KernelKind::Matrix || kernel.kind == KernelKind::Recurrent;
}

constexpr double kGradientBytes = 4.0; // streamed out in fp32

} // namespace

StreamingCost StreamingCost::of(const Layout& layout, const StreamingSchedule& schedule, const Assumptions& assumptions)
{
    const System& system = layout.system();
    StreamingCost cost;
    cost.columns = system.columns;
    cost.rows = system.rows;
    cost.efficiency = assumptions["streaming_efficiency"];
    cost.macsPerCycle = layout.execution.precision == Precision::Fp16 ? system.macsPerCycle : system.fp32MacsPerCycle;
    cost.vectorSetup = system.vectorSetup;
    cost.rowAdd = assumptions["row_add"];
    cost.unknownOperations = assumptions["unknown_operations"];
    cost.attentionShare = assumptions["attention_share"];
    cost.density = assumptions.ofLayers("density");
    cost.clock = system.clock;
    cost.io = system.io;
    cost.value = valueSize(layout.execution.precision);
    cost.sparsity = schedule.sparsity;
    cost.microBatch = schedule.microBatch;
    cost.run = layout.execution.run;
    return cost;
}

double StreamingCost::tokens(const Kernel& kernel) const
{
    return positionsOf(kernel.convs.front()) * static_cast<double>(microBatch);
}

/// a = set-up + ceil(X / rows) / (4 e). Of a mixture of experts a row's tokens go through one each, so it sets up for
/// every expert that has some there.
double StreamingCost::axpy(const Kernel& kernel) const
{
    const double ofRow = ceilShare(tokens(kernel), static_cast<double>(rows));
    const double setups = std::min(static_cast<double>(kernel.experts), ofRow);
    return static_cast<double>(vectorSetup.count()) * setups + ofRow / (macsPerCycle * efficiency);
}

/// The share of a layer's weights that is not zero: they alone are sent and multiplied.
double StreamingCost::dense(const Kernel& kernel) const
{
    return (1.0 - sparsity) * density.of(kernel.name);
}

/// The share of a layer's weights that the micro-batch's positions can choose at most.
double StreamingCost::chosen(const Kernel& kernel) const
{
    return std::min(1.0, tokens(kernel) / choicesOf(kernel));
}

/// Layers without streamed weights spread their arithmetic evenly; the filter's places are AXPYs of their own.
Cycles StreamingCost::compute(const Kernel& kernel, Phase phase) const
{
    const ConvShape& conv = kernel.convs.front();
    const auto filter = static_cast<double>(conv.filterHeight * conv.filterWidth);
    const auto inputs = static_cast<double>(conv.inputChannels);
    const auto outputs = static_cast<double>(conv.outputChannels);
    const auto wide = static_cast<double>(columns);
    if (!hasStreamedWeights(kernel)) {
        const double work = kernel.kind == KernelKind::Embedding
            ? tokens(kernel) * outputs // a look-up is a move of every feature
            : tokens(kernel) * filter * inputs * outputs * passesOf(kernel, unknownOperations) * density.of(kernel.name)
                * (kernel.kind == KernelKind::Product ? attentionShare : 1.0);
        return Cycles{static_cast<std::int64_t>(
            std::ceil(work / (wide * static_cast<double>(rows) * macsPerCycle * efficiency)))};
    }
    const double a = axpy(kernel) * filter * dense(kernel);
    const double add = isDepthwise(conv) ? 0.0 : rowAdd * axpy(kernel); // all inputs of an output are in its column
    const auto allInputs = static_cast<double>(conv.allInputs());
    double cycles = 0.0;
    if (phase == Phase::InputGradient)
        cycles = inputs * ceilShare(outputs, wide) * a + allInputs * add;
    else
        cycles = outputs / static_cast<double>(conv.groups) * ceilShare(allInputs, wide) * a
            + (phase == Phase::WeightGradient ? 0.0 : outputs * add);
    return Cycles{static_cast<std::int64_t>(std::ceil(cycles * static_cast<double>(kernel.steps)))};
}

Cycles StreamingCost::wire(double bytes) const
{
    return Cycles{static_cast<std::int64_t>(std::ceil(bytes / io.count() * clock.count()))};
}

/// Dense, or as index and value where that is less.
Cycles StreamingCost::streamIn(const Kernel& kernel, Phase phase) const
{
    if (phase == Phase::WeightGradient)
        return Cycles{0};
    const double weights = storedWeights(kernel) * chosen(kernel);
    const auto bytes = static_cast<double>(value.count());
    return wire(std::min(bytes * weights, (bytes + 2.0) * weights * dense(kernel)));
}

Cycles StreamingCost::streamOut(const Kernel& kernel, Phase phase) const
{
    if (phase != Phase::WeightGradient)
        return Cycles{0};
    return wire(kGradientBytes * storedWeights(kernel) * chosen(kernel) * dense(kernel));
}

PeRect StreamingCost::filled(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    const std::int64_t features =
        kernel.kind == KernelKind::Embedding ? conv.outputChannels : std::max(conv.allInputs(), conv.outputChannels);
    const auto high = static_cast<std::int64_t>(std::min(tokens(kernel), static_cast<double>(rows)));
    return {{0, 0}, static_cast<int>(std::min(columns, features)), static_cast<int>(std::max<std::int64_t>(1, high))};
}

Bytes StreamingCost::tensorPerPe(double elements, std::int64_t features) const
{
    const auto wide = static_cast<double>(std::max<std::int64_t>(1, features));
    const double values =
        ceilShare(std::ceil(elements * static_cast<double>(microBatch) / wide), static_cast<double>(rows))
        * ceilShare(wide, static_cast<double>(columns));
    return value * static_cast<std::int64_t>(values);
}

/// What it gives and, of a recurrent layer, what its steps leave for their gradients.
double StreamingCost::activations(const Kernel& kernel)
{
    return static_cast<double>(std::max(kernel.outputElements, kernel.stateElements));
}

double StreamingCost::activationBytes(const Kernel& kernel) const
{
    return activations(kernel) * static_cast<double>(value.count() * microBatch);
}

Bytes StreamingCost::activationsPerPe(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    return tensorPerPe(activations(kernel),
                       kernel.kind == KernelKind::Channelwise ? conv.inputChannels : conv.outputChannels);
}

Bytes StreamingCost::inputGradientPerPe(const Kernel& kernel, std::int64_t elements) const
{
    return tensorPerPe(static_cast<double>(elements), kernel.convs.front().allInputs());
}

Cycles StreamingCost::spill(const Kernel& kernel) const
{
    return wire(activationBytes(kernel));
}

Bytes StreamingCost::tilePerPe(const Kernel& kernel) const
{
    const double parts = static_cast<double>(kernel.experts); // one expert comes after the other
    const double weights = kernel.experts > 1 ? storedWeights(kernel) / parts : storedWeights(kernel) * chosen(kernel);
    return value * static_cast<std::int64_t>(ceilShare(weights, static_cast<double>(columns * rows)));
}

} // namespace waferscope
