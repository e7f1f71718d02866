#pragma once

#include "core/blocks/block_counts.h"
#include "core/blocks/spec_edits.h"
#include "views/builder/block_rails.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// A network's inputs and blocks, a row each. Shows a snapshot; what is dropped on it becomes a wish.
class BlockListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { BlockColumn, SettingsColumn, OutputColumn, ParametersColumn, MacsColumn, ColumnCount };
    enum Role {
        TypeRole = Qt::UserRole, ///< the block type's title
        KindRole, ///< LayerKind as int
        TroubleRole, ///< one sentence; empty where all is well
        ShareRole, ///< of the largest block's count in this column, 0 .. 1
    };

    explicit BlockListModel(QObject* parent = nullptr);

    /// `counts` may be null while they are not known. Those of blocks that a change does not reach stay.
    void show(std::shared_ptr<const NetworkSpec> spec, const std::shared_ptr<const SpecCounts>& counts);

    [[nodiscard]] BlockPlace placeOf(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(BlockPlace place) const;
    [[nodiscard]] const RailRow& railsAt(int row) const { return m_rails[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int laneCount() const { return m_laneCount; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::CopyAction | Qt::MoveAction; }
    [[nodiscard]] Qt::DropActions supportedDragActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void typeDropped(const QString& type, std::size_t before); ///< the block that it lies before
    void blocksDropped(const std::vector<std::size_t>& blocks, std::size_t before);

private:
    [[nodiscard]] std::size_t blockAt(int row, const QModelIndex& parent) const;
    [[nodiscard]] const BlockCounts* countsOf(BlockPlace place) const;
    [[nodiscard]] QString troubleOf(BlockPlace place) const;
    [[nodiscard]] QString textOf(BlockPlace place, int column) const;
    [[nodiscard]] QString settingsOf(const BlockSpec& block) const;
    [[nodiscard]] QString toolTipOf(BlockPlace place) const;
    [[nodiscard]] double shareOf(BlockPlace place, int column) const;

    std::shared_ptr<const NetworkSpec> m_spec;
    std::vector<std::optional<BlockCounts>> m_counts; ///< parallel to the blocks
    std::vector<SpecTrouble> m_troubles;
    std::vector<RailRow> m_rails;
    int m_laneCount = 1;
    std::int64_t m_mostParameters = 0;
    std::int64_t m_mostMacs = 0;
};

} // namespace waferscope
