#pragma once

#include "core/network/network.h"

#include <cstdint>
#include <span>
#include <vector>

namespace waferscope {

/// A part of a sequence that stands there several times in turn.
struct Repeat {
    std::size_t first = 0; ///< where the first one begins
    std::size_t length = 1; ///< items of one
    std::size_t times = 2;

    [[nodiscard]] std::size_t end() const { return first + length * times; }
    friend bool operator==(const Repeat&, const Repeat&) = default;
};

/// The repeats of a sequence, in order, apart from each other, and each as long as it goes: at least three in turn, or
/// two of three items or more. Equal numbers are equal items. A part is at most 1,024 items long. Where a repeat could
/// as well begin some items later, it begins where `crossings` is least; there is one for every item, or none at all.
[[nodiscard]] std::vector<Repeat> repeatsIn(std::span<const std::uint64_t> items,
                                            std::span<const std::int64_t> crossings = {});

/// The repeats of a network's layers.
[[nodiscard]] std::vector<Repeat> layerRepeats(const Network& network);

/// By layer: how many activations of earlier layers it or later layers read. Between blocks that is one.
[[nodiscard]] std::vector<std::int64_t> layerCrossings(const Network& network);

/// What a layer is, apart from its name: equal layers have equal numbers.
[[nodiscard]] std::uint64_t structureOf(const Network& network, const Layer& layer);

} // namespace waferscope
