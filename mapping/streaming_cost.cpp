#include "mapping/streaming_cost.h"

#include "core/kernel_cost.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

double ceilShare(double whole, double parts)
{
    return std::ceil(whole / parts);
}

double positionsOf(const ConvShape& conv)
{
    return static_cast<double>(conv.height) * static_cast<double>(conv.width)
        / static_cast<double>(conv.stride * conv.stride);
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

/// a = set-up + ceil(X / rows) / (4 e).
double StreamingCost::axpy(const Kernel& kernel) const
{
    return static_cast<double>(vectorSetup.count())
        + ceilShare(tokens(kernel), static_cast<double>(rows)) / (macsPerCycle * efficiency);
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
            : tokens(kernel) * filter * inputs * outputs * passesOf(kernel, unknownOperations);
        return Cycles{static_cast<std::int64_t>(
            std::ceil(work / (wide * static_cast<double>(rows) * macsPerCycle * efficiency)))};
    }
    const double a = axpy(kernel);
    const double dense = 1.0 - sparsity;
    double cycles = 0.0;
    if (phase == Phase::InputGradient)
        cycles = inputs * filter * dense * ceilShare(outputs, wide) * a + inputs * rowAdd * a;
    else
        cycles = outputs * filter * dense * ceilShare(inputs, wide) * a
            + (phase == Phase::Forward ? outputs * rowAdd * a : 0.0);
    return Cycles{static_cast<std::int64_t>(std::ceil(cycles * static_cast<double>(kernel.steps)))};
}

Cycles StreamingCost::wire(double bytes) const
{
    return Cycles{static_cast<std::int64_t>(std::ceil(bytes / io.count() * clock.count()))};
}

/// Dense, or as index and value where that is less.
Cycles StreamingCost::streamIn(const Kernel& kernel, Phase phase) const
{
    if (phase == Phase::WeightGradient || kernel.parameters == 0)
        return Cycles{0};
    const auto weights = static_cast<double>(kernel.parameters);
    const auto bytes = static_cast<double>(value.count());
    return wire(std::min(bytes * weights, (bytes + 2.0) * weights * (1.0 - sparsity)));
}

Cycles StreamingCost::streamOut(const Kernel& kernel, Phase phase) const
{
    if (phase != Phase::WeightGradient)
        return Cycles{0};
    return wire(kGradientBytes * static_cast<double>(kernel.parameters) * (1.0 - sparsity));
}

PeRect StreamingCost::filled(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    const std::int64_t features =
        kernel.kind == KernelKind::Embedding ? conv.outputChannels : std::max(conv.inputChannels, conv.outputChannels);
    const auto high = static_cast<std::int64_t>(std::min(tokens(kernel), static_cast<double>(rows)));
    return {{0, 0}, static_cast<int>(std::min(columns, features)), static_cast<int>(std::max<std::int64_t>(1, high))};
}

Bytes StreamingCost::activationsPerPe(const Kernel& kernel) const
{
    const auto channels = static_cast<double>(std::max<std::int64_t>(1, kernel.convs.front().inputChannels));
    const double features = kernel.kind == KernelKind::Embedding ? 1.0 : channels;
    const double tokensIn = static_cast<double>(kernel.inputElements) / features * static_cast<double>(microBatch);
    const double values =
        ceilShare(tokensIn, static_cast<double>(rows)) * ceilShare(features, static_cast<double>(columns));
    return value * static_cast<std::int64_t>(values);
}

Bytes StreamingCost::tilePerPe(const Kernel& kernel) const
{
    const auto weights = static_cast<double>(kernel.parameters);
    return value * static_cast<std::int64_t>(ceilShare(weights, static_cast<double>(columns * rows)));
}

} // namespace waferscope
