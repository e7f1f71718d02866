#pragma once

#include "core/blocks/spec_edits.h"

#include <QTreeView>

#include <optional>
#include <vector>

class QPushButton;

namespace waferscope {

class BlockListModel;

/// The inputs and blocks of a network, one under the other. Rows are dragged to another place; a block type is dropped
/// between them.
class BlockList : public QTreeView {
    Q_OBJECT
public:
    explicit BlockList(BlockListModel& model, QWidget* parent = nullptr);

    [[nodiscard]] std::vector<std::size_t> chosenBlocks() const; ///< in their order
    [[nodiscard]] std::optional<BlockPlace> current() const;
    void choose(const std::vector<std::size_t>& blocks); ///< emits nothing; the last becomes current

Q_SIGNALS:
    void choiceChanged(); ///< by the person
    void contextMenuWanted(QPoint place); ///< on the screen
    void galleryWanted(QPoint place); ///< on the screen: a network to begin with

protected:
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void shareWidth();
    void placeHint();
    [[nodiscard]] bool hasBlocks() const;

    BlockListModel& m_model;
    QPushButton* m_gallery; ///< in the empty list
    bool m_quiet = false; ///< while the choice follows the network
};

} // namespace waferscope
