#include "model/pipelined/kernel_cost.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "core/base/rounding.h"
#include "model/derivation/derivation.h"
#include "model/pipelined/kernel_formulas.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

Cycles wholeCycles(double cycles)
{
    return Cycles{std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(cycles)))};
}

/// `runs` of it for a sample, one after the other.
template <typename N>
typename N::Whole sampleCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model,
                               int runs)
{
    typename N::template Largest<typename N::Real> slowest{"over its convolutions"};
    for (std::size_t i = 0; i < kernel.convs.size(); ++i) {
        const ConvShape& conv = kernel.convs[i];
        // the tile comes first: what is divided of it takes longest, while the splits' divisions go on beside it
        const auto tile = tileWork<N>(kernel, conv, arguments.height, arguments.width, model);
        slowest.add(shareCycles<N>(kernel, conv, tile, shareOf<N>(kernel, conv, arguments.splits[i]),
                                   repeatsOf<N>(kernel, model), model));
    }
    return wholeSampleCycles<N>(slowest.result(), doneShare<N>(kernel, model.density, model.attentionShare),
                                toReal(N::factor("forward runs", runs)));
}

/// Weights that one PE of a group holds: the same on each of the h w tiles.
std::int64_t weightsOfTile(const Kernel& kernel, const ExecutionArguments& arguments)
{
    std::int64_t most = 0;
    for (std::size_t i = 0; i < kernel.convs.size(); ++i) {
        const ConvShape& conv = kernel.convs[i];
        const ChannelSplit& split = arguments.splits[i];
        const ChannelShare<Plain> share = shareOf<Plain>(kernel, conv, split);
        if (kernel.kind == KernelKind::Channelwise)
            most = std::max(most, ceilDivide(kernel.parameters, std::int64_t{split.inputs} * split.outputs));
        else
            most = std::max(most, share.inputs * share.outputs * conv.filterHeight * conv.filterWidth * kernel.experts);
    }
    return most;
}

/// PEs that keep spread samples: all of the rectangle but the reduce rows.
std::int64_t storingPes(const Kernel& kernel, const ExecutionArguments& arguments, Run run)
{
    const Footprint size = footprint(kernel, arguments, run);
    std::int64_t reducing = 0;
    for (const ChannelSplit& split : arguments.splits)
        reducing += std::int64_t{arguments.height} * arguments.width * split.outputs * columnGroups(run);
    return std::int64_t{size.width} * size.height - reducing;
}

/// Gradients of what a kernel gives are added up as its readers send them: it holds one sum a sample, of as many
/// samples as the reader that is furthest ahead may have sent. Readers of different parts may hold less by themselves.
std::int64_t waitingGradients(const KernelGraph& graph, KernelId id)
{
    std::int64_t most = 0;
    std::int64_t apart = 0;
    for (const EdgeId edge : graph.edgesFrom(id)) {
        most = std::max<std::int64_t>(most, slotsOf(graph, edge));
        apart += slotsOf(graph, edge) * graph[edge].elements;
    }
    return std::min(apart, most * graph[id].outputElements);
}

/// A slot holds a sample at the end that waits for the other: values at the reader, gradients at the producer.
std::int64_t slotElements(const KernelGraph& graph, KernelId id, Run run)
{
    std::int64_t elements = 0;
    for (const EdgeId edge : graph.edgesInto(id))
        elements += slotsOf(graph, edge) * graph[edge].elements;
    for (const NetworkInput& input : graph.inputs())
        if (input.to == id)
            elements += slotsOfInput(graph, id) * input.elements;
    return run == Run::Train ? elements + waitingGradients(graph, id) : elements;
}

} // namespace

CostModel CostModel::of(const Execution& execution, const System& system, const Assumptions& assumptions)
{
    CostModel model;
    model.run = execution.run;
    model.optimizer = execution.optimizer;
    model.precision = execution.precision;
    model.recompute = execution.recompute && execution.run == Run::Train;
    model.efficiency = assumptions[kPipelinedEfficiency];
    model.unknownOperations = assumptions[kUnknownOperations];
    model.attentionShare = assumptions[kAttentionShare];
    model.density = assumptions.ofLayers(kDensity);
    model.macsPerCycle = execution.precision == Precision::Fp16 ? system.macsPerCycle : system.fp32MacsPerCycle;
    model.vectorSetup = system.vectorSetup;
    model.rampLatency = system.rampLatency;
    model.usableSram = system.usableSram();
    return model;
}

