#include "views/network/layer_list.h"

#include "views/models/layer_model.h"
#include "views/network/layer_delegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>

namespace waferscope {

namespace {

constexpr int kCountWidth = 66;
constexpr int kMostUnfolded = 8; ///< children of a block that is shown open

} // namespace

LayerList::LayerList(LayerModel& model, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_filter(new QSortFilterProxyModel(this))
{
    setObjectName(QStringLiteral("network.layers"));
    setAccessibleName(tr("Layers"));
    m_filter->setSourceModel(&model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterRole(LayerModel::WordsRole);
    m_filter->setSortRole(LayerModel::SortRole);
    setModel(m_filter);
    setItemDelegate(new LayerDelegate(this));
    setUniformRowHeights(true);
    setIndentation(14);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setAllColumnsShowFocus(true);
    setUpHeader();
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_quiet)
            Q_EMIT layerChosen(layerAt(current));
    });
    connect(this, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (const LayerNode* layer = layerAt(index))
            Q_EMIT layerActivated(layer);
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &LayerList::unfoldTop);
}

void LayerList::setUpHeader()
{
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(40);
    header()->setSectionResizeMode(LayerModel::NameColumn, QHeaderView::Stretch);
    for (int column = LayerModel::NameColumn + 1; column < LayerModel::ColumnCount; ++column) {
        header()->setSectionResizeMode(column, QHeaderView::Fixed);
        header()->resizeSection(column, column == LayerModel::MacsColumn ? kCountWidth : kCountWidth + 12);
    }
    header()->setSortIndicatorClearable(true); // a third click: the network's order again
    header()->setSortIndicator(-1, Qt::DescendingOrder);
    setSortingEnabled(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QHeaderView::customContextMenuRequested, this,
            [this](QPoint place) { popUpColumns(header()->mapToGlobal(place)); });
}

void LayerList::popUpColumns(QPoint place)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("network.columns"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = LayerModel::NameColumn + 1; column < LayerModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(m_model.headerData(column, Qt::Horizontal).toString());
        action->setObjectName(QStringLiteral("network.column.%1").arg(column));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu->addSeparator();
    QAction* order = menu->addAction(tr("In the network's order"));
    order->setObjectName(QStringLiteral("network.order"));
    order->setEnabled(header()->sortIndicatorSection() >= 0);
    connect(order, &QAction::triggered, this, [this] { sortByColumn(-1, Qt::AscendingOrder); });
    menu->popup(place);
}

const LayerNode* LayerList::layerAt(const QModelIndex& index) const
{
    return m_model.nodeAt(m_filter->mapToSource(index));
}

void LayerList::choose(const LayerNode* layer)
{
    if (layerAt(currentIndex()) == layer)
        return;
    const QScopedValueRollback<bool> quiet(m_quiet, true);
    const QModelIndex index = layer ? m_filter->mapFromSource(m_model.indexOf(*layer)) : QModelIndex();
    setCurrentIndex(index);
    if (index.isValid())
        scrollTo(index);
}

void LayerList::filter(const QString& wanted)
{
    const QScopedValueRollback<bool> quiet(m_quiet, true);
    m_filter->setFilterFixedString(wanted);
    if (wanted.isEmpty()) {
        collapseAll();
        unfoldTop();
        scrollTo(currentIndex());
    } else {
        expandAll();
    }
}

/// Short blocks are shown open; long ones folded.
void LayerList::unfoldTop()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex block = m_filter->index(row, 0);
        setExpanded(block, m_filter->rowCount(block) <= kMostUnfolded);
    }
}

} // namespace waferscope
