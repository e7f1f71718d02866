#pragma once

#include "core/layout/kernel.h"
#include "core/layout/mapping.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// The kinds of kernels of the ISPD 2020 wafer-scale placement problem.
enum class ContestKind {
    Convolution, ///< conv: one convolution
    ResidualBlock, ///< dblock: three convolutions side by side
    DownsamplingBlock, ///< cblock: three, and the shortcut's
};

[[nodiscard]] std::string_view nameOf(ContestKind kind); ///< as files write it: "conv"

struct ContestKernel {
    std::string name; ///< unique: "k4"
    ContestKind kind = ContestKind::Convolution;
    std::vector<std::int64_t> formal; ///< in the order of solution files: H W C K R S T U, or H W F
    std::vector<ConvShape> convs; ///< at least one; they share h and w
};

/// A placement problem of the ISPD 2020 contest: kernels whose copies for forward, backward and weight update stand
/// side by side, on a fabric of their own size. Smaller scores are better.
struct ContestProblem {
    int width = 0; ///< PEs of the fabric
    int height = 0;
    double timeWeight = 1.0; ///< of a cycle of the slowest kernel
    double wireWeight = 0.0; ///< of a hop of a stream, from centre to centre
    double adapterWeight = 0.0; ///< of a differing h, w or c at the two ends of a stream
    double memoryLimit = 0.0; ///< words of a PE
    std::vector<ContestKernel> kernels;
    std::vector<std::pair<KernelId, KernelId>> streams; ///< inputs and outputs of the network have none
};

/// h, w, and for every convolution c and k: what a kernel costs then.
struct ContestKernelCost {
    int width = 0; ///< PEs, unrotated: three columns for every k
    int height = 0; ///< PEs, unrotated: h w (c + 1) of the tallest convolution
    double cycles = 0.0; ///< of the slowest convolution
    double memory = 0.0; ///< words of the fullest PE
};
/// By the contest's formulas (James et al., "ISPD 2020 Physical Mapping of Neural Networks on a Wafer-Scale Deep
/// Learning Accelerator").
[[nodiscard]] ContestKernelCost contestCost(const ContestKernel& kernel, const ExecutionArguments& arguments);

struct ContestScore {
    double slowest = 0.0; ///< MT: cycles of the slowest kernel
    double wirelength = 0.0; ///< WL: hops, halves occur
    int adapters = 0; ///< AC
    double score = 0.0;
    std::vector<std::string> violations; ///< a sentence each; none when legal
};

/// Scores a placement by the contest's rules, independently of any placer. One entry a kernel, in the problem's order.
[[nodiscard]] ContestScore contestScore(const ContestProblem& problem, const std::vector<PlacedKernel>& placed);

} // namespace waferscope
