#include "views/network/network_accessible.h"

#include "views/models/layer_model.h"
#include "views/network/network_graph_view.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <map>

namespace waferscope {

namespace {

/// One node on the canvas. It holds no node, only which one: the graph changes under it.
class NodeAccessible final : public QAccessibleInterface {
public:
    NodeAccessible(NetworkGraphView& view, std::size_t node)
        : m_view(view)
        , m_node(node)
    {
    }

    [[nodiscard]] bool isValid() const override { return shown() != nullptr; }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(&m_view);
    }
    [[nodiscard]] QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Graphic; }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!shown())
            return {};
        if (kind == QAccessible::Name)
            return m_view.nameOf(m_node);
        if (kind != QAccessible::Description)
            return {};
        return shown()->layer ? layerToolTip(*shown()->layer, m_view.picture().scene->outline.network.get())
                              : shown()->detail;
    }

    [[nodiscard]] QRect rect() const override
    {
        const QRect box = logicalBox();
        return {m_view.mapToGlobal(box.topLeft()), box.size()};
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
        state.offscreen = !m_view.rect().intersects(logicalBox());
        return state;
    }

private:
    [[nodiscard]] const GraphNode* shown() const
    {
        const auto& scene = m_view.picture().scene;
        return scene && m_node < scene->graph.nodes.size() ? &scene->graph.nodes[m_node] : nullptr;
    }

    [[nodiscard]] QRect logicalBox() const
    {
        if (!shown())
            return {};
        return m_view.picture().camera.toLogical(m_view.picture().scene->layout.boxes[m_node]).toAlignedRect();
    }

    NetworkGraphView& m_view;
    std::size_t m_node;
};

class GraphAccessible final : public QAccessibleWidget {
public:
    explicit GraphAccessible(NetworkGraphView& view)
        : QAccessibleWidget(&view, QAccessible::Canvas)
        , m_view(view)
    {
    }
    ~GraphAccessible() override
    {
        for (const auto& [index, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override
    {
        return m_view.picture().scene ? static_cast<int>(m_view.picture().scene->graph.nodes.size()) : 0;
    }

    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const auto known = m_children.find(index);
        if (known != m_children.end())
            return QAccessible::accessibleInterface(known->second);
        auto* node = new NodeAccessible(m_view, static_cast<std::size_t>(index)); // Qt's registry owns it
        m_children[index] = QAccessible::registerAccessibleInterface(node);
        return node;
    }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (const auto& [index, id] : m_children)
            if (QAccessible::accessibleInterface(id) == wanted)
                return index;
        return -1;
    }

    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        if (!m_view.picture().scene)
            return nullptr;
        const QPointF place = m_view.picture().camera.toScene(m_view.mapFromGlobal(QPoint(x, y)));
        const auto node = m_view.picture().scene->nodeAt(place);
        return node ? child(static_cast<int>(*node)) : nullptr;
    }

    [[nodiscard]] QAccessibleInterface* focusChild() const override
    {
        const auto chosen = m_view.picture().chosen;
        return m_view.hasFocus() && chosen ? child(static_cast<int>(*chosen)) : nullptr;
    }

private:
    NetworkGraphView& m_view;
    mutable std::map<int, QAccessible::Id> m_children;
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

void tellNodesChanged(NetworkGraphView& view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&view, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
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
