#pragma once

#include "model/pipelined/kernel_cost.h"

namespace waferscope {

// The cycles of a kernel (MODEL section 3), as formulas over an arithmetic N: first what a cut into tiles settles, then
// what follows from a PE's share of the channels.

/// Tiles' share of an output's rows and columns, before strides.
template <typename N>
[[nodiscard]] typename N::Whole placesOfTile(const ConvShape& conv, int tilesHigh, int tilesWide)
{
    return ceilDivide(N::whole("H", conv.height), N::whole("h", tilesHigh))
        * ceilDivide(N::whole("W", conv.width), N::whole("w", tilesWide));
}

/// Output pixels (or positions) of a tile: a fraction where the stride does not divide them.
template <typename N>
[[nodiscard]] typename N::Real pixelsOf(const ConvShape& conv, typename N::Whole places)
{
    return toReal(places) / toReal(N::factor("T²", conv.stride * conv.stride));
}

/// One vector instruction over `elements` of the SIMD axis.
template <typename N>
[[nodiscard]] typename N::Real vectorCyclesOf(typename N::Real elements, const CostModel& model)
{
    const auto perCycle =
        N::real("multiply-adds a cycle", model.macsPerCycle) * N::assumed("e", model.efficiency, kPipelinedEfficiency);
    return toReal(N::whole("set-up", model.vectorSetup.count())) + roundedUp(elements / perCycle);
}

/// What a cut into tiles settles: the cycles of a vector instruction over a tile's pixels, or a look-up's positions.
template <typename N>
[[nodiscard]] typename N::Real tileWork(const Kernel& kernel, const ConvShape& conv, int tilesHigh, int tilesWide,
                                        const CostModel& model)
{
    const auto places = placesOfTile<N>(conv, tilesHigh, tilesWide);
    return kernel.kind == KernelKind::Embedding ? toReal(places) : vectorCyclesOf<N>(pixelsOf<N>(conv, places), model);
}

/// Input and output channels of one PE. A channelwise kernel has one output a channel: both splits share the channels.
template <typename N>
struct ChannelShare {
    typename N::Whole inputs;
    typename N::Whole outputs;
};

template <typename N>
[[nodiscard]] ChannelShare<N> shareOf(const Kernel& kernel, const ConvShape& conv, const ChannelSplit& split)
{
    const auto inputs = N::whole("C", conv.inputChannels);
    const auto inputSplits = N::whole("c", split.inputs);
    const auto outputSplits = N::whole("k", split.outputs);
    if (kernel.kind == KernelKind::Channelwise)
        return {ceilDivide(inputs, inputSplits * outputSplits), N::factor({}, 1)};
    return {ceilDivide(inputs, inputSplits), ceilDivide(N::whole("K", conv.outputChannels), outputSplits)};
}

/// How often a kernel's vector instructions are repeated.
template <typename N>
[[nodiscard]] typename N::Real repeatsOf(const Kernel& kernel, const CostModel& model)
{
    return toReal(N::factor("steps", kernel.steps)) * passes<N>(kernel, model.unknownOperations);
}

/// A vector instruction for each of a PE's weights, of so many cycles.
template <typename N>
[[nodiscard]] typename N::Real productCycles(const ConvShape& conv, typename N::Real vector,
                                             const ChannelShare<N>& share, typename N::Real repeats)
{
    const auto vectors =
        toReal(N::factor("R", conv.filterHeight) * N::factor("S", conv.filterWidth) * share.inputs * share.outputs);
    return vectors * vector * repeats;
}

/// A look-up moves one row of features to the stream: a vector instruction a position, two values a wavelet.
template <typename N>
[[nodiscard]] typename N::Real lookUpCycles(typename N::Real positions, typename N::Whole features,
                                            const CostModel& model)
{
    const auto row = N::whole("bytes of a value", valueSize(model.precision).count()) * features;
    return positions * toReal(N::whole("set-up", model.vectorSetup.count()) + ceilDivide(row, N::number(4)));
}

/// Of a PE with such a share, on a tile of such work.
template <typename N>
[[nodiscard]] typename N::Real shareCycles(const Kernel& kernel, const ConvShape& conv, typename N::Real tile,
                                           const ChannelShare<N>& share, typename N::Real repeats,
                                           const CostModel& model)
{
    return kernel.kind == KernelKind::Embedding ? lookUpCycles<N>(tile, share.outputs, model)
                                                : productCycles<N>(conv, tile, share, repeats);
}

/// What a sample takes of the PE that works longest: of its work `done` is not skipped, `forwards` times.
template <typename N>
[[nodiscard]] typename N::Whole wholeSampleCycles(typename N::Real slowest, typename N::Real done,
                                                  typename N::Real forwards)
{
    return atLeast(N::number(1), toWhole(roundedUp(slowest * done * forwards)));
}

/// With recomputation a sample goes forward once more before its gradients; a look-up like everything behind it.
[[nodiscard]] inline int forwardRuns(const CostModel& model)
{
    return model.recompute ? 2 : 1;
}

} // namespace waferscope
