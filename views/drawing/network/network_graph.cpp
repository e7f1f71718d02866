#include "views/drawing/network/network_graph.h"

#include "views/drawing/base/number_text.h"
#include "views/drawing/base/shown_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::size_t kMostEnds = 6; ///< inputs or outputs that are shown one by one

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::NetworkGraph)
};

QString countsText(const LayerNode& node)
{
    const auto compact = [](std::int64_t count) { return compactText(static_cast<double>(count)); };
    if (node.macs > 0 && node.parameters > 0)
        return Texts::tr("%1 par. · %2 MACs").arg(compact(node.parameters), compact(node.macs));
    if (node.macs > 0)
        return Texts::tr("%1 MACs").arg(compact(node.macs));
    if (node.parameters > 0)
        return Texts::tr("%1 par.").arg(compact(node.parameters));
    return {};
}

QString shapeText(const Shape& shape)
{
    QStringList extents;
    for (const std::int64_t extent : shape)
        extents << QString::number(extent);
    return extents.join(QStringLiteral(" × "));
}

/// A number says little when it stands alone: "encoder/0", "1 of 4".
QString nameIn(const LayerNode& block, const LayerNode& child)
{
    bool isNumber = false;
    const int number = child.name.toInt(&isNumber);
    if (!isNumber)
        return child.name;
    QString last = child.path.section(QLatin1Char('/'), -2);
    if (last.endsWith(QLatin1Char('/') + child.name))
        return last;
    return block.repeats > 1 ? Texts::tr("%1 of %2").arg(number + 1).arg(block.repeats) : child.name;
}

class GraphMaker {
public:
    GraphMaker(const NetworkOutline& outline, const OpenBlocks& open)
        : m_outline(outline)
        , m_open(open)
    {
        m_graph.shownFor.resize(outline.network->layers().size(), 0);
    }

    NetworkGraph make()
    {
        for (const LayerLink& link : m_outline.links) {
            if (!link.from)
                m_inputs.emplace(link.tensor, 0);
            if (!link.to)
                m_outputs.emplace(link.tensor, 0);
        }
        addEnds(m_inputs, GraphRole::Input);
        addChildren(*m_outline.tree, std::nullopt);
        addEnds(m_outputs, GraphRole::Output);
        addLinks();
        return std::move(m_graph);
    }

private:
    using Ends = std::map<TensorId, std::size_t>; ///< the node of each

    void addEnds(Ends& ends, GraphRole role)
    {
        const bool together = ends.size() > kMostEnds;
        std::size_t number = 0;
        for (auto& [tensor, node] : ends) {
            if (number++ == 0 || !together) {
                GraphNode end{role, nullptr, {}, {}, LayerKind::Other, std::nullopt};
                end.name = shownName((*m_outline.network)[tensor].name);
                end.detail = shapeText(m_outline.network->shapeOf(tensor));
                if (together) {
                    end.name = role == GraphRole::Input
                        ? Texts::tr("%n inputs", nullptr, static_cast<int>(ends.size()))
                        : Texts::tr("%n outputs", nullptr, static_cast<int>(ends.size()));
                    end.detail.clear();
                }
                m_graph.nodes.push_back(std::move(end));
            }
            node = m_graph.nodes.size() - 1;
        }
    }

    void addChildren(const LayerNode& block, std::optional<std::size_t> parent)
    {
        for (const std::unique_ptr<LayerNode>& child : block.children) {
            const std::size_t index = m_graph.nodes.size();
            const bool isOpen = !child->layer && m_open.count(child.get()) > 0;
            GraphRole role = isOpen ? GraphRole::OpenBlock : GraphRole::ClosedBlock;
            if (child->layer)
                role = GraphRole::Layer;
            m_graph.nodes.push_back(
                {role, child.get(), nameIn(block, *child), countsText(*child), child->kind, parent});
            if (isOpen)
                addChildren(*child, index);
            else
                stand(index, *child);
        }
    }

    void stand(std::size_t index, const LayerNode& node)
    {
        if (node.layer)
            m_graph.shownFor[node.layer->index()] = index;
        for (const std::unique_ptr<LayerNode>& child : node.children)
            stand(index, *child);
    }

    void addLinks()
    {
        using Flow = std::tuple<std::size_t, std::size_t, TensorId, std::int64_t>;
        std::vector<Flow> flows;
        for (const LayerLink& link : m_outline.links) {
            const std::size_t from = link.from ? m_graph.shownFor[link.from->index()] : m_inputs.at(link.tensor);
            const std::size_t to = link.to ? m_graph.shownFor[link.to->index()] : m_outputs.at(link.tensor);
            if (from != to)
                flows.emplace_back(from, to, link.tensor, link.elements);
        }
        std::sort(flows.begin(), flows.end());
        flows.erase(std::unique(flows.begin(), flows.end()), flows.end()); // several readers in one closed block
        std::int64_t largest = 0;
        for (const auto& [from, to, tensor, elements] : flows) {
            if (m_graph.links.empty() || m_graph.links.back().from != from || m_graph.links.back().to != to) {
                m_graph.links.push_back({from, to, elements, tensor});
                largest = elements;
                continue;
            }
            GraphLink& link = m_graph.links.back();
            link.elements += elements;
            if (elements > largest)
                link.tensor = tensor;
            largest = std::max(largest, elements);
        }
    }

    const NetworkOutline& m_outline;
    const OpenBlocks& m_open;
    Ends m_inputs;
    Ends m_outputs;
    NetworkGraph m_graph;
};

bool areAllDifferent(const std::vector<std::unique_ptr<LayerNode>>& nodes)
{
    std::set<std::uint64_t> structures;
    for (const std::unique_ptr<LayerNode>& node : nodes)
        structures.insert(node->structure);
    return structures.size() == nodes.size();
}

/// The closed blocks of a level that may open, by who asks.
template <typename May>
std::vector<const LayerNode*> blocksIn(const std::vector<const LayerNode*>& level, May may)
{
    std::vector<const LayerNode*> blocks;
    for (const LayerNode* block : level)
        for (const std::unique_ptr<LayerNode>& child : block->children)
            if (!child->layer && may(*child))
                blocks.push_back(child.get());
    return blocks;
}

} // namespace

NetworkOutline outlineOf(std::shared_ptr<const Network> network, std::shared_ptr<const LayerNode> tree)
{
    std::vector<LayerLink> links = layerLinks(*network);
    return {std::move(network), std::move(tree), std::move(links)};
}

NetworkGraph networkGraphOf(const NetworkOutline& outline, const OpenBlocks& open)
{
    return GraphMaker(outline, open).make();
}

OpenBlocks usualBlocks(const LayerNode& tree, std::size_t most)
{
    OpenBlocks open;
    std::size_t shown = tree.children.size();
    std::vector<const LayerNode*> level{&tree};
    while (!level.empty()) {
        level = blocksIn(level,
                         [](const LayerNode& block) { return block.repeats == 1 || areAllDifferent(block.children); });
        for (const LayerNode* block : level)
            shown += block->children.size();
        if (shown > most)
            break;
        open.insert(level.begin(), level.end());
    }
    return open;
}

OpenBlocks allBlocks(const LayerNode& tree, std::size_t most)
{
    OpenBlocks open;
    std::size_t shown = tree.children.size();
    std::vector<const LayerNode*> level{&tree};
    while (!level.empty()) {
        level = blocksIn(level, [&shown, most](const LayerNode& block) {
            if (shown + block.children.size() > most)
                return false;
            shown += block.children.size();
            return true;
        });
        open.insert(level.begin(), level.end());
    }
    return open;
}

} // namespace waferscope
