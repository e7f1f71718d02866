#include "views/builder/block_palette.h"

#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/builder/block_palette_delegate.h"
#include "views/builder/block_palette_model.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace waferscope {

BlockPalette::BlockPalette(QWidget* parent)
    : QWidget(parent)
    , m_model(new BlockPaletteModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    setObjectName(QStringLiteral("builder.palette"));
    setAccessibleName(tr("Palette of blocks"));
    m_filter->setSourceModel(m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterRole(BlockPaletteModel::SearchRole);
    m_search->setObjectName(QStringLiteral("builder.palette.search"));
    m_search->setAccessibleName(tr("Find a block"));
    m_search->setPlaceholderText(tr("Find a block"));
    m_search->setToolTip(tr("Shows only blocks with these words; Enter inserts the first, Down goes into the list"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(iconOf(QStringLiteral("find")), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpace1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kSpace2, kSpace2, kSpace2, kSpace1);
    row->addWidget(m_search);
    column->addLayout(row);
    column->addWidget(m_tree, 1);
    setUpTree();
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    connect(m_search, &QLineEdit::textChanged, this, &BlockPalette::filter);
}

void BlockPalette::setUpTree()
{
    m_tree->setObjectName(QStringLiteral("builder.palette.blocks"));
    m_tree->setAccessibleName(tr("Blocks"));
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new BlockPaletteDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setIndentation(0);
    m_tree->setMouseTracking(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->expandAll();
    m_tree->installEventFilter(this);
    connect(m_tree, &QTreeView::doubleClicked, this, &BlockPalette::askFor);
}

void BlockPalette::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void BlockPalette::filter(const QString& wanted)
{
    m_filter->setFilterFixedString(wanted);
    m_tree->expandAll();
    const QModelIndex first = m_filter->index(0, 0, m_filter->index(0, 0));
    if (!wanted.isEmpty())
        m_tree->setCurrentIndex(first);
}

void BlockPalette::askFor(const QModelIndex& index)
{
    const QString type = index.data(BlockPaletteModel::TypeRole).toString();
    if (!type.isEmpty())
        Q_EMIT blockWanted(type);
}

/// Enter inserts, from the list as from the search field; Down leads from the field into the list.
bool BlockPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<const QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        askFor(m_tree->currentIndex());
        return true;
    }
    if (watched == m_search && key == Qt::Key_Down) {
        if (!m_tree->currentIndex().isValid())
            m_tree->setCurrentIndex(m_filter->index(0, 0, m_filter->index(0, 0)));
        m_tree->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace waferscope
