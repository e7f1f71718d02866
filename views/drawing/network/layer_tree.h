#pragma once

#include "core/layout/kernel.h"
#include "core/network/network.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// One line of the layer list: a layer, or a part of a block path that holds others. Counts are sums.
struct LayerNode {
    QString name; ///< "conv1", "decoder × 24"
    QString path; ///< the whole block path
    std::optional<LayerId> layer; ///< none: a block
    std::optional<KernelId> kernel; ///< that works for it; a block's first
    LayerKind kind = LayerKind::Other;
    std::size_t repeats = 1; ///< how often what it holds stands in it
    std::uint64_t structure = 0; ///< equal for what is equal but for its name
    std::int64_t parameters = 0;
    std::int64_t macs = 0;
    std::int64_t activations = 0;
    QString words; ///< of a layer, what a search looks through: path, kind, types of operators
    LayerNode* parent = nullptr;
    int row = 0; ///< in the parent
    std::vector<std::unique_ptr<LayerNode>> children;
};

/// Folds block paths into a tree in the network's order. Blocks with one child are joined with it; what repeats in
/// structure is folded, whatever its name, and blocks that repeat say how often. Nobody has more than 1,000 children:
/// longer rows are gathered.
[[nodiscard]] std::unique_ptr<LayerNode> layerTreeOf(const Network& network, const KernelGraph* graph);

/// Whether a layer is found; nothing is by nothing.
[[nodiscard]] bool isFound(const LayerNode& layer, const QString& wanted);

/// The layers beneath a node that are found, in the network's order.
[[nodiscard]] std::vector<const LayerNode*> foundLayers(const LayerNode& node, const QString& wanted);

} // namespace waferscope
