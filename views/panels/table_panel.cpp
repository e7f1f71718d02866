#include "views/panels/table_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QSortFilterProxyModel>

namespace waferscope {

TablePanel::TablePanel(QAbstractItemModel& model, Sorting sorting, QWidget* parent)
    : QTableView(parent)
{
    setModel(&model);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSortingEnabled(sorting == Sorting::On);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    setRowHeight();
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TablePanel::chooseCurrent);
}

void TablePanel::chooseCurrent(const QModelIndex& current)
{
    const auto* sorted = qobject_cast<const QSortFilterProxyModel*>(model());
    if (current.isValid())
        Q_EMIT rowChosen(sorted ? sorted->mapToSource(current).row() : current.row());
}

void TablePanel::setRowHeight()
{
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
}

void TablePanel::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setRowHeight();
}

} // namespace waferscope
