#include "model/streaming/streaming_cost.h"

#include "core/base/rounding.h"
#include "model/derivation/derivation.h"
#include "model/pipelined/kernel_cost.h"
#include "model/streaming/streamed_step.h"

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
    return static_cast<float>(ratioOf(part, whole));
}

/// Weights that the store holds for a layer: its parameters, or those of a matrix that another layer counts.
double storedWeights(const Kernel& kernel)
{
    if (kernel.kind != KernelKind::Matrix && kernel.kind != KernelKind::Recurrent)
        return static_cast<double>(kernel.parameters);
    const auto matrices = static_cast<double>(kernel.convs.front().weights()) * static_cast<double>(kernel.experts);
    return kernel.experts > 1 ? matrices : std::max(matrices, static_cast<double>(kernel.parameters));
}

bool isDepthwise(const ConvShape& conv)
{
    return conv.groups > 1 && conv.inputChannels == 1;
}

bool hasStreamedWeights(const Kernel& kernel)
{
    return kernel.kind == KernelKind::Matrix || kernel.kind == KernelKind::Recurrent;
}

template <typename N>
typename N::Real filterPlaces(const Kernel& kernel)
{
    const ConvShape& conv = kernel.convs.front();
    return toReal(N::factor("R", conv.filterHeight) * N::factor("S", conv.filterWidth));
}

constexpr std::int64_t kGradientBytes = 4; // streamed out in fp32
constexpr std::int64_t kIndexBytes = 2; // of a weight that is not sent among all
constexpr double kWaveletBytes = 4.0;
constexpr double kValuesOfMac = 3.0; // it reads two and writes one

constexpr std::string_view kEfficiency = "streaming_efficiency";
constexpr std::string_view kRowAdd = "row_add";

} // namespace

StreamingCost StreamingCost::of(const LayoutProblem& problem, const StreamingSchedule& schedule,
                                const Assumptions& assumptions)
{
    const System& system = problem.system();
    StreamingCost cost;
    cost.bands = schedule.bands;
    cost.columns = std::max(1, system.columns / schedule.bands);
    cost.rows = std::int64_t{system.rows} * schedule.bands;
    cost.efficiency = assumptions[kEfficiency];
    cost.macsPerCycle = problem.execution.precision == Precision::Fp16 ? system.macsPerCycle : system.fp32MacsPerCycle;
    cost.vectorSetup = system.vectorSetup;
    cost.rowAdd = assumptions[kRowAdd];
    cost.unknownOperations = assumptions[kUnknownOperations];
    cost.attentionShare = assumptions[kAttentionShare];
    cost.density = assumptions.ofLayers(kDensity);
    cost.clock = system.clock;
    cost.io = system.io;
    cost.value = valueSize(problem.execution.precision);
    cost.sparsity = schedule.sparsity;
    cost.microBatch = std::min(schedule.microBatch, samplesPerSystem(problem.execution));
    cost.leastPhase = Cycles{leastOfPhase<Plain>(assumptions, system.clock)};
    cost.run = problem.execution.run;
    return cost;
}

double StreamingCost::tokens(const Kernel& kernel) const
{
    return allTokens<Plain>(kernel);
}

double StreamingCost::macs(const Kernel& kernel) const
{
    const double sent = hasStreamedWeights(kernel) ? 1.0 - sparsity : 1.0;
    return doneMacs(kernel, density, attentionShare) * sent;
}

template <typename N>
typename N::Real StreamingCost::allTokens(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    return toReal(N::whole("H", conv.height)) * toReal(N::whole("W", conv.width))
        / toReal(N::factor("T²", conv.stride * conv.stride)) * toReal(N::whole("micro-batch", microBatch));
}

template <typename N>
typename N::Real StreamingCost::tokensOfRow(const Kernel& kernel) const
{
    return roundedUp(allTokens<N>(kernel) / toReal(N::whole("rows", rows)));
}

/// a = set-up + ceil(X / rows) / (4 e). Of a mixture of experts a row's tokens go through one each, so it sets up for
/// every expert that has some there.
template <typename N>
typename N::Real StreamingCost::axpy(const Kernel& kernel, typename N::Real tokens) const
{
    const auto setups = atMost(tokens, toReal(N::factor("experts", kernel.experts)));
    const auto perCycle = N::real("multiply-adds a cycle", macsPerCycle) * N::assumed("e", efficiency, kEfficiency);
    return toReal(N::whole("set-up", vectorSetup.count())) * setups + tokens / perCycle;
}

/// The share of a layer's weights that is not zero: they alone are sent and multiplied.
template <typename N>
typename N::Real StreamingCost::dense(const Kernel& kernel) const
{
    return N::unmentionedAsOne(toReal(N::number(1)) - N::real("sparsity", sparsity))
        * N::assumedOfLayer("density", density, kDensity, kernel.name);
}

/// The share of a layer's weights that the micro-batch's positions can choose at most.
template <typename N>
typename N::Real StreamingCost::chosen(const Kernel& kernel) const
{
    const auto choices = N::real("choices", choicesOf(kernel));
    return N::unmentionedAsOne(leastOf(toReal(N::number(1)), allTokens<N>(kernel) / choices));
}

