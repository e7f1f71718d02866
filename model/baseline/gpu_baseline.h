#pragma once

#include "core/machine/baselines.h"

#include <span>

namespace waferscope {

/// Samples that BERT must see until it is accurate enough: more where fewer updates are made of them. In line between
/// two batches, level beyond. Assumed; the program's own numbers are the assumptions gpu_samples_small and
/// gpu_samples_large, and a test holds these equal to them.
struct SamplesToAccuracy {
    double small = 2.4e6; ///< at kSmallBatch
    double large = 4e6; ///< at kLargeBatch

    static constexpr double kSmallBatch = 448.0; ///< of the smallest and the largest published run
    static constexpr double kLargeBatch = 12288.0;

    [[nodiscard]] double at(double batch) const;
};

/// Both ends included.
struct BaselineRange {
    double least = 0.0;
    double most = 0.0;

    [[nodiscard]] bool contains(double value) const { return least <= value && value <= most; }
};

/// How long BERT takes on data-parallel GPUs (MODEL section 6): samples to accuracy over batch, times the time of a
/// step, tau x batch / gpus + l0 + l1 log2 gpus. GPUs and batches are at least 1.
struct GpuBaseline {
    double secondsOfSample = 0.0; ///< tau: one GPU works on one sample
    double fixedSeconds = 0.0; ///< l0: of a step
    double secondsOfDoubling = 0.0; ///< l1: that a step takes longer with twice the GPUs
    SamplesToAccuracy samples{};
    BaselineRange gpus{}; ///< of the runs that it was fitted to
    BaselineRange batches{};

    [[nodiscard]] double stepSeconds(double gpuCount, double batch) const;
    [[nodiscard]] double minutes(double gpuCount, double batch) const;
    /// Share of a step in which GPUs work on samples: 1 where nothing is lost to more of them.
    [[nodiscard]] double efficiency(double gpuCount, double batch) const;
};

/// Of least squares of the relative errors, no number below 0. `runs` may be any number; what they do not determine is
/// 0.
[[nodiscard]] GpuBaseline fittedTo(std::span<const GpuRun> runs, const SamplesToAccuracy& samples = {});

} // namespace waferscope
