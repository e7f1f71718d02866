#include "views/network/network_graph_view.h"

#include "views/base/theme.h"
#include "views/drawing/base/number_text.h"
#include "views/drawing/wafer/legend.h"
#include "views/models/layer_model.h"
#include "views/network/network_accessible.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kReadable = 0.6; ///< a network that fits only at a smaller scale begins at its top instead
constexpr double kSmallestStart = 0.45;
constexpr double kLargestStart = 0.8;
constexpr double kMargin = 16.0; ///< logical pixels
constexpr double kSmallest = 0.01;
constexpr double kLargest = 4.0;
constexpr double kWayReach = 6.0; ///< logical pixels

/// Open blocks of a tree that another tree has as well.
void carryOver(const LayerNode& node, const std::set<QString>& wanted, OpenBlocks& open)
{
    for (const std::unique_ptr<LayerNode>& child : node.children) {
        if (!child->layer && wanted.count(child->path + QLatin1Char('\n') + child->name) > 0)
            open.insert(child.get());
        carryOver(*child, wanted, open);
    }
}

} // namespace

NetworkGraphView::NetworkGraphView(QWidget* parent)
    : QWidget(parent)
{
    installNetworkAccessibility();
    setObjectName(QStringLiteral("network.picture"));
    setAccessibleName(tr("Network graph"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(120, 120);
}

void NetworkGraphView::setOutline(const std::optional<NetworkOutline>& outline)
{
    const bool same = m_outline && outline && &m_outline->network->source() == &outline->network->source();
    OpenBlocks open;
    if (same) {
        std::set<QString> wanted;
        for (const LayerNode* block : m_open)
            wanted.insert(block->path + QLatin1Char('\n') + block->name);
        carryOver(*outline->tree, wanted, open);
    } else if (outline) {
        open = usualBlocks(*outline->tree);
    }
    m_outline = outline;
    m_open = std::move(open);
    m_chosen = nullptr;
    m_found = std::nullopt;
    rebuild();
    if (!same)
        beginAgain();
}

void NetworkGraphView::rebuild()
{
    m_picture.scene = m_outline ? networkSceneOf(*m_outline, m_open) : nullptr;
    m_picture.hovered = std::nullopt;
    m_picture.chosen =
        m_picture.scene && m_chosen ? m_picture.scene->shownFor(*m_chosen) : std::optional<std::size_t>();
    showFound();
    tellNodesChanged(*this);
    update();
}

void NetworkGraphView::choose(const LayerNode* layer)
{
    m_chosen = layer;
    const auto node = layer && m_picture.scene ? m_picture.scene->shownFor(*layer) : std::nullopt;
    if (node == m_picture.chosen)
        return;
    m_picture.chosen = node;
    if (node)
        reveal(*node);
    update();
}

void NetworkGraphView::setKernel(std::optional<KernelId> kernel)
{
    if (m_picture.kernel == kernel)
        return;
    m_picture.kernel = kernel;
    update();
}

void NetworkGraphView::setFound(const std::vector<const LayerNode*>& layers)
{
    m_found = layers;
    showFound();
    update();
}

void NetworkGraphView::endSearch()
{
    m_found = std::nullopt;
    showFound();
    update();
}

/// Blocks around what is found are not dimmed either.
void NetworkGraphView::showFound()
{
    m_picture.found.clear();
    if (!m_found || !m_picture.scene)
        return;
    const NetworkGraph& graph = m_picture.scene->graph;
    m_picture.found.resize(graph.nodes.size(), false);
    for (const LayerNode* layer : *m_found) {
        std::optional<std::size_t> node = graph.shownFor[layer->layer->index()];
        for (; node && !m_picture.found[*node]; node = graph.nodes[*node].parent)
            m_picture.found[*node] = true;
    }
}

void NetworkGraphView::setNotice(const QString& notice)
{
    m_picture.notice = notice;
    update();
}

/// The whole network, or its top where the whole would be too small to read.
void NetworkGraphView::beginAgain()
{
    m_untouched = true;
    if (!m_picture.scene)
        return;
    GraphCamera camera = fittedCamera(*m_picture.scene, m_picture.size, 1.0);
    if (camera.scale < kReadable) {
        const double whole = m_picture.scene->layout.size.width();
        const double across = (m_picture.size.width() - 2 * kMargin) / std::max(1.0, whole);
        camera.scale = std::clamp(across, std::max(camera.scale, kSmallestStart), kLargestStart);
        camera.offset = QPointF((m_picture.size.width() - whole * camera.scale) / 2, kMargin);
    }
    m_picture.camera = camera;
    update();
}

void NetworkGraphView::fit()
{
    if (!m_picture.scene)
        return;
    m_untouched = false;
    m_picture.camera = fittedCamera(*m_picture.scene, m_picture.size);
    update();
}

/// Some of the network always stays in sight.
void NetworkGraphView::setCamera(GraphCamera camera)
{
    if (!m_picture.scene)
        return;
    constexpr double kInSight = 48.0; // logical pixels
    const QSizeF whole = m_picture.scene->layout.size * camera.scale;
    camera.offset.setX(std::clamp(camera.offset.x(),
                                  std::min(kInSight - whole.width(), m_picture.size.width() - kInSight),
                                  m_picture.size.width() - kInSight));
    camera.offset.setY(std::clamp(camera.offset.y(),
                                  std::min(kInSight - whole.height(), m_picture.size.height() - kInSight),
                                  m_picture.size.height() - kInSight));
    m_untouched = false;
    m_picture.camera = camera;
    update();
}

void NetworkGraphView::panBy(QPointF logical)
{
    GraphCamera camera = m_picture.camera;
    camera.offset += logical;
    setCamera(camera);
}

void NetworkGraphView::zoomBy(double factor, QPointF at)
{
    GraphCamera camera = m_picture.camera;
    const QPointF place = camera.toScene(at);
    camera.scale = std::clamp(camera.scale * factor, kSmallest, kLargest);
    camera.offset = at - place * camera.scale;
    setCamera(camera);
}

/// Pans as little as it takes to see a node, or a block's upper edge.
void NetworkGraphView::reveal(std::size_t node)
{
    QRectF box = m_picture.camera.toLogical(m_picture.scene->layout.boxes[node]);
    if (m_picture.scene->isOpen(node))
        box.setHeight(std::min(box.height(), m_picture.size.height() / 3));
    const QRectF pane = QRectF(QPointF(0, 0), m_picture.size).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const auto missing = [](double low, double high, double from, double to) {
        if (high - low > to - from)
            return (from + to - low - high) / 2;
        return std::max(0.0, from - low) - std::max(0.0, high - to);
    };
    const QPointF shift(missing(box.left(), box.right(), pane.left(), pane.right()),
                        missing(box.top(), box.bottom(), pane.top(), pane.bottom()));
    if (!shift.isNull())
        panBy(shift);
}

/// Opens or closes a block; its upper edge stays where it is in the pane.
void NetworkGraphView::toggle(std::size_t block)
{
    const LayerNode* layer = m_picture.scene->graph.nodes[block].layer;
    const auto anchor = [this](std::size_t node) {
        const QRectF& box = m_picture.scene->layout.boxes[node];
        return QPointF(box.center().x(), box.top());
    };
    const QPointF before = m_picture.camera.toLogical(anchor(block));
    if (m_open.erase(layer) == 0)
        m_open.insert(layer);
    rebuild();
    const std::optional<std::size_t> node = m_picture.scene->shownFor(*layer);
    if (m_untouched)
        beginAgain();
    if (!m_untouched || m_picture.camera.scale < kReadable)
        panBy(before - m_picture.camera.toLogical(anchor(*node)));
}

void NetworkGraphView::openAll()
{
    if (!m_outline)
        return;
    m_open = allBlocks(*m_outline->tree);
    rebuild();
    beginAgain();
}

void NetworkGraphView::closeAll()
{
    m_open.clear();
    rebuild();
    beginAgain();
}

void NetworkGraphView::chooseNode(std::optional<std::size_t> node)
{
    m_chosen = node ? m_picture.scene->graph.nodes[*node].layer : nullptr;
    m_picture.chosen = node;
    update();
    tellNodeChosen(*this);
    Q_EMIT layerChosen(m_chosen);
}

void NetworkGraphView::activate()
{
    if (!m_picture.chosen)
        return;
    if (m_picture.scene->isBlock(*m_picture.chosen))
        toggle(*m_picture.chosen);
    else if (m_chosen)
        Q_EMIT layerActivated(m_chosen);
}

/// Keys walk: up and down along the streams, left and right along the row.
void NetworkGraphView::walk(int key)
{
    if (!m_picture.scene || m_picture.scene->graph.nodes.empty())
        return;
    std::optional<std::size_t> next;
    if (!m_picture.chosen)
        next = 0;
    else if (key == Qt::Key_Up || key == Qt::Key_Down)
        next = alongStreams(*m_picture.chosen, key);
    else
        next = alongRow(*m_picture.chosen, key);
    if (!next)
        return;
    chooseNode(next);
    reveal(*next);
}

std::optional<std::size_t> NetworkGraphView::alongStreams(std::size_t node, int key) const
{
    const NetworkScene& scene = *m_picture.scene;
    const bool down = key == Qt::Key_Down;
    if (scene.isOpen(node)) {
        if (down && node + 1 < scene.graph.nodes.size())
            return node + 1; // the first in it
        return node > 0 ? std::optional(node - 1) : std::nullopt;
    }
    std::optional<std::size_t> nearest;
    double least = 0.0;
    const QPointF here = scene.layout.boxes[node].center();
    for (const GraphLink& link : scene.graph.links) {
        if ((down ? link.from : link.to) != node)
            continue;
        const std::size_t other = down ? link.to : link.from;
        const double distance = std::abs(scene.layout.boxes[other].center().y() - here.y());
        if (nearest && distance >= least)
            continue;
        nearest = other;
        least = distance;
    }
    return nearest;
}

std::optional<std::size_t> NetworkGraphView::alongRow(std::size_t node, int key) const
{
    const NetworkScene& scene = *m_picture.scene;
    const QRectF& here = scene.layout.boxes[node];
    std::optional<std::size_t> nearest;
    double least = 0.0;
    for (std::size_t i = 0; i < scene.graph.nodes.size(); ++i) {
        const QRectF& box = scene.layout.boxes[i];
        const double across = (box.center().x() - here.center().x()) * (key == Qt::Key_Right ? 1.0 : -1.0);
        const bool beside = box.top() < here.bottom() && box.bottom() > here.top() && !box.contains(here);
        if (i == node || !beside || across <= 0.0 || scene.isOpen(i) || (nearest && across >= least))
            continue;
        nearest = i;
        least = across;
    }
    return nearest;
}

std::optional<std::size_t> NetworkGraphView::blockOfGlyphAt(QPointF at) const
{
    const double reach = std::max(2.0, 4.0 / m_picture.camera.scale); // a target of 24 pixels at least
    return m_picture.scene ? m_picture.scene->glyphAt(m_picture.camera.toScene(at), reach) : std::nullopt;
}

void NetworkGraphView::pointAt(std::optional<QPointF> at)
{
    const auto node = at && m_picture.scene ? m_picture.scene->nodeAt(m_picture.camera.toScene(*at)) : std::nullopt;
    if (m_picture.hovered == node)
        return;
    m_picture.hovered = node;
    update();
}

QString NetworkGraphView::nameOf(std::size_t node) const
{
    const GraphNode& shown = m_picture.scene->graph.nodes[node];
    switch (shown.role) {
    case GraphRole::Input: return tr("Input %1").arg(shown.name);
    case GraphRole::Output: return tr("Output %1").arg(shown.name);
    case GraphRole::OpenBlock: return tr("%1, open block").arg(shown.name);
    case GraphRole::ClosedBlock: return tr("%1, block").arg(shown.name);
    case GraphRole::Layer: break;
    }
    return shown.name;
}

QString NetworkGraphView::toolTipAt(QPointF place) const
{
    if (!m_picture.scene)
        return {};
    const NetworkScene& scene = *m_picture.scene;
    const QPointF there = m_picture.camera.toScene(place);
    const Network& network = *scene.outline.network;
    const std::optional<std::size_t> node = scene.nodeAt(there);
    if (node && !scene.isOpen(*node)) {
        const GraphNode& shown = scene.graph.nodes[*node];
        return shown.layer ? layerToolTip(*shown.layer, &network) : nameOf(*node) + QLatin1Char('\n') + shown.detail;
    }
    if (const auto way = scene.linkAt(there, kWayReach / m_picture.camera.scale)) {
        const GraphLink& link = scene.graph.links[*way];
        return tr("%1 → %2\n%3 of %4, %5 elements a sample")
            .arg(scene.graph.nodes[link.from].name, scene.graph.nodes[link.to].name,
                 QString::fromStdString(network[link.tensor].name),
                 QString::fromStdString(toText(network.shapeOf(link.tensor))), wholeText(link.elements));
    }
    return node ? layerToolTip(*scene.graph.nodes[*node].layer, &network) : QString();
}

} // namespace waferscope
