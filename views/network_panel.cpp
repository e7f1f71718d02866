#include "views/network_panel.h"

#include "views/icons.h"
#include "views/layer_delegate.h"
#include "views/layer_model.h"
#include "views/theme.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr int kCountWidth = 66;
constexpr int kMostUnfolded = 8; ///< children of a block that is shown open

} // namespace

NetworkPanel::NetworkPanel(LayerModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    setObjectName(QStringLiteral("networkPanel"));
    m_filter->setSourceModel(&model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterRole(LayerModel::PathRole);
    m_search->setObjectName(QStringLiteral("network.search"));
    m_search->setPlaceholderText(tr("Find a layer"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(iconOf(QStringLiteral("find")), QLineEdit::LeadingPosition);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpace1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kSpace2, kSpace1, kSpace2, kSpace1);
    row->addWidget(m_search);
    column->addLayout(row);
    column->addWidget(m_tree, 1);
    setUpTree();
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    connect(m_search, &QLineEdit::textChanged, this, &NetworkPanel::filter);
    connect(&model, &QAbstractItemModel::modelReset, this, &NetworkPanel::unfoldTop);
}

void NetworkPanel::setUpTree()
{
    m_tree->setObjectName(QStringLiteral("network.layers"));
    m_tree->setAccessibleName(tr("Layers"));
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new LayerDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setMouseTracking(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAllColumnsShowFocus(true);
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(LayerModel::NameColumn, QHeaderView::Stretch);
    for (const int column : {LayerModel::ParametersColumn, LayerModel::MacsColumn}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, kCountWidth);
    }
    header->resizeSection(LayerModel::ParametersColumn, kCountWidth + 12);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_quiet)
            Q_EMIT kernelChosen(kernelAt(current));
    });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (const std::optional<KernelId> kernel = kernelAt(index))
            Q_EMIT kernelActivated(*kernel);
    });
}

std::optional<KernelId> NetworkPanel::kernelAt(const QModelIndex& index) const
{
    const int kernel = index.isValid() ? index.data(LayerModel::KernelRole).toInt() : -1;
    return kernel < 0 ? std::nullopt : std::optional(KernelId{static_cast<std::size_t>(kernel)});
}

void NetworkPanel::select(std::optional<KernelId> kernel)
{
    if (kernel && kernelAt(m_tree->currentIndex()) == kernel)
        return; // the person chose this very layer, or another of the same kernel
    const QScopedValueRollback<bool> quiet(m_quiet, true);
    if (!kernel) {
        m_tree->setCurrentIndex({});
        return;
    }
    const QModelIndex index = m_filter->mapFromSource(m_model.indexOf(*kernel));
    m_tree->setCurrentIndex(index);
    if (index.isValid())
        m_tree->scrollTo(index);
}

void NetworkPanel::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void NetworkPanel::filter(const QString& wanted)
{
    const QScopedValueRollback<bool> quiet(m_quiet, true);
    m_filter->setFilterFixedString(wanted);
    if (wanted.isEmpty()) {
        m_tree->collapseAll();
        unfoldTop();
    } else {
        m_tree->expandAll();
    }
}

/// Short blocks are shown open; long ones folded.
void NetworkPanel::unfoldTop()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex block = m_filter->index(row, 0);
        m_tree->setExpanded(block, m_filter->rowCount(block) <= kMostUnfolded);
    }
}

} // namespace waferscope
