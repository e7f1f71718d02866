#pragma once

#include "core/network/network.h"

#include <optional>
#include <vector>

namespace waferscope {

/// A tensor on its way from a layer to another.
struct LayerLink {
    std::optional<LayerId> from; ///< none: the tensor is an input of the network
    std::optional<LayerId> to; ///< none: the tensor is an output of the network
    TensorId tensor;
    std::int64_t elements = 0; ///< of one sample

    friend bool operator==(const LayerLink&, const LayerLink&) = default;
};

/// What flows between layers, by reader in the network's order, each tensor once a reader. Parameters and constants
/// flow nowhere.
[[nodiscard]] std::vector<LayerLink> layerLinks(const Network& network);

} // namespace waferscope
