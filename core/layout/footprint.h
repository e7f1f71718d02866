#pragma once

#include "core/layout/mapping.h"

#include <cstddef>
#include <string_view>

namespace waferscope {

/// Columns of PEs for each of a kernel's k splits: forward, input gradient, weight gradient; 1 for inference.
[[nodiscard]] constexpr int columnGroups(Run run)
{
    return run == Run::Train ? 3 : 1;
}

/// Width and height in PEs, unrotated (MODEL section 3): h w (c + 1) high, 3 k wide; several convolutions side by side.
struct Footprint {
    int width = 0;
    int height = 0;
};
/// Of one convolution on so many tiles.
[[nodiscard]] constexpr Footprint footprint(int tiles, const ChannelSplit& split, Run run)
{
    return {columnGroups(run) * split.outputs, tiles * (split.inputs + 1)};
}
/// The arguments must have a split for every convolution of the kernel.
[[nodiscard]] Footprint footprint(const Kernel& kernel, const ExecutionArguments& arguments, Run run);

/// The rectangle that arguments and rotation make at a place.
[[nodiscard]] PeRect rectangleOf(const Kernel& kernel, const ExecutionArguments& arguments, Rotation rotation, Run run,
                                 PeCoord origin);

/// What a PE does inside its kernel.
enum class PeRole { Idle, Forward, InputGradient, WeightGradient, Reduce, Route, Stream };
[[nodiscard]] std::string_view nameOf(PeRole role);

/// The role of a PE at a place of an unrotated kernel, and which tile it is.
struct PePlace {
    PeRole role = PeRole::Idle;
    int tile = 0; ///< 0 .. h w - 1, from the top
    int inputSplit = 0; ///< 0 .. c - 1
    int outputSplit = 0; ///< 0 .. k - 1
    std::size_t conv = 0; ///< which of the kernel's convolutions
};
/// `inside` counts from the north-west corner of the unrotated rectangle.
[[nodiscard]] PePlace placeInside(const Kernel& kernel, const ExecutionArguments& arguments, Run run, PeCoord inside);

} // namespace waferscope
