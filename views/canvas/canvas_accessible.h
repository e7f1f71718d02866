#pragma once

#include <QAccessible>
#include <QAccessibleWidget>

#include <map>
#include <optional>

namespace waferscope {

class Canvas;

/// One thing on a canvas, as a screen reader sees it. An heir holds no thing, only which one: what is shown changes
/// under it.
class CanvasItemAccessible : public QAccessibleInterface {
public:
    explicit CanvasItemAccessible(Canvas& canvas)
        : m_canvas(canvas)
    {
    }

    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override;
    [[nodiscard]] QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Graphic; }
    [[nodiscard]] QRect rect() const override; ///< on the screen; empty of an item that is gone
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

protected:
    /// In logical pixels of the pane; none when it is gone.
    [[nodiscard]] virtual std::optional<QRect> box() const = 0;
    [[nodiscard]] bool isOffscreen() const;

private:
    Canvas& m_canvas;
};

/// A canvas as a screen reader sees it: a widget whose children are its items, each made when it is first asked for.
class CanvasAccessible : public QAccessibleWidget {
public:
    explicit CanvasAccessible(Canvas& canvas);
    ~CanvasAccessible() override;

    [[nodiscard]] QAccessibleInterface* child(int index) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* wanted) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;

protected:
    [[nodiscard]] virtual CanvasItemAccessible* makeItem(int index) const = 0; ///< Qt's registry comes to own it
    [[nodiscard]] virtual std::optional<int> itemAt(QPoint place) const = 0; ///< in logical pixels of the pane

private:
    mutable std::map<int, QAccessible::Id> m_items;
};

/// Tells screen readers that other items are shown.
void tellItemsChanged(Canvas& canvas);

} // namespace waferscope