/// All inputs of a depthwise output are in its column, so it has nothing to add along the row.
template <typename N>
StreamingCost::RowWork<N> StreamingCost::rowWork(const Kernel& kernel, Phase phase) const
{
    const ConvShape& conv = kernel.convs.front();
    const auto inputs = N::whole("C", conv.inputChannels);
    const auto groups = N::factor("groups", conv.groups);
    const auto allInputs = toReal(inputs * groups);
    const auto outputs = toReal(N::whole("K", conv.outputChannels));
    const bool back = phase == Phase::InputGradient;
    const auto features = back ? outputs : allInputs;
    return {features, roundedUp(features / toReal(N::whole("columns", columns))),
            back ? toReal(inputs) : outputs / toReal(groups), back ? allInputs : outputs,
            !isDepthwise(conv) && phase != Phase::WeightGradient};
}

/// Cycles of one step of a PE that owns so many features and holds so many tokens of them.
template <typename N>
typename N::Real StreamingCost::ownCycles(const Kernel& kernel, const RowWork<N>& work, typename N::Real features,
                                          typename N::Real tokens) const
{
    const auto once = axpy<N>(kernel, tokens);
    const auto products = work.weights * features * (once * filterPlaces<N>(kernel) * dense<N>(kernel));
    return work.addsUp ? products + work.sums * (N::assumed("row add", rowAdd, kRowAdd) * once) : products;
}

/// Layers without streamed weights spread their arithmetic evenly over the fabric; a look-up moves every feature.
template <typename N>
typename N::Real StreamingCost::evenCycles(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    const auto outputs = toReal(N::whole("K", conv.outputChannels));
    const auto spread = toReal(N::whole("columns", columns)) * toReal(N::whole("rows", rows))
        * N::real("multiply-adds a cycle", macsPerCycle) * N::assumed("e", efficiency, kEfficiency);
    if (kernel.kind == KernelKind::Embedding)
        return allTokens<N>(kernel) * outputs / spread;
    const auto work = allTokens<N>(kernel) * filterPlaces<N>(kernel) * toReal(N::whole("C", conv.inputChannels))
        * outputs * passes<N>(kernel, unknownOperations) * N::assumedOfLayer("density", density, kDensity, kernel.name);
    return kernel.kind == KernelKind::Product
        ? work * N::assumed("share of attention", attentionShare, kAttentionShare) / spread
        : work / spread;
}

template <typename N>
typename N::Whole StreamingCost::phaseCycles(const Kernel& kernel, Phase phase) const
{
    if (!hasStreamedWeights(kernel))
        return toWhole(roundedUp(evenCycles<N>(kernel)));
    const auto work = rowWork<N>(kernel, phase);
    const auto cycles = ownCycles<N>(kernel, work, work.owned, tokensOfRow<N>(kernel));
    return toWhole(roundedUp(cycles * toReal(N::factor("steps", kernel.steps))));
}

Cycles StreamingCost::compute(const Kernel& kernel, Phase phase) const
{
    return Cycles{phaseCycles<Plain>(kernel, phase)};
}

Term StreamingCost::derivedCompute(const Kernel& kernel, Phase phase) const
{
    return phaseCycles<Traced>(kernel, phase);
}

StreamingSpread StreamingCost::spread(const Kernel& kernel, Phase phase) const
{
    if (!hasStreamedWeights(kernel))
        return evenSpread(kernel);
    const RowWork<Plain> work = rowWork<Plain>(kernel, phase);
    StreamingSpread spread;
    spreadColumns(spread, kernel, work);
    spreadRows(spread, kernel);
    loadLinks(spread, kernel, phase, work);
    return spread;
}

/// A move reads one value and writes it.
StreamingSpread StreamingCost::evenSpread(const Kernel& kernel) const
{
    const PeRect where = filled(kernel).ofBand;
    const double values = kernel.kind == KernelKind::Embedding ? 2.0 : kValuesOfMac;
    const auto traffic = static_cast<float>(values * static_cast<double>(value.count()) * macsPerCycle * efficiency);
    return {.fullColumns = where.width,
            .owningColumns = where.width,
            .fullRows = static_cast<int>(rows),
            .traffic = traffic,
            .lesserTraffic = traffic};
}

void StreamingCost::spreadColumns(StreamingSpread& spread, const Kernel& kernel, const RowWork<Plain>& work) const
{
    const auto wide = static_cast<double>(columns);
    const double held = tokensOfRow<Plain>(kernel);
    const double full = ownCycles<Plain>(kernel, work, work.owned, held);
    spread.fullColumns = static_cast<int>(work.features - wide * (work.owned - 1.0));
    spread.owningColumns = static_cast<int>(std::min(work.features, wide));
    spread.lesserColumn = shareOf(ownCycles<Plain>(kernel, work, work.owned - 1.0, held), full);
    spread.addingColumn = shareOf(ownCycles<Plain>(kernel, work, 0.0, held), full);
}

