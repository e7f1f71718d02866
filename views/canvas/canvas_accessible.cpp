#include "views/canvas/canvas_accessible.h"

#include "views/canvas/canvas.h"

namespace waferscope {

QAccessibleInterface* CanvasItemAccessible::parent() const
{
    return QAccessible::queryAccessibleInterface(&m_canvas);
}

QRect CanvasItemAccessible::rect() const
{
    const std::optional<QRect> here = box();
    return here ? QRect(m_canvas.mapToGlobal(here->topLeft()), here->size()) : QRect();
}

bool CanvasItemAccessible::isOffscreen() const
{
    return !m_canvas.rect().intersects(box().value_or(QRect()));
}

CanvasAccessible::CanvasAccessible(Canvas& canvas)
    : QAccessibleWidget(&canvas, QAccessible::Canvas)
{
}

CanvasAccessible::~CanvasAccessible()
{
    for (const auto& [index, id] : m_items)
        QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* CanvasAccessible::child(int index) const
{
    if (index < 0 || index >= childCount())
        return nullptr;
    const auto known = m_items.find(index);
    if (known != m_items.end())
        return QAccessible::accessibleInterface(known->second);
    CanvasItemAccessible* item = makeItem(index);
    m_items[index] = QAccessible::registerAccessibleInterface(item);
    return item;
}

int CanvasAccessible::indexOfChild(const QAccessibleInterface* wanted) const
{
    for (const auto& [index, id] : m_items)
        if (QAccessible::accessibleInterface(id) == wanted)
            return index;
    return -1;
}

QAccessibleInterface* CanvasAccessible::childAt(int x, int y) const
{
    const std::optional<int> item = itemAt(widget()->mapFromGlobal(QPoint(x, y)));
    return item ? child(*item) : nullptr;
}

void tellItemsChanged(Canvas& canvas)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&canvas, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

} // namespace waferscope
