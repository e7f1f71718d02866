#include "views/network/network_accessible.h"

#include "views/canvas/canvas_accessible.h"
#include "views/models/layer_model.h"
#include "views/network/graph_text.h"
#include "views/network/network_graph_view.h"

namespace waferscope {

namespace {

/// One node on the canvas.
class NodeAccessible final : public CanvasItemAccessible {
public:
    NodeAccessible(NetworkGraphView& view, std::size_t node)
        : CanvasItemAccessible(view)
        , m_view(view)
        , m_node(node)
    {
    }

    [[nodiscard]] bool isValid() const override { return shown() != nullptr; }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!shown())
            return {};
        if (kind == QAccessible::Name)
            return graphNodeName(*shown());
        if (kind != QAccessible::Description)
            return {};
        return shown()->layer ? layerToolTip(*shown()->layer, m_view.picture().scene->outline.network.get())
                              : shown()->detail;
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!shown())
            return state;
        const bool isBlock = m_view.picture().scene->isBlock(m_node);
        state.selectable = true;
        state.selected = m_view.picture().chosen == m_node;
        state.expandable = isBlock;
        state.expanded = isBlock && m_view.picture().scene->isOpen(m_node);
        state.collapsed = isBlock && !state.expanded;
        state.offscreen = isOffscreen();
        return state;
    }

private:
    [[nodiscard]] const GraphNode* shown() const
    {
        const auto& scene = m_view.picture().scene;
        return scene && m_node < scene->graph.nodes.size() ? &scene->graph.nodes[m_node] : nullptr;
    }

    [[nodiscard]] std::optional<QRect> box() const override
    {
        if (!shown())
            return std::nullopt;
        return m_view.picture().camera.toLogical(m_view.picture().scene->layout.boxes[m_node]).toAlignedRect();
    }

    NetworkGraphView& m_view;
    std::size_t m_node;
};

class GraphAccessible final : public CanvasAccessible {
public:
    explicit GraphAccessible(NetworkGraphView& view)
        : CanvasAccessible(view)
        , m_view(view)
    {
    }

    [[nodiscard]] int childCount() const override
    {
        return m_view.picture().scene ? static_cast<int>(m_view.picture().scene->graph.nodes.size()) : 0;
    }

    [[nodiscard]] QAccessibleInterface* focusChild() const override
    {
        const auto chosen = m_view.picture().chosen;
        return m_view.hasFocus() && chosen ? child(static_cast<int>(*chosen)) : nullptr;
    }

private:
    [[nodiscard]] CanvasItemAccessible* makeItem(int index) const override
    {
        return new NodeAccessible(m_view, static_cast<std::size_t>(index));
    }

    [[nodiscard]] std::optional<int> itemAt(QPoint place) const override
    {
        if (!m_view.picture().scene)
            return std::nullopt;
        const auto node = m_view.picture().scene->nodeAt(m_view.picture().camera.toScene(place));
        return node ? std::optional(static_cast<int>(*node)) : std::nullopt;
    }

    NetworkGraphView& m_view;
};

QAccessibleInterface* createInterface(const QString& /*className*/, QObject* object)
{
    auto* view = qobject_cast<NetworkGraphView*>(object);
    return view ? new GraphAccessible(*view) : nullptr; // Qt's registry owns it
}

} // namespace

void installNetworkAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(createInterface);
        return true;
    }();
    static_cast<void>(installed);
}

void tellNodeChosen(NetworkGraphView& view)
{
    if (!QAccessible::isActive() || !view.picture().chosen)
        return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    event.setChild(static_cast<int>(*view.picture().chosen));
    QAccessible::updateAccessibility(&event);
}

} // namespace waferscope
