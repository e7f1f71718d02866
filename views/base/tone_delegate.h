#pragma once

#include <QStyledItemDelegate>

namespace waferscope {

/// Paints the changes of a DeltaModel in the colour of their tone; their arrows and signs say the same without it.
class ToneDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace waferscope
