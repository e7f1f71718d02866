#pragma once

#include "core/layout/contest_problem.h"

#include <cstdint>
#include <string>

// Problems of our own in the manner of the ISPD 2020 contest.

namespace waferscope::samples {

struct ContestNetwork {
    int stages = 4; ///< each at half the side of the one before, with twice the channels
    int blocks = 3; ///< of three convolutions and a shortcut, a stage
    std::int64_t side = 56; ///< of the first stage's images
    std::int64_t channels = 64; ///< of the first stage
    double wireWeight = 1.0;
    double adapterWeight = 0.0;
};

/// A residual network whose every convolution is a kernel.
inline ContestProblem contestProblem(const ContestNetwork& network)
{
    ContestProblem problem;
    problem.width = 633;
    problem.height = 633;
    problem.wireWeight = network.wireWeight;
    problem.adapterWeight = network.adapterWeight;
    problem.memoryLimit = 24576.0;
    const auto add = [&problem](const ConvShape& conv) {
        const KernelId id{problem.kernels.size()};
        problem.kernels.push_back({"k" + std::to_string(id.index()), ContestKind::Convolution, {}, {conv}});
        return id;
    };
    std::optional<KernelId> last;
    for (int stage = 0; stage < network.stages; ++stage) {
        const std::int64_t side = network.side >> stage;
        const std::int64_t wide = network.channels << stage;
        for (int block = 0; block < network.blocks; ++block) {
            const KernelId first = add({side, side, 1, 1, 4 * wide, wide, 1});
            const KernelId middle = add({side, side, 3, 3, wide, wide, 1});
            const KernelId end = add({side, side, 1, 1, wide, 4 * wide, 1});
            problem.streams.emplace_back(first, middle);
            problem.streams.emplace_back(middle, end);
            problem.streams.emplace_back(first, end);
            if (last)
                problem.streams.emplace_back(*last, first);
            last = end;
        }
    }
    return problem;
}

/// Fully connected layers one after the other.
inline ContestProblem wideChain(int layers, std::int64_t features, double wireWeight, double adapterWeight)
{
    ContestProblem problem;
    problem.width = 633;
    problem.height = 633;
    problem.wireWeight = wireWeight;
    problem.adapterWeight = adapterWeight;
    problem.memoryLimit = 24576.0;
    for (int layer = 0; layer < layers; ++layer) {
        const std::int64_t in = features >> (layer % 3);
        const std::int64_t out = features >> ((layer + 1) % 3);
        problem.kernels.push_back(
            {"k" + std::to_string(layer), ContestKind::Convolution, {}, {{1, 1, 1, 1, in, out, 1}}});
        if (layer > 0)
            problem.streams.emplace_back(KernelId{problem.kernels.size() - 2}, KernelId{problem.kernels.size() - 1});
    }
    return problem;
}

} // namespace waferscope::samples
