#include "views/builder/block_list.h"

#include "views/base/theme.h"
#include "views/builder/block_delegate.h"
#include "views/builder/block_list_model.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QPainter>
#include <QPushButton>
#include <QScopedValueRollback>

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kOutputWidth = 148;
constexpr int kCountWidth = 82;
constexpr int kLeastName = 150;
constexpr int kLeastSettings = 120;
constexpr double kNameShare = 0.44; ///< of what the numbers leave

} // namespace

BlockList::BlockList(BlockListModel& model, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_gallery(new QPushButton(tr("Begin with a network of the gallery …"), viewport()))
{
    setObjectName(QStringLiteral("builder.blocks"));
    setAccessibleName(tr("Blocks of the network"));
    setModel(&model);
    setItemDelegate(new BlockDelegate(model, this));
    setRootIsDecorated(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    setExpandsOnDoubleClick(false);
    m_gallery->setObjectName(QStringLiteral("builder.blocks.gallery"));
    m_gallery->setToolTip(tr("Copies a network that is shipped, to be changed"));
    connect(m_gallery, &QPushButton::clicked, this,
            [this] { Q_EMIT galleryWanted(m_gallery->mapToGlobal(m_gallery->rect().bottomLeft())); });
    connect(&model, &QAbstractItemModel::modelReset, this, &BlockList::placeHint);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(48);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    header()->resizeSection(BlockListModel::OutputColumn, kOutputWidth);
    header()->resizeSection(BlockListModel::ParametersColumn, kCountWidth);
    header()->resizeSection(BlockListModel::MacsColumn, kCountWidth);
}

std::vector<std::size_t> BlockList::chosenBlocks() const
{
    std::vector<std::size_t> blocks;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        const BlockPlace place = m_model.placeOf(index);
        if (place.kind == BlockPlace::Kind::Block)
            blocks.push_back(place.index);
    }
    std::sort(blocks.begin(), blocks.end());
    return blocks;
}

std::optional<BlockPlace> BlockList::current() const
{
    const QModelIndex index = selectionModel()->currentIndex();
    if (!index.isValid() || !selectionModel()->isRowSelected(index.row()))
        return std::nullopt;
    return m_model.placeOf(index);
}

void BlockList::choose(const std::vector<std::size_t>& blocks)
{
    const QScopedValueRollback<bool> quiet(m_quiet, true);
    QItemSelection rows;
    QModelIndex last;
    for (std::size_t at = 0; at < blocks.size();) { // a range for every run of neighbours
        const QModelIndex first = m_model.indexOf({BlockPlace::Kind::Block, blocks[at]});
        std::size_t end = at + 1;
        while (end < blocks.size() && blocks[end] == blocks[end - 1] + 1)
            ++end;
        last = m_model.indexOf({BlockPlace::Kind::Block, blocks[end - 1]});
        rows.select(first, last.siblingAtColumn(BlockListModel::ColumnCount - 1));
        at = end;
    }
    selectionModel()->setCurrentIndex(last, QItemSelectionModel::NoUpdate);
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (last.isValid())
        scrollTo(last);
}

void BlockList::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    if (!m_quiet)
        Q_EMIT choiceChanged();
}

/// From the keyboard the menu opens below the current row.
void BlockList::contextMenuEvent(QContextMenuEvent* event)
{
    QPoint place = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard)
        place = viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    Q_EMIT contextMenuWanted(place);
}

/// An empty list says what to do.
void BlockList::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (hasBlocks())
        return;
    QPainter painter(viewport());
    painter.setPen(themeOf(*this).muted);
    painter.setFont(interfaceFont(FontSize::Base));
    const QRect above(kSpace5, 0, viewport()->width() - 2 * kSpace5, m_gallery->y() - kSpace3);
    painter.drawText(above, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
                     tr("Double-click a block on the left, or drag it here."));
}

bool BlockList::hasBlocks() const
{
    const int rows = m_model.rowCount();
    return rows > 0 && m_model.placeOf(m_model.index(rows - 1, 0)).kind == BlockPlace::Kind::Block;
}

void BlockList::placeHint()
{
    m_gallery->setVisible(!hasBlocks());
    m_gallery->adjustSize();
    m_gallery->move((viewport()->width() - m_gallery->width()) / 2, viewport()->height() / 2);
}

/// The current row has a frame while keys go to the list.
void BlockList::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QTreeView::drawRow(painter, option, index);
    if (!hasFocus() || index.row() != currentIndex().row())
        return;
    painter->setPen(QPen(themeOf(*this).accent, 1.0));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
}

void BlockList::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    shareWidth();
    placeHint();
}

/// Numbers keep their width; name and settings share the rest. Where there is no room for both, the tool tip has the
/// settings.
void BlockList::shareWidth()
{
    int rest = viewport()->width();
    for (const int column :
         {BlockListModel::OutputColumn, BlockListModel::ParametersColumn, BlockListModel::MacsColumn})
        rest -= header()->sectionSize(column);
    const bool hasRoom = rest >= kLeastName + kLeastSettings;
    const int name = hasRoom ? std::max(static_cast<int>(rest * kNameShare), kLeastName) : std::max(rest, kLeastName);
    setColumnHidden(BlockListModel::SettingsColumn, !hasRoom);
    header()->resizeSection(BlockListModel::BlockColumn, name);
    if (hasRoom)
        header()->resizeSection(BlockListModel::SettingsColumn, rest - name);
}

} // namespace waferscope
