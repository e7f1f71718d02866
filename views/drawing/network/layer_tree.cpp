#include "views/drawing/network/layer_tree.h"

#include "core/base/fingerprint.h"
#include "core/network/repeats.h"
#include "views/drawing/base/shown_text.h"

#include <QStringList>

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

constexpr std::size_t kMostChildren = 1000;
constexpr std::size_t kCrowd = 250;

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

QString wordsOf(const Network& network, const Layer& layer)
{
    QString words = QString::fromStdString(layer.name) + QLatin1Char('\n') + QString::fromUtf8(nameOf(layer.kind));
    for (const OperatorId id : layer.operators)
        words += QLatin1Char('\n') + QString::fromStdString(network[id].type);
    return words;
}

void addLayer(LayerNode& root, const Network& network, LayerId id, const KernelOfLayer& kernels)
{
    const Layer& layer = network[id];
    QStringList parts;
    for (const QString& part : QString::fromStdString(layer.name).split(QLatin1Char('/'), Qt::SkipEmptyParts))
        parts << shownName(part.toStdString());
    if (parts.isEmpty())
        parts << shownName(layer.name);
    LayerNode* block = &root;
    for (qsizetype at = 0; at + 1 < parts.size(); ++at)
        block = &blockIn(*block, parts[at]);
    auto leaf = std::make_unique<LayerNode>();
    leaf->name = parts.back();
    leaf->path = shownName(layer.name);
    leaf->layer = id;
    leaf->kind = layer.kind;
    leaf->structure = structureOf(network, layer);
    leaf->parameters = layer.parameters;
    leaf->macs = layer.macs;
    leaf->activations = layer.activations;
    leaf->words = wordsOf(network, layer);
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

/// How often a block repeats as its path says: its children that are numbered blocks.
std::size_t numberedBlocksIn(const LayerNode& node)
{
    const auto count =
        std::count_if(node.children.begin(), node.children.end(), [](const std::unique_ptr<LayerNode>& child) {
            bool isNumber = false;
            static_cast<void>(child->name.toInt(&isNumber));
            return isNumber && !child->layer;
        });
    return static_cast<std::size_t>(count);
}

LayerId firstLayerOf(const LayerNode& node)
{
    return node.layer ? *node.layer : firstLayerOf(*node.children.front());
}

using Nodes = std::vector<std::unique_ptr<LayerNode>>;

/// Takes the next nodes into a block of their own; a single one stays itself.
std::unique_ptr<LayerNode> gathered(Nodes::iterator from, std::size_t count, const QString& name)
{
    if (count == 1)
        return std::move(*from);
    auto block = std::make_unique<LayerNode>();
    block->name = name;
    block->path = (*from)->path;
    std::move(from, from + static_cast<std::ptrdiff_t>(count), std::back_inserter(block->children));
    return block;
}

/// "conv1 … relu3" and its eight parts.
std::unique_ptr<LayerNode> folded(Nodes::iterator from, const Repeat& repeat)
{
    auto block = std::make_unique<LayerNode>();
    block->path = (*from)->path;
    const LayerNode& last = **(from + static_cast<std::ptrdiff_t>(repeat.length - 1));
    block->name = repeat.length == 1 ? (*from)->name : (*from)->name + QStringLiteral(" … ") + last.name;
    block->repeats = repeat.times;
    for (std::size_t time = 0; time < repeat.times; ++time) {
        block->children.push_back(gathered(from, repeat.length, QString::number(time)));
        from += static_cast<std::ptrdiff_t>(repeat.length);
    }
    return block;
}

/// Folds what no path names: children that repeat in structure, unless the path numbers them already.
void foldRepeats(LayerNode& node, const std::vector<std::int64_t>& crossings)
{
    std::vector<std::uint64_t> structures;
    std::vector<std::int64_t> entering;
    Fingerprint print;
    for (const std::unique_ptr<LayerNode>& child : node.children) {
        foldRepeats(*child, crossings);
        entering.push_back(crossings[firstLayerOf(*child).index()]);
        structures.push_back(child->structure);
        print.add(child->structure);
    }
    if (!node.children.empty())
        node.structure = print.value();
    node.repeats = std::max<std::size_t>(1, numberedBlocksIn(node));
    const std::vector<Repeat> repeats = node.repeats > 1 ? std::vector<Repeat>{} : repeatsIn(structures, entering);
    if (repeats.empty())
        return;
    Nodes children;
    auto next = node.children.begin();
    for (const Repeat& repeat : repeats) {
        const auto begin = node.children.begin() + static_cast<std::ptrdiff_t>(repeat.first);
        std::move(next, begin, std::back_inserter(children));
        children.push_back(folded(begin, repeat));
        next = node.children.begin() + static_cast<std::ptrdiff_t>(repeat.end());
    }
    std::move(next, node.children.end(), std::back_inserter(children));
    node.children = std::move(children);
}

/// "conv1 … relu83", 250 at a time, where there are too many for one row.
void gatherCrowds(LayerNode& node)
{
    for (const std::unique_ptr<LayerNode>& child : node.children)
        gatherCrowds(*child);
    while (node.children.size() > kMostChildren) {
        Nodes groups;
        for (std::size_t first = 0; first < node.children.size(); first += kCrowd) {
            const std::size_t count = std::min(kCrowd, node.children.size() - first);
            const auto begin = node.children.begin() + static_cast<std::ptrdiff_t>(first);
            const LayerNode& last = **(begin + static_cast<std::ptrdiff_t>(count - 1));
            groups.push_back(gathered(begin, count, (*begin)->name + QStringLiteral(" … ") + last.name));
        }
        node.children = std::move(groups);
    }
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
        node.activations += child.activations;
        if (!node.kernel)
            node.kernel = child.kernel;
        if (child.macs > most) {
            most = child.macs;
            node.kind = child.kind;
        }
    }
    if (node.repeats > 1)
        node.name += QStringLiteral(" × %1").arg(node.repeats);
}

void addFound(const LayerNode& node, const QString& wanted, std::vector<const LayerNode*>& found)
{
    if (isFound(node, wanted))
        found.push_back(&node);
    for (const std::unique_ptr<LayerNode>& child : node.children)
        addFound(*child, wanted, found);
}

} // namespace

bool isFound(const LayerNode& layer, const QString& wanted)
{
    return !wanted.isEmpty() && layer.words.contains(wanted, Qt::CaseInsensitive);
}

std::vector<const LayerNode*> foundLayers(const LayerNode& node, const QString& wanted)
{
    std::vector<const LayerNode*> found;
    addFound(node, wanted, found);
    return found;
}

std::unique_ptr<LayerNode> layerTreeOf(const Network& network, const KernelGraph* graph)
{
    const KernelOfLayer kernels = kernelsOf(graph);
    auto root = std::make_unique<LayerNode>();
    for (std::size_t index = 0; index < network.layers().size(); ++index)
        addLayer(*root, network, LayerId{index}, kernels);
    joinChains(*root);
    foldRepeats(*root, layerCrossings(network));
    gatherCrowds(*root);
    sumUp(*root);
    return root;
}

} // namespace waferscope
