#pragma once

#include "core/network/layer_links.h"
#include "views/drawing/network/layer_tree.h"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace waferscope {

/// What every graph of one network is made from. Immutable and shared.
struct NetworkOutline {
    std::shared_ptr<const Network> network;
    std::shared_ptr<const LayerNode> tree;
    std::vector<LayerLink> links;
};

[[nodiscard]] NetworkOutline outlineOf(std::shared_ptr<const Network> network, std::shared_ptr<const LayerNode> tree);

/// The blocks of a tree whose contents are shown.
using OpenBlocks = std::set<const LayerNode*>;

enum class GraphRole { Layer, ClosedBlock, OpenBlock, Input, Output };

struct GraphNode {
    GraphRole role = GraphRole::Layer;
    const LayerNode* layer = nullptr; ///< none for inputs and outputs
    QString name;
    QString detail; ///< small counts, or an input's shape
    LayerKind kind = LayerKind::Other;
    std::optional<std::size_t> parent; ///< the open block that it stands in
};

/// What flows between two nodes that are shown and not open.
struct GraphLink {
    std::size_t from;
    std::size_t to;
    std::int64_t elements = 0; ///< of one sample
    TensorId tensor; ///< the largest of it
};

/// The network as far as it is unfolded.
struct NetworkGraph {
    std::vector<GraphNode> nodes; ///< inputs, then the tree in its order, parents first, then outputs
    std::vector<GraphLink> links; ///< by ends, each pair once
    std::vector<std::size_t> shownFor; ///< by LayerId: the node that stands for it
};

[[nodiscard]] NetworkGraph networkGraphOf(const NetworkOutline& outline, const OpenBlocks& open);

/// Opens blocks that only group and rows of blocks of which none is like another, level by level, as long as no more
/// than `most` nodes are shown. What repeats stays closed.
[[nodiscard]] OpenBlocks usualBlocks(const LayerNode& tree, std::size_t most = 40);

/// All blocks, the outermost first, as long as no more than `most` nodes are shown.
[[nodiscard]] OpenBlocks allBlocks(const LayerNode& tree, std::size_t most = 5000);

} // namespace waferscope
