#pragma once

#include <QStyledItemDelegate>

namespace waferscope {

class BlockListModel;

/// Rows of a block list: rails and name, settings or trouble, counts over bars.
class BlockDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    BlockDelegate(const BlockListModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const BlockListModel& m_model;
};

} // namespace waferscope
