#include "views/models/layer_model.h"

#include "views/base/number_text.h"
#include "views/base/tool_tip.h"
#include "views/drawing/wafer/legend.h"

#include <algorithm>

namespace waferscope {

namespace {

const LayerNode* nodeOfKernel(const LayerNode& node, KernelId kernel)
{
    if (node.layer)
        return node.kernel == kernel ? &node : nullptr;
    for (const std::unique_ptr<LayerNode>& child : node.children) {
        if (const LayerNode* found = nodeOfKernel(*child, kernel))
            return found;
    }
    return nullptr;
}

} // namespace

QString layerToolTip(const LayerNode& node, const Network* network)
{
    QString text = LayerModel::tr("%1\n%2 parameters, %3 multiply-adds and %4 activations a sample")
                       .arg(node.path, wholeText(node.parameters), wholeText(node.macs), wholeText(node.activations));
    if (node.layer && network)
        text += QLatin1Char('\n')
            + LayerModel::tr("%1, gives out %2")
                  .arg(titleOf(node.kind), QString::fromStdString(toText((*network)[*node.layer].outputShape)));
    return text;
}

LayerModel::LayerModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<LayerNode>())
{
}

void LayerModel::show(std::shared_ptr<const Network> network, const std::shared_ptr<const KernelGraph>& graph)
{
    beginResetModel();
    m_network = std::move(network);
    m_root = m_network ? layerTreeOf(*m_network, graph.get()) : std::make_unique<LayerNode>();
    m_mostParameters = 0;
    m_mostMacs = 0;
    m_mostActivations = 0;
    for (const std::unique_ptr<LayerNode>& block : m_root->children) {
        m_mostParameters = std::max(m_mostParameters, block->parameters);
        m_mostMacs = std::max(m_mostMacs, block->macs);
        m_mostActivations = std::max(m_mostActivations, block->activations);
    }
    endResetModel();
}

QModelIndex LayerModel::indexOf(KernelId kernel) const
{
    const LayerNode* node = nodeOfKernel(*m_root, kernel);
    return node ? createIndex(node->row, NameColumn, node) : QModelIndex();
}

QModelIndex LayerModel::indexOf(const LayerNode& node) const
{
    return &node == m_root.get() ? QModelIndex() : createIndex(node.row, NameColumn, &node);
}

const LayerNode* LayerModel::nodeAt(const QModelIndex& index) const
{
    return index.isValid() ? &nodeOf(index) : nullptr;
}

const LayerNode& LayerModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<const LayerNode*>(index.constInternalPointer()) : *m_root;
}

QModelIndex LayerModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeOf(parent).children[static_cast<std::size_t>(row)].get());
}

QModelIndex LayerModel::parent(const QModelIndex& index) const
{
    const LayerNode* above = index.isValid() ? nodeOf(index).parent : nullptr;
    return above && above != m_root.get() ? createIndex(above->row, 0, above) : QModelIndex();
}

int LayerModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent).children.size());
}

int LayerModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const LayerNode& node = nodeOf(index);
    switch (role) {
    case Qt::DisplayRole: return textOf(node, index.column());
    case Qt::ToolTipRole: return asToolTip(layerToolTip(node, m_network.get()));
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == NameColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                     : Qt::AlignRight | Qt::AlignVCenter);
    case ShareRole: return shareOf(node, index.column());
    case KindRole: return static_cast<int>(node.kind);
    case KernelRole: return node.kernel ? static_cast<int>(node.kernel->index()) : -1;
    case PathRole: return node.path;
    case WordsRole: return node.words;
    case SortRole: return sortKeyOf(node, index.column());
    default: return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section != NameColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == MacsColumn)
        return tr("Forward multiply-adds of one sample");
    if (role == Qt::ToolTipRole && section == ActivationsColumn)
        return tr("Elements that a layer's operators give out, of one sample");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Layer");
    case ParametersColumn: return tr("Parameters");
    case MacsColumn: return tr("MACs");
    case ActivationsColumn: return tr("Activations");
    default: return {};
    }
}

QString LayerModel::textOf(const LayerNode& node, int column) const
{
    const auto count = [](std::int64_t value) {
        return value == 0 ? QString() : compactText(static_cast<double>(value));
    };
    switch (column) {
    case NameColumn: return node.name;
    case ParametersColumn: return count(node.parameters);
    case MacsColumn: return count(node.macs);
    case ActivationsColumn: return count(node.activations);
    default: return {};
    }
}

QVariant LayerModel::sortKeyOf(const LayerNode& node, int column)
{
    switch (column) {
    case ParametersColumn: return static_cast<qlonglong>(node.parameters);
    case MacsColumn: return static_cast<qlonglong>(node.macs);
    case ActivationsColumn: return static_cast<qlonglong>(node.activations);
    default: return node.name;
    }
}

double LayerModel::shareOf(const LayerNode& node, int column) const
{
    const auto share = [](std::int64_t part, std::int64_t whole) {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
    };
    switch (column) {
    case ParametersColumn: return share(node.parameters, m_mostParameters);
    case MacsColumn: return share(node.macs, m_mostMacs);
    case ActivationsColumn: return share(node.activations, m_mostActivations);
    default: return 0.0;
    }
}

} // namespace waferscope