CostModel CostModel::keeping(std::vector<std::int64_t> samples) const
{
    CostModel model = *this;
    model.stash = std::make_shared<const std::vector<std::int64_t>>(std::move(samples));
    return model;
}

std::optional<Error> layerWithoutKernel(const KernelGraph& graph, const Assumptions& assumptions)
{
    const auto isOf = [](const std::string& kernel, const std::string& layer) {
        return kernel == layer || kernel.starts_with(layer + "/") || kernel.starts_with(layer + " ");
    };
    for (const std::string& layer : assumptions.layersNamed()) {
        std::vector<std::string> names;
        for (const Kernel& kernel : graph.kernels())
            names.push_back(kernel.name);
        if (std::any_of(names.begin(), names.end(), [&](const std::string& name) { return isOf(name, layer); }))
            continue;
        const std::string hint = nearestHint(layer, names);
        return Error{ErrorCode::Usage,
                     "An assumption is about \"" + printable(layer) + "\", for which no kernel works"
                         + (hint.starts_with(", did") ? hint : "; wafer inspect lists the layers.")};
    }
    return std::nullopt;
}

Cycles cyclesPerSample(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model)
{
    return Cycles{sampleCycles<Plain>(kernel, arguments, model, forwardRuns(model))};
}

Cycles gradientCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model)
{
    return Cycles{sampleCycles<Plain>(kernel, arguments, model, 1)};
}

Term derivedCyclesPerSample(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model)
{
    return sampleCycles<Traced>(kernel, arguments, model, forwardRuns(model));
}

std::int64_t mostOutputSplits(const Kernel& kernel)
{
    const ConvShape& conv = kernel.convs.front();
    return kernel.kind == KernelKind::Channelwise ? conv.inputChannels : conv.outputChannels;
}

Cycles updateCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model)
{
    if (model.run == Run::Infer || kernel.kind == KernelKind::Product)
        return Cycles{0};
    const auto words = static_cast<double>(weightsOfTile(kernel, arguments));
    if (words == 0.0)
        return Cycles{0};
    const double tiles = arguments.height * arguments.width;
    const auto ramp = static_cast<double>(model.rampLatency.count());
    const double reduce = 2.0 * words + tiles - 1.0 + (2.0 * ramp + 1.0) * (2.0 * std::sqrt(tiles) - 2.0);
    const double broadcast = words + tiles + 2.0 * ramp;
    const double perWeight = model.optimizer == Optimizer::Sgd ? 2.0
        : model.optimizer == Optimizer::Momentum               ? 4.0
                                                               : 12.0;
    const double hops = static_cast<double>(footprint(kernel, arguments, model.run).width);
    const double shared = tiles > 1.0 ? reduce + broadcast : 0.0;
    const double wavelets = words * static_cast<double>(valueSize(model.precision).count()) / 4.0; // new weights
    return wholeCycles(shared + perWeight * words + wavelets + hops);
}

std::int64_t gradientValues(const Kernel& kernel)
{
    if (kernel.kind == KernelKind::Product || kernel.kind == KernelKind::Channelwise)
        return kernel.kind == KernelKind::Product ? 0 : kernel.parameters;
    std::int64_t held = 0;
    for (const ConvShape& conv : kernel.convs)
        held += conv.weights() * kernel.experts;
    return std::max(kernel.parameters, held);
}

Cycles lossCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model)
{
    constexpr double kPasses = 2.0; // the largest or the sum, then the value and its gradient
    const auto pes = static_cast<double>(storingPes(kernel, arguments, model.run));
    return wholeCycles(kPasses
                       * vectorCyclesOf<Plain>(std::ceil(static_cast<double>(kernel.outputElements) / pes), model));
}

std::int64_t stashedSamples(const KernelGraph& graph, KernelId id, const CostModel& model)
{
    if (model.run == Run::Infer || model.recompute)
        return 0;
    return model.stash ? (*model.stash)[id.index()] : 2 * graph.levelsBeforeLast(id) + 1;
}

