#include "views/layer_tree.h"

#include <QStringList>

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

using KernelOfLayer = std::map<LayerId, KernelId>;

KernelOfLayer kernelsOf(const KernelGraph* graph)
{
    KernelOfLayer result;
    for (std::size_t index = 0; graph && index < graph->size(); ++index) {
        const KernelId kernel{index};
        for (const LayerId layer : (*graph)[kernel].layers)
            result.emplace(layer, kernel);
    }
    return result;
}

/// The last child, if it is the block of this name: blocks of one name that do not follow each other stay apart.
LayerNode& blockIn(LayerNode& parent, const QString& name)
{
    if (!parent.children.empty() && !parent.children.back()->layer && parent.children.back()->name == name)
        return *parent.children.back();
    auto block = std::make_unique<LayerNode>();
    block->name = name;
    block->path = parent.path.isEmpty() ? name : parent.path + QLatin1Char('/') + name;
    parent.children.push_back(std::move(block));
    return *parent.children.back();
}

void addLayer(LayerNode& root, LayerId id, const Layer& layer, const KernelOfLayer& kernels)
{
    QStringList parts = QString::fromStdString(layer.name).split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (parts.isEmpty())
        parts << QString::fromStdString(layer.name);
    LayerNode* block = &root;
    for (qsizetype at = 0; at + 1 < parts.size(); ++at)
        block = &blockIn(*block, parts[at]);
    auto leaf = std::make_unique<LayerNode>();
    leaf->name = parts.back();
    leaf->path = QString::fromStdString(layer.name);
    leaf->layer = id;
    leaf->kind = layer.kind;
    leaf->parameters = layer.parameters;
    leaf->macs = layer.macs;
    if (const auto found = kernels.find(id); found != kernels.end())
        leaf->kernel = found->second;
    block->children.push_back(std::move(leaf));
}

/// "layer1" above a single "0" becomes "layer1/0", and a block of one layer becomes that layer.
void joinChains(LayerNode& node)
{
    for (std::unique_ptr<LayerNode>& child : node.children) {
        joinChains(*child);
        if (!child->layer && child->children.size() == 1) {
            std::unique_ptr<LayerNode> only = std::move(child->children.front());
            only->name = child->name + QLatin1Char('/') + only->name;
            child = std::move(only);
        }
    }
}

/// How often a block repeats: its children that are numbered blocks.
std::ptrdiff_t repeatsOf(const LayerNode& node)
{
    return std::count_if(node.children.begin(), node.children.end(), [](const std::unique_ptr<LayerNode>& child) {
        bool isNumber = false;
        static_cast<void>(child->name.toInt(&isNumber));
        return isNumber && !child->layer;
    });
}

/// A block looks like the kind that does most of its work.
void sumUp(LayerNode& node)
{
    std::int64_t most = -1;
    for (std::size_t row = 0; row < node.children.size(); ++row) {
        LayerNode& child = *node.children[row];
        child.parent = &node;
        child.row = static_cast<int>(row);
        sumUp(child);
        node.parameters += child.parameters;
        node.macs += child.macs;
        if (!node.kernel)
            node.kernel = child.kernel;
        if (child.macs > most) {
            most = child.macs;
            node.kind = child.kind;
        }
    }
    if (const std::ptrdiff_t repeats = repeatsOf(node); repeats > 1)
        node.name += QStringLiteral(" × %1").arg(repeats);
}

} // namespace

std::unique_ptr<LayerNode> layerTreeOf(const Network& network, const KernelGraph* graph)
{
    const KernelOfLayer kernels = kernelsOf(graph);
    auto root = std::make_unique<LayerNode>();
    for (std::size_t index = 0; index < network.layers().size(); ++index)
        addLayer(*root, LayerId{index}, network.layers()[index], kernels);
    joinChains(*root);
    sumUp(*root);
    return root;
}

} // namespace waferscope
