#pragma once

#include <QTreeView>

class QSortFilterProxyModel;

namespace waferscope {

class LayerModel;
struct LayerNode;

/// The layers as a list with bars. Its header sorts, and has a menu of the columns that are shown.
class LayerList : public QTreeView {
    Q_OBJECT
public:
    explicit LayerList(LayerModel& model, QWidget* parent = nullptr);

    void choose(const LayerNode* layer); ///< none: nothing; emits nothing
    void filter(const QString& wanted); ///< shows only layers that are found, and where they are
    void popUpColumns(QPoint place); ///< in global coordinates

Q_SIGNALS:
    void layerChosen(const waferscope::LayerNode* layer); ///< none: nothing
    void layerActivated(const waferscope::LayerNode* layer); ///< double click or Return: go there

private:
    void setUpHeader();
    void unfoldTop();
    [[nodiscard]] const LayerNode* layerAt(const QModelIndex& index) const;

    LayerModel& m_model;
    QSortFilterProxyModel* m_filter;
    bool m_quiet = false; ///< while the selection follows another's
};

} // namespace waferscope
