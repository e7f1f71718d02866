#pragma once

#include <QWidget>

class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QTreeView;

namespace waferscope {

class BlockPaletteModel;

/// All block types to choose from. Double click, Enter or a drag puts one into the network.
class BlockPalette : public QWidget {
    Q_OBJECT
public:
    explicit BlockPalette(QWidget* parent = nullptr);

    void focusSearch();

Q_SIGNALS:
    void blockWanted(const QString& type);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpTree();
    void filter(const QString& wanted);
    void askFor(const QModelIndex& index);

    BlockPaletteModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QTreeView* m_tree;
};

} // namespace waferscope
