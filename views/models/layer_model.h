#pragma once

#include "views/drawing/network/layer_tree.h"

#include <QAbstractItemModel>

namespace waferscope {

/// What a layer or block is, in a few lines.
[[nodiscard]] QString layerToolTip(const LayerNode& node, const Network* network);

/// A network's layers as a tree of block paths. Shows a snapshot; never changes it.
class LayerModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ParametersColumn, MacsColumn, ActivationsColumn, ColumnCount };
    enum Role {
        ShareRole = Qt::UserRole, ///< of the largest layer's count in this column, 0 .. 1; for bars
        KindRole, ///< LayerKind as int
        KernelRole, ///< index of its kernel, -1 when none works for it
        PathRole,
        WordsRole, ///< what a search looks through; empty for blocks
        SortRole, ///< the name, or the exact count
    };

    explicit LayerModel(QObject* parent = nullptr);

    /// `graph` may be null: then no layer has a kernel.
    void show(std::shared_ptr<const Network> network, const std::shared_ptr<const KernelGraph>& graph);

    [[nodiscard]] std::shared_ptr<const Network> network() const { return m_network; } ///< that is shown

    [[nodiscard]] std::shared_ptr<const LayerNode> tree() const { return m_root; } ///< never null

    /// The first layer that a kernel works for.
    [[nodiscard]] QModelIndex indexOf(KernelId kernel) const;
    [[nodiscard]] QModelIndex indexOf(const LayerNode& node) const; ///< one of the tree
    [[nodiscard]] const LayerNode* nodeAt(const QModelIndex& index) const; ///< none for an invalid one

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] const LayerNode& nodeOf(const QModelIndex& index) const;
    [[nodiscard]] QString textOf(const LayerNode& node, int column) const;
    [[nodiscard]] static QVariant sortKeyOf(const LayerNode& node, int column);
    [[nodiscard]] double shareOf(const LayerNode& node, int column) const;

    std::shared_ptr<const Network> m_network;
    std::shared_ptr<const LayerNode> m_root;
    std::int64_t m_mostParameters = 0;
    std::int64_t m_mostMacs = 0;
    std::int64_t m_mostActivations = 0;
};

} // namespace waferscope
