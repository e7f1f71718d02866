#include "views/wafer/wafer_accessible.h"

#include "views/canvas/canvas_accessible.h"
#include "views/drawing/wafer/legend.h"
#include "views/wafer/wafer_view.h"

#include <QCoreApplication>

#include <algorithm>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::WaferAccessible)
};

/// One region on the canvas.
class RegionAccessible final : public CanvasItemAccessible {
public:
    RegionAccessible(WaferView& view, KernelId kernel)
        : CanvasItemAccessible(view)
        , m_view(view)
        , m_kernel(kernel)
    {
    }

    [[nodiscard]] bool isValid() const override { return region() != nullptr; }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!region())
            return {};
        if (kind == QAccessible::Name)
            return region()->name;
        return kind == QAccessible::Description ? description(*region()) : QString();
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        const auto& selection = m_view.picture().selection;
        state.selectable = true;
        state.selected = std::find(selection.begin(), selection.end(), m_kernel) != selection.end();
        state.offscreen = isOffscreen();
        return state;
    }

private:
    [[nodiscard]] std::optional<QRect> box() const override
    {
        return region() ? std::optional(m_view.viewport().toLogical(region()->rectangle).toAlignedRect())
                        : std::nullopt;
    }

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

class WaferAccessible final : public CanvasAccessible {
public:
    explicit WaferAccessible(WaferView& view)
        : CanvasAccessible(view)
        , m_view(view)
    {
    }

    [[nodiscard]] int childCount() const override
    {
        return m_view.picture().contents ? static_cast<int>(m_view.picture().contents->regions.size()) : 0;
    }

private:
    [[nodiscard]] CanvasItemAccessible* makeItem(int index) const override
    {
        return new RegionAccessible(m_view, KernelId{static_cast<std::size_t>(index)});
    }

    [[nodiscard]] std::optional<int> itemAt(QPoint place) const override
    {
        if (!m_view.picture().contents)
            return std::nullopt;
        const auto kernel = m_view.picture().contents->nearest(m_view.viewport().toPes(place), 0.0);
        return kernel ? std::optional(static_cast<int>(kernel->index())) : std::nullopt;
    }

    WaferView& m_view;
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

} // namespace waferscope
