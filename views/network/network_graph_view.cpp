#include "views/network/network_graph_view.h"

#include "views/base/theme.h"
#include "views/base/tool_tip.h"
#include "views/canvas/canvas_accessible.h"
#include "views/drawing/network/network_painter.h"
#include "views/network/graph_text.h"
#include "views/network/graph_walk.h"
#include "views/network/network_accessible.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace waferscope {

namespace {

constexpr double kLinkReach = 6.0; ///< logical pixels

/// Keys that would otherwise step through time or switch the wafer's picture.
bool isOwnKey(const QKeyEvent& event)
{
    if (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Home:
    case Qt::Key_F:
    case Qt::Key_0:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus: return true;
    default: return false;
    }
}

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
    : Canvas(parent)
    , m_camera(m_picture)
{
    installNetworkAccessibility();
    setObjectName(QStringLiteral("network.picture"));
    setAccessibleName(tr("Network graph"));
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
    tellItemsChanged(*this);
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
        m_camera.reveal(*node);
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

void NetworkGraphView::beginAgain()
{
    m_camera.beginAgain();
    update();
}

void NetworkGraphView::fit()
{
    m_camera.fit();
    update();
}

void NetworkGraphView::panBy(QPointF offset)
{
    m_camera.panBy(offset);
    update();
}

void NetworkGraphView::zoomBy(double factor, QPointF at)
{
    m_camera.zoomBy(factor, at);
    update();
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
    m_camera.keep(before, anchor(*m_picture.scene->shownFor(*layer)));
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

void NetworkGraphView::walk(Qt::Key key)
{
    if (!m_picture.scene || m_picture.scene->graph.nodes.empty())
        return;
    const std::optional<std::size_t> next =
        m_picture.chosen ? neighbourInGraph(*m_picture.scene, *m_picture.chosen, key) : std::optional<std::size_t>(0);
    if (!next)
        return;
    chooseNode(next);
    m_camera.reveal(*next);
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

QString NetworkGraphView::toolTipAt(QPointF place) const
{
    return m_picture.scene
        ? graphToolTip(*m_picture.scene, m_picture.camera.toScene(place), kLinkReach / m_picture.camera.scale)
        : QString();
}

bool NetworkGraphView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (isOwnKey(*static_cast<QKeyEvent*>(event)))
            event->accept();
        break;
    case QEvent::ToolTip: showToolTip(*static_cast<QHelpEvent*>(event)); return true;
    case QEvent::PaletteChange: update(); break;
    default: break;
    }
    return Canvas::event(event);
}

void NetworkGraphView::showToolTip(const QHelpEvent& event)
{
    QToolTip::showText(event.globalPos(), asToolTip(toolTipAt(event.pos())), this);
}

void NetworkGraphView::paintEvent(QPaintEvent* /*event*/)
{
    m_picture.theme = themeOf(*this).kind;
    m_picture.pixelRatio = devicePixelRatioF();
    QPainter painter(this);
    paintNetwork(painter, m_picture);
    paintFocusRing(painter, m_picture.theme);
}

void NetworkGraphView::resizeEvent(QResizeEvent* /*event*/)
{
    m_camera.resize(size());
}

void NetworkGraphView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position();
    m_last = event->position();
    m_dragging = false;
}

void NetworkGraphView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_pressed) {
        pointAt(event->position());
        setCursor(blockOfGlyphAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    if (!m_dragging && (event->position() - *m_pressed).manhattanLength() < QApplication::startDragDistance() / 2.0)
        return;
    m_dragging = true;
    setCursor(Qt::ClosedHandCursor);
    panBy(event->position() - m_last);
    m_last = event->position();
}

void NetworkGraphView::mouseReleaseEvent(QMouseEvent* event)
{
    const bool isClick = m_pressed && !m_dragging && event->button() == Qt::LeftButton;
    m_pressed = std::nullopt;
    m_dragging = false;
    setCursor(Qt::ArrowCursor);
    if (!isClick || !m_picture.scene)
        return;
    if (const auto block = blockOfGlyphAt(event->position())) {
        toggle(*block);
        return;
    }
    chooseNode(m_picture.scene->nodeAt(m_picture.camera.toScene(event->position())));
}

void NetworkGraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_picture.scene)
        return;
    if (blockOfGlyphAt(event->position())) // two fast clicks on a glyph are two clicks
        return mousePressEvent(event);
    const auto node = m_picture.scene->nodeAt(m_picture.camera.toScene(event->position()));
    if (!node)
        return fit();
    if (node != m_picture.chosen)
        chooseNode(node);
    activate();
}

void NetworkGraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: walk(static_cast<Qt::Key>(event->key())); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: activate(); break;
    case Qt::Key_F: fit(); break;
    case Qt::Key_PageUp: panBy({0, 0.8 * height()}); break;
    case Qt::Key_PageDown: panBy({0, -0.8 * height()}); break;
    case Qt::Key_Escape: chooseNode(std::nullopt); break;
    default:
        if (!moveByKey(event->key()))
            return Canvas::keyPressEvent(event);
    }
    event->accept();
}

void NetworkGraphView::leaveEvent(QEvent* event)
{
    pointAt(std::nullopt);
    Canvas::leaveEvent(event);
}

void NetworkGraphView::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT contextMenuWanted(event->globalPos());
}

} // namespace waferscope
