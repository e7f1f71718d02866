#pragma once

#include <QStyledItemDelegate>

namespace waferscope {

/// A block type with the colour of its kind, its title and what it means; or a group's heading.
class BlockPaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace waferscope
