#pragma once

#include "core/base/random.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// The side of what is left of the fabric that a strip is laid along.
enum class FabricSide : std::uint8_t { West, East, North, South };

[[nodiscard]] inline bool runsSouth(FabricSide side)
{
    return side == FabricSide::West || side == FabricSide::East;
}

struct Strip {
    int kernels = 1; ///< that stand on it, at least 1
    FabricSide side = FabricSide::North;
    bool isReversed = false; ///< from east to west, or from south to north
    int extra = 0; ///< PEs of thickness more than its kernels need; the last strip takes all that is left
    int lengthPrice = 0; ///< what its length costs when shapes are chosen to suit their neighbours: a level, from 0

    friend bool operator==(const Strip&, const Strip&) = default;
};

/// How kernels lie, without sizes: in an order, cut into strips, each laid along a side of what the strips before it
/// have left. Kernels on a strip stand one after the other, or in stacks across it. A special case of slicing
/// floorplans (Otten, "Automatic Floorplan Design", DAC 1982): every cut takes a strip off a side.
struct StripLayout {
    std::vector<std::size_t> order; ///< all kernels
    std::vector<std::uint8_t> isStacked; ///< by place in the order: on the kernel before it, where that is on the strip
    std::vector<Strip> strips; ///< their kernels sum to the order's

    friend bool operator==(const StripLayout&, const StripLayout&) = default;
};

inline constexpr std::size_t kMostStacked = 4; ///< kernels of one stack

/// Rows, columns or sides at random, at most so many, of about equally many kernels.
[[nodiscard]] StripLayout randomLayout(const std::vector<std::size_t>& order, int mostStrips, Random& random);

/// A small change at random; it may change nothing.
void change(StripLayout& layout, Random& random);

} // namespace waferscope