int slotsOf(const KernelGraph& graph, EdgeId id)
{
    return 2 + graph.jumpOf(id);
}

int slotsOfInput(const KernelGraph& graph, KernelId reader)
{
    return 2 + graph.level(reader);
}

HeldSamples heldBy(const KernelGraph& graph, KernelId id, const CostModel& model)
{
    const Bytes value = valueSize(model.precision);
    const Kernel& kernel = graph[id];
    return {value * (kernel.inputElements + kernel.stateElements) * stashedSamples(graph, id, model),
            value * slotElements(graph, id, model.run)};
}

PeMemory memoryOf(const Kernel& kernel, const HeldSamples& held, const ExecutionArguments& arguments, PeRole role,
                  const CostModel& model)
{
    PeMemory memory;
    if (role == PeRole::Reduce)
        return memory;
    const std::int64_t pes = storingPes(kernel, arguments, model.run);
    memory.activations = Bytes{ceilDivide(held.stash.count(), pes)};
    memory.buffers = Bytes{ceilDivide(held.waiting.count(), pes)};
    const std::int64_t weights = weightsOfTile(kernel, arguments);
    if (role == PeRole::Forward || role == PeRole::InputGradient)
        memory.weights = valueSize(model.precision) * weights;
    if (role == PeRole::WeightGradient) {
        memory.gradients = Bytes{4} * weights;
        if (kernel.kind != KernelKind::Product)
            memory.optimizer = (Bytes{4} + optimizerState(model.optimizer)) * weights;
    }
    return memory;
}

PeMemory memoryOf(const KernelGraph& graph, KernelId id, const ExecutionArguments& arguments, PeRole role,
                  const CostModel& model)
{
    return memoryOf(graph[id], heldBy(graph, id, model), arguments, role, model);
}

Bytes worstMemory(const Kernel& kernel, const HeldSamples& held, const ExecutionArguments& arguments,
                  const CostModel& model)
{
    const Bytes forward = memoryOf(kernel, held, arguments, PeRole::Forward, model).total();
    if (model.run == Run::Infer)
        return forward;
    return std::max(forward, memoryOf(kernel, held, arguments, PeRole::WeightGradient, model).total());
}

Bytes worstMemory(const KernelGraph& graph, KernelId id, const ExecutionArguments& arguments, const CostModel& model)
{
    return worstMemory(graph[id], heldBy(graph, id, model), arguments, model);
}

PeShare shareOfPe(const Kernel& kernel, const ExecutionArguments& arguments, const PePlace& place)
{
    const ConvShape& conv = kernel.convs[place.conv];
    const ChannelSplit& split = arguments.splits[place.conv];
    const std::int64_t down = shareAt(conv.height, arguments.height, place.tile / arguments.width);
    const std::int64_t across = shareAt(conv.width, arguments.width, place.tile % arguments.width);
    PeShare share{.pixels = pixelsOf<Plain>(conv, down * across)};
    if (kernel.kind == KernelKind::Channelwise) {
        const std::int64_t pe = std::int64_t{place.inputSplit} * split.outputs + place.outputSplit;
        share.inputs = shareAt(conv.inputChannels, std::int64_t{split.inputs} * split.outputs, pe);
        return share;
    }
    share.inputs = shareAt(conv.inputChannels, split.inputs, place.inputSplit);
    share.outputs = shareAt(conv.outputChannels, split.outputs, place.outputSplit);
    return share;
}

double vectorCycles(double elements, const CostModel& model)
{
    return vectorCyclesOf<Plain>(elements, model);
}

double cyclesOfPe(const Kernel& kernel, std::size_t conv, const PeShare& share, const CostModel& model)
{
    if (share.pixels == 0.0)
        return 0.0;
    const double tile = kernel.kind == KernelKind::Embedding ? share.pixels : vectorCycles(share.pixels, model);
    return shareCycles<Plain>(kernel, kernel.convs[conv], tile, {share.inputs, share.outputs},
                              repeatsOf<Plain>(kernel, model), model);
}

} // namespace waferscope