/// All that a row does are AXPYs over its tokens.
void StreamingCost::spreadRows(StreamingSpread& spread, const Kernel& kernel) const
{
    const double held = tokensOfRow<Plain>(kernel);
    const double full = axpy<Plain>(kernel, held);
    const double moved = kValuesOfMac * static_cast<double>(value.count()); // bytes a token
    spread.fullRows = static_cast<int>(std::ceil(tokens(kernel)) - static_cast<double>(rows) * (held - 1.0));
    spread.lesserRow = shareOf(axpy<Plain>(kernel, held - 1.0), full);
    spread.traffic = shareOf(moved * held, full);
    spread.lesserTraffic = shareOf(moved * (held - 1.0), full);
}

void StreamingCost::loadLinks(StreamingSpread& spread, const Kernel& kernel, Phase phase,
                              const RowWork<Plain>& work) const
{
    const double weights = work.weights * work.owned * filterPlaces<Plain>(kernel) * static_cast<double>(kernel.experts)
        * chosen<Plain>(kernel) * static_cast<double>(kernel.steps);
    const double sums =
        (work.addsUp ? work.sums : 0.0) * rowAdd * tokensOfRow<Plain>(kernel) * static_cast<double>(kernel.steps);
    const auto cycles = static_cast<double>(std::max<std::int64_t>(1, compute(kernel, phase).count()));
    const double down =
        phase == Phase::WeightGradient ? bytesOut<Plain>(kernel, weights) : bytesIn<Plain>(kernel, weights);
    spread.down = static_cast<float>(down / kWaveletBytes / cycles);
    spread.along = static_cast<float>(sums * static_cast<double>(value.count()) / kWaveletBytes / cycles);
}

template <typename N>
typename N::Whole StreamingCost::wire(typename N::Real bytes) const
{
    return toWhole(roundedUp(bytes / N::real("I/O", io.count(), Unit::DataRate)
                             * N::real("clock", clock.count(), Unit::Frequency)));
}

/// Dense, or as index and value where that is less.
template <typename N>
typename N::Real StreamingCost::bytesIn(const Kernel& kernel, typename N::Real weights) const
{
    const auto bytes = toReal(N::whole("bytes of a value", value.count()));
    return leastOf(bytes * weights, (bytes + toReal(N::number(kIndexBytes))) * weights * dense<N>(kernel));
}

template <typename N>
typename N::Real StreamingCost::bytesOut(const Kernel& kernel, typename N::Real weights) const
{
    return toReal(N::number(kGradientBytes)) * weights * dense<N>(kernel);
}

template <typename N>
typename N::Whole StreamingCost::cyclesIn(const Kernel& kernel, Phase phase) const
{
    if (phase == Phase::WeightGradient)
        return N::number(0);
    return wire<N>(bytesIn<N>(kernel, N::real("weights", storedWeights(kernel)) * chosen<N>(kernel)));
}

template <typename N>
typename N::Whole StreamingCost::cyclesOut(const Kernel& kernel, Phase phase) const
{
    if (phase != Phase::WeightGradient)
        return N::number(0);
    return wire<N>(bytesOut<N>(kernel, N::real("weights", storedWeights(kernel)) * chosen<N>(kernel)));
}

Cycles StreamingCost::streamIn(const Kernel& kernel, Phase phase) const
{
    return Cycles{cyclesIn<Plain>(kernel, phase)};
}

Term StreamingCost::derivedStreamIn(const Kernel& kernel, Phase phase) const
{
    return cyclesIn<Traced>(kernel, phase);
}

Cycles StreamingCost::streamOut(const Kernel& kernel, Phase phase) const
{
    return Cycles{cyclesOut<Plain>(kernel, phase)};
}

Term StreamingCost::derivedStreamOut(const Kernel& kernel, Phase phase) const
{
    return cyclesOut<Traced>(kernel, phase);
}

/// Tokens that do not fill every row lie evenly over as few bands as hold them.
StreamingCost::Filled StreamingCost::filled(const Kernel& kernel) const
{
    const ConvShape& conv = kernel.convs.front();
    const std::int64_t features =
        kernel.kind == KernelKind::Embedding ? conv.outputChannels : std::max(conv.allInputs(), conv.outputChannels);
    const auto high =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(tokens(kernel), static_cast<double>(rows))));
    const std::int64_t taken = ceilDivide(high, rows / bands);
    return {{{0, 0}, static_cast<int>(std::min(columns, features)), static_cast<int>(ceilDivide(high, taken))},
            static_cast<int>(taken)};
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
    return Cycles{wire<Plain>(activationBytes(kernel))};
}

Bytes StreamingCost::tilePerPe(const Kernel& kernel) const
{
    const double parts = static_cast<double>(kernel.experts); // one expert comes after the other
    const double weights =
        kernel.experts > 1 ? storedWeights(kernel) / parts : storedWeights(kernel) * chosen<Plain>(kernel);
    return value * static_cast<std::int64_t>(ceilShare(weights, static_cast<double>(columns * rows)));
}

} // namespace waferscope
