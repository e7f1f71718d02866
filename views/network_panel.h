#pragma once

#include "core/strong_id.h"

#include <QWidget>

#include <optional>

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace waferscope {

class LayerModel;

/// The layer list with its search field. Choosing a layer chooses its kernel.
class NetworkPanel : public QWidget {
    Q_OBJECT
public:
    explicit NetworkPanel(LayerModel& model, QWidget* parent = nullptr);

    void select(std::optional<KernelId> kernel); ///< emits nothing
    void focusSearch();

    [[nodiscard]] QSize sizeHint() const override { return {288, 480}; }

Q_SIGNALS:
    void kernelChosen(std::optional<waferscope::KernelId> kernel);
    void kernelActivated(waferscope::KernelId kernel); ///< double click or Return: go there

private:
    void setUpTree();
    void filter(const QString& wanted);
    void unfoldTop();
    [[nodiscard]] std::optional<KernelId> kernelAt(const QModelIndex& index) const;

    LayerModel& m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QTreeView* m_tree;
    bool m_quiet = false; ///< while the selection follows the document
};

} // namespace waferscope
