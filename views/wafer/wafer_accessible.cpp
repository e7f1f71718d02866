#include "views/wafer/wafer_accessible.h"

#include "views/drawing/wafer/legend.h"
#include "views/wafer/wafer_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::WaferAccessible)
};

/// One region on the canvas. It holds no region, only which one: the view's contents change under it.
class RegionAccessible final : public QAccessibleInterface {
public:
    RegionAccessible(WaferView& view, KernelId kernel)
        : m_view(view)
        , m_kernel(kernel)
    {
    }

    [[nodiscard]] bool isValid() const override { return region() != nullptr; }
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
        if (!region())
            return {};
        if (kind == QAccessible::Name)
            return region()->name;
        return kind == QAccessible::Description ? description(*region()) : QString();
    }

    [[nodiscard]] QRect rect() const override
    {
        if (!region())
            return {};
        const QRect box = m_view.viewport().toLogical(region()->rectangle).toAlignedRect();
        return {m_view.mapToGlobal(box.topLeft()), box.size()};
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        const auto& selection = m_view.picture().selection;
        state.selectable = true;
        state.selected = std::find(selection.begin(), selection.end(), m_kernel) != selection.end();
        state.offscreen = !m_view.rect().intersects(
            region() ? m_view.viewport().toLogical(region()->rectangle).toAlignedRect() : QRect());
        return state;
    }

private:
    [[nodiscard]] const WaferRegion* region() const
    {
        return m_view.picture().contents ? m_view.picture().contents->find(m_kernel) : nullptr;
    }

    static QString description(const WaferRegion& region)
    {
        QString text = Texts::tr("%1, %2 by %3 PEs at %4, %5")
                           .arg(titleOf(region.kind))
                           .arg(region.rectangle.width)
                           .arg(region.rectangle.height)
                           .arg(region.rectangle.origin.x)
                           .arg(region.rectangle.origin.y);
        if (region.locked)
            text += Texts::tr(", locked");
        if (!region.violation.isEmpty())
            text += Texts::tr(", illegal: %1").arg(region.violation);
        return text;
    }

    WaferView& m_view;
    KernelId m_kernel;
};

class WaferAccessible final : public QAccessibleWidget {
public:
    explicit WaferAccessible(WaferView& view)
        : QAccessibleWidget(&view, QAccessible::Canvas)
        , m_view(view)
    {
    }
    ~WaferAccessible() override
    {
        for (const auto& [index, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override
    {
        return m_view.picture().contents ? static_cast<int>(m_view.picture().contents->regions.size()) : 0;
    }

    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const auto known = m_children.find(index);
        if (known != m_children.end())
            return QAccessible::accessibleInterface(known->second);
        auto* region = new RegionAccessible(m_view, KernelId{static_cast<std::size_t>(index)}); // Qt's registry owns it
        m_children[index] = QAccessible::registerAccessibleInterface(region);
        return region;
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
        if (!m_view.picture().contents)
            return nullptr;
        const QPointF pes = m_view.viewport().toPes(m_view.mapFromGlobal(QPoint(x, y)));
        const auto kernel = m_view.picture().contents->nearest(pes, 0.0);
        return kernel ? child(static_cast<int>(kernel->index())) : nullptr;
    }

private:
    WaferView& m_view;
    mutable std::map<int, QAccessible::Id> m_children;
};

QAccessibleInterface* createInterface(const QString& /*className*/, QObject* object)
{
    auto* view = qobject_cast<WaferView*>(object);
    return view ? new WaferAccessible(*view) : nullptr; // Qt's registry owns it
}

} // namespace

void installWaferAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(createInterface);
        return true;
    }();
    static_cast<void>(installed);
}

void tellRegionsChanged(WaferView& view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&view, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

} // namespace waferscope
