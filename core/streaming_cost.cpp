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

float shareOf(double part, double whole)
{
    return whole > 0.0 ? static_cast<float>(part / whole) : 0.0F;
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

double filterPlaces(const Kernel& kernel)
{
    const ConvShape& conv = kernel.convs.front();
    return static_cast<double>(conv.filterHeight * conv.filterWidth);
}

constexpr double kGradientBytes = 4.0; // streamed out in fp32
constexpr double kWaveletBytes = 4.0;
constexpr double kValuesOfMac = 3.0; // it reads two and writes one

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

double StreamingCost::tokensOfRow(const Kernel& kernel) const
{
    return ceilShare(tokens(kernel), static_cast<double>(rows));
}

/// a = set-up + ceil(X / rows) / (4 e). Of a mixture of experts a row's tokens go through one each, so it sets up for
/// every expert that has some there.
double StreamingCost::axpy(const Kernel& kernel, double tokens) const
{
    const double setups = std::min(static_cast<double>(kernel.experts), tokens);
    return static_cast<double>(vectorSetup.count()) * setups + tokens / (macsPerCycle * efficiency);
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

/// All inputs of a depthwise output are in its column, so it has nothing to add along the row.
StreamingCost::RowWork StreamingCost::rowWork(const Kernel& kernel, Phase phase) const
{
    const ConvShape& conv = kernel.convs.front();
    const auto allInputs = static_cast<double>(conv.allInputs());
    const auto outputs = static_cast<double>(conv.outputChannels);
    const bool back = phase == Phase::InputGradient;
    RowWork work;
    work.features = back ? outputs : allInputs;
    work.owned = ceilShare(work.features, static_cast<double>(columns));
    work.weights = back ? static_cast<double>(conv.inputChannels) : outputs / static_cast<double>(conv.groups);
    if (!isDepthwise(conv) && phase != Phase::WeightGradient)
        work.sums = back ? allInputs : outputs;
    return work;
}

/// Cycles of one step of a PE that owns so many features and holds so many tokens of them.
double StreamingCost::ownCycles(const Kernel& kernel, const RowWork& work, double features, double tokens) const
{
    const double once = axpy(kernel, tokens);
    return work.weights * features * (once * filterPlaces(kernel) * dense(kernel)) + work.sums * (rowAdd * once);
}

/// Layers without streamed weights spread their arithmetic evenly over the fabric; a look-up moves every feature.
double StreamingCost::evenCycles(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    const auto outputs = static_cast<double>(conv.outputChannels);
    const double work = kernel.kind == KernelKind::Embedding ? tokens(kernel) * outputs
                                                             : tokens(kernel) * filterPlaces(kernel)
            * static_cast<double>(conv.inputChannels) * outputs * passesOf(kernel, unknownOperations)
            * density.of(kernel.name) * (kernel.kind == KernelKind::Product ? attentionShare : 1.0);
    return work / (static_cast<double>(columns) * static_cast<double>(rows) * macsPerCycle * efficiency);
}

Cycles StreamingCost::compute(const Kernel& kernel, Phase phase) const
{
    if (!hasStreamedWeights(kernel))
        return Cycles{static_cast<std::int64_t>(std::ceil(evenCycles(kernel)))};
    const RowWork work = rowWork(kernel, phase);
    const double cycles = ownCycles(kernel, work, work.owned, tokensOfRow(kernel));
    return Cycles{static_cast<std::int64_t>(std::ceil(cycles * static_cast<double>(kernel.steps)))};
}

StreamingSpread StreamingCost::spread(const Kernel& kernel, Phase phase) const
{
    if (!hasStreamedWeights(kernel))
        return evenSpread(kernel);
    const RowWork work = rowWork(kernel, phase);
    StreamingSpread spread;
    spreadColumns(spread, kernel, work);
    spreadRows(spread, kernel);
    loadLinks(spread, kernel, phase, work);
    return spread;
}

/// A move reads one value and writes it.
StreamingSpread StreamingCost::evenSpread(const Kernel& kernel) const
{
    const PeRect where = filled(kernel);
    const double values = kernel.kind == KernelKind::Embedding ? 2.0 : kValuesOfMac;
    const auto traffic = static_cast<float>(values * static_cast<double>(value.count()) * macsPerCycle * efficiency);
    return {.fullColumns = where.width,
            .owningColumns = where.width,
            .fullRows = where.height,
            .traffic = traffic,
            .lesserTraffic = traffic};
}

void StreamingCost::spreadColumns(StreamingSpread& spread, const Kernel& kernel, const RowWork& work) const
{
    const auto wide = static_cast<double>(columns);
    const double held = tokensOfRow(kernel);
    const double full = ownCycles(kernel, work, work.owned, held);
    spread.fullColumns = static_cast<int>(work.features - wide * (work.owned - 1.0));
    spread.owningColumns = static_cast<int>(std::min(work.features, wide));
    spread.lesserColumn = shareOf(ownCycles(kernel, work, work.owned - 1.0, held), full);
    spread.addingColumn = shareOf(ownCycles(kernel, work, 0.0, held), full);
}

/// All that a row does are AXPYs over its tokens.
void StreamingCost::spreadRows(StreamingSpread& spread, const Kernel& kernel) const
{
    const double held = tokensOfRow(kernel);
    const double full = axpy(kernel, held);
    const double moved = kValuesOfMac * static_cast<double>(value.count()); // bytes a token
    spread.fullRows = static_cast<int>(std::ceil(tokens(kernel)) - static_cast<double>(rows) * (held - 1.0));
    spread.lesserRow = shareOf(axpy(kernel, held - 1.0), full);
    spread.traffic = shareOf(moved * held, full);
    spread.lesserTraffic = shareOf(moved * (held - 1.0), full);
}

void StreamingCost::loadLinks(StreamingSpread& spread, const Kernel& kernel, Phase phase, const RowWork& work) const
{
    const double weights = work.weights * work.owned * filterPlaces(kernel) * static_cast<double>(kernel.experts)
        * chosen(kernel) * static_cast<double>(kernel.steps);
    const double sums = work.sums * rowAdd * tokensOfRow(kernel) * static_cast<double>(kernel.steps);
    const auto cycles = static_cast<double>(std::max<std::int64_t>(1, compute(kernel, phase).count()));
    const double down = phase == Phase::WeightGradient ? bytesOut(kernel, weights) : bytesIn(kernel, weights);
    spread.down = static_cast<float>(down / kWaveletBytes / cycles);
    spread.along = static_cast<float>(sums * static_cast<double>(value.count()) / kWaveletBytes / cycles);
}

Cycles StreamingCost::wire(double bytes) const
{
    return Cycles{static_cast<std::int64_t>(std::ceil(bytes / io.count() * clock.count()))};
}

/// Dense, or as index and value where that is less.
double StreamingCost::bytesIn(const Kernel& kernel, double weights) const
{
    const auto bytes = static_cast<double>(value.count());
    return std::min(bytes * weights, (bytes + 2.0) * weights * dense(kernel));
}

double StreamingCost::bytesOut(const Kernel& kernel, double weights) const
{
    return kGradientBytes * weights * dense(kernel);
}

Cycles StreamingCost::streamIn(const Kernel& kernel, Phase phase) const
{
    if (phase == Phase::WeightGradient)
        return Cycles{0};
    return wire(bytesIn(kernel, storedWeights(kernel) * chosen(kernel)));
}

Cycles StreamingCost::streamOut(const Kernel& kernel, Phase phase) const
{
    if (phase != Phase::WeightGradient)
        return Cycles{0};
    return wire(bytesOut(kernel, storedWeights(kernel) * chosen(kernel)));
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
