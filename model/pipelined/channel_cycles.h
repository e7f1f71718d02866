#pragma once

#include "model/pipelined/kernel_cost.h"

namespace waferscope {

/// Cycles a sample of a kernel of one convolution under any arguments, as cyclesPerSample() gives them, and the split
/// of its channels that a target asks for. What does not depend on the channels is worked out once for a cut into
/// tiles.
class ChannelCycles {
public:
    /// The kernel must outlive this.
    ChannelCycles(const Kernel& kernel, const CostModel& model);

    /// What a cut into tiles settles; to be given to the others.
    [[nodiscard]] double tile(int tilesHigh, int tilesWide) const;

    [[nodiscard]] Cycles of(double tile, const ChannelSplit& split) const;

    /// No k is less than this over the target, with so many splits of the inputs; 0 where nothing is known so soon.
    [[nodiscard]] double leastWork(double tile, int inputs) const;

    /// The least k that reaches the target with so many splits of the inputs; none when no k does.
    [[nodiscard]] std::optional<int> leastOutputs(double tile, int inputs, Cycles target) const;

private:
    /// Input and output channels of a PE; before rounding.
    [[nodiscard]] double slowest(double tile, std::int64_t inputs, std::int64_t outputs) const;
    [[nodiscard]] Cycles ofShare(double tile, std::int64_t inputs, std::int64_t outputs) const;
    template <typename CyclesOf>
    [[nodiscard]] static std::int64_t largestShare(std::int64_t most, Cycles target, const CyclesOf& cyclesOf);

    const Kernel* m_kernel;
    CostModel m_model;
    double m_repeats;
    double m_done;
    double m_forwards;
};

} // namespace waferscope
