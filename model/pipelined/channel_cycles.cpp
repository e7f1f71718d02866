#include "model/pipelined/channel_cycles.h"

#include "core/base/check.h"
#include "core/base/rounding.h"
#include "model/pipelined/kernel_formulas.h"

#include <algorithm>

namespace waferscope {

ChannelCycles::ChannelCycles(const Kernel& kernel, const CostModel& model)
    : m_kernel(&kernel)
    , m_model(model)
    , m_repeats(repeatsOf<Plain>(kernel, model))
    , m_done(doneShare<Plain>(kernel, model.density, model.attentionShare))
    , m_forwards(forwardRuns(model))
{
    WAFERSCOPE_CHECK(kernel.convs.size() == 1);
}

double ChannelCycles::tile(int tilesHigh, int tilesWide) const
{
    return tileWork<Plain>(*m_kernel, m_kernel->convs.front(), tilesHigh, tilesWide, m_model);
}

Cycles ChannelCycles::of(double tile, const ChannelSplit& split) const
{
    const ChannelShare<Plain> share = shareOf<Plain>(*m_kernel, m_kernel->convs.front(), split);
    return ofShare(tile, share.inputs, share.outputs);
}

double ChannelCycles::slowest(double tile, std::int64_t inputs, std::int64_t outputs) const
{
    return shareCycles<Plain>(*m_kernel, m_kernel->convs.front(), tile, {inputs, outputs}, m_repeats, m_model);
}

Cycles ChannelCycles::ofShare(double tile, std::int64_t inputs, std::int64_t outputs) const
{
    return Cycles{wholeSampleCycles<Plain>(slowest(tile, inputs, outputs), m_done, m_forwards)};
}

/// A product's cycles are in line with the channels of a PE.
double ChannelCycles::leastWork(double tile, int inputs) const
{
    const ConvShape& conv = m_kernel->convs.front();
    if (m_kernel->kind == KernelKind::Embedding)
        return 0.0;
    if (m_kernel->kind == KernelKind::Channelwise)
        return slowest(tile, 1, 1) * m_done * m_forwards * static_cast<double>(conv.inputChannels) / inputs;
    return slowest(tile, ceilDivide(conv.inputChannels, std::int64_t{inputs}), 1) * m_done * m_forwards
        * static_cast<double>(conv.outputChannels);
}

/// Of a PE's channels, 1 to `most`, that takes at most the target; 0 when one takes longer. Cycles are nearly in line
/// with them, so the share is guessed, and the guess is checked.
template <typename CyclesOf>
std::int64_t ChannelCycles::largestShare(std::int64_t most, Cycles target, const CyclesOf& cyclesOf)
{
    const std::int64_t ofAll = cyclesOf(most).count();
    if (ofAll <= target.count())
        return most;
    std::int64_t enough = 0; // reaches the target, as far as is known
    std::int64_t tooMany = most;
    const double likely = static_cast<double>(target.count()) / static_cast<double>(ofAll) * static_cast<double>(most);
    std::int64_t tried = std::clamp<std::int64_t>(static_cast<std::int64_t>(likely), 1, most - 1);
    for (bool isGuess = true; tooMany - enough > 1; isGuess = false) {
        const bool reaches = cyclesOf(tried) <= target;
        (reaches ? enough : tooMany) = tried;
        tried = isGuess ? tried + (reaches ? 1 : -1) : enough + (tooMany - enough) / 2;
        if (tried <= enough || tried >= tooMany)
            tried = enough + (tooMany - enough) / 2;
    }
    return enough;
}

std::optional<int> ChannelCycles::leastOutputs(double tile, int inputs, Cycles target) const
{
    const ConvShape& conv = m_kernel->convs.front();
    const bool isChannelwise = m_kernel->kind == KernelKind::Channelwise;
    const std::int64_t ofSplit = ceilDivide(conv.inputChannels, std::int64_t{inputs});
    const std::int64_t channels = isChannelwise ? ofSplit : conv.outputChannels;
    const std::int64_t share = isChannelwise
        ? largestShare(channels, target, [&](std::int64_t part) { return ofShare(tile, part, 1); })
        : largestShare(channels, target, [&](std::int64_t part) { return ofShare(tile, ofSplit, part); });
    if (share == 0)
        return std::nullopt;
    return static_cast<int>(isChannelwise ? ceilDivide(ceilDivide(conv.inputChannels, share), std::int64_t{inputs})
                                          : ceilDivide(conv.outputChannels, share));
}

} // namespace waferscope
