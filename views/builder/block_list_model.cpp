#include "views/builder/block_list_model.h"

#include "views/base/number_text.h"
#include "views/base/tool_tip.h"
#include "views/builder/block_catalogue.h"
#include "views/builder/block_words.h"
#include "views/drawing/base/shown_text.h"

#include <QMimeData>

#include <algorithm>
#include <set>

namespace waferscope {

namespace {

/// Blocks at the beginning that are the same and read the same inputs at the same sizes: their counts are too.
std::size_t sharedBeginning(const NetworkSpec& one, const NetworkSpec& other)
{
    if (one.inputs != other.inputs || one.defaults != other.defaults)
        return 0;
    const auto differ = std::mismatch(one.blocks.begin(), one.blocks.end(), other.blocks.begin(), other.blocks.end());
    return static_cast<std::size_t>(differ.first - one.blocks.begin());
}

} // namespace

BlockListModel::BlockListModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_spec(std::make_shared<const NetworkSpec>())
{
}

void BlockListModel::show(std::shared_ptr<const NetworkSpec> spec, const std::shared_ptr<const SpecCounts>& counts)
{
    const bool sameRows = spec->inputs.size() == m_spec->inputs.size() && spec->blocks.size() == m_spec->blocks.size();
    if (!sameRows)
        beginResetModel();
    if (counts) {
        m_counts = counts->blocks;
        m_troubles = counts->troubles;
    } else {
        const std::size_t shared = sharedBeginning(*m_spec, *spec);
        m_counts.resize(std::min(shared, m_counts.size()));
        m_counts.resize(spec->blocks.size());
        std::erase_if(m_troubles, [shared](const SpecTrouble& trouble) { return trouble.block.value_or(0) >= shared; });
    }
    m_spec = std::move(spec);
    m_rails = railsOf(*m_spec);
    m_laneCount = 1;
    for (const RailRow& row : m_rails)
        m_laneCount = std::max({m_laneCount, row.lane + 1, row.through.empty() ? 0 : row.through.back() + 1});
    m_mostParameters = 0;
    m_mostMacs = 0;
    for (const std::optional<BlockCounts>& block : m_counts) {
        m_mostParameters = std::max(m_mostParameters, block ? block->parameters : 0);
        m_mostMacs = std::max(m_mostMacs, block ? block->macs : 0);
    }
    if (!sameRows)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

BlockPlace BlockListModel::placeOf(const QModelIndex& index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    const std::size_t inputs = m_spec->inputs.size();
    return row < inputs ? BlockPlace{BlockPlace::Kind::Input, row} : BlockPlace{BlockPlace::Kind::Block, row - inputs};
}

QModelIndex BlockListModel::indexOf(BlockPlace place) const
{
    const std::size_t row = place.kind == BlockPlace::Kind::Input ? place.index : m_spec->inputs.size() + place.index;
    return index(static_cast<int>(row), 0);
}

int BlockListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_spec->inputs.size() + m_spec->blocks.size());
}

int BlockListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BlockListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const BlockPlace place = placeOf(index);
    const bool isInput = place.kind == BlockPlace::Kind::Input;
    switch (role) {
    case Qt::DisplayRole: return textOf(place, index.column());
    case Qt::ToolTipRole: return asToolTip(toolTipOf(place));
    case Qt::AccessibleTextRole:
        return index.column() == BlockColumn ? toolTipOf(place) : textOf(place, index.column());
    case Qt::TextAlignmentRole:
        return QVariant(index.column() < OutputColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                      : Qt::AlignRight | Qt::AlignVCenter);
    case TypeRole: return isInput ? tr("Input") : titleOfBlock(m_spec->blocks[place.index].type);
    case KindRole: return static_cast<int>(isInput ? LayerKind::Other : kindOfBlock(m_spec->blocks[place.index].type));
    case TroubleRole: return troubleOf(place);
    case ShareRole: return shareOf(place, index.column());
    default: return {};
    }
}

QVariant BlockListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= OutputColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == MacsColumn)
        return tr("Forward multiply-adds of one sample");
    if (role == Qt::ToolTipRole && section == OutputColumn)
        return tr("What the block gives, with the batch in front");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BlockColumn: return tr("Block");
    case SettingsColumn: return tr("Settings");
    case OutputColumn: return tr("Output");
    case ParametersColumn: return tr("Parameters");
    case MacsColumn: return tr("MACs");
    default: return {};
    }
}

Qt::ItemFlags BlockListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows, never on one
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (placeOf(index).kind == BlockPlace::Kind::Block)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList BlockListModel::mimeTypes() const
{
    return {QLatin1String(kBlockTypeMime), QLatin1String(kBlockRowsMime)};
}

QMimeData* BlockListModel::mimeData(const QModelIndexList& indexes) const
{
    std::set<std::size_t> blocks;
    for (const QModelIndex& index : indexes)
        if (placeOf(index).kind == BlockPlace::Kind::Block)
            blocks.insert(placeOf(index).index);
    if (blocks.empty())
        return nullptr;
    QByteArrayList numbers;
    for (const std::size_t block : blocks)
        numbers.append(QByteArray::number(static_cast<qulonglong>(block)));
    auto* data = new QMimeData;
    data->setData(QLatin1String(kBlockRowsMime), numbers.join(' '));
    return data;
}

bool BlockListModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int, const QModelIndex& parent) const
{
    return !parent.isValid()
        && (data->hasFormat(QLatin1String(kBlockTypeMime)) || data->hasFormat(QLatin1String(kBlockRowsMime)));
}

/// A row that was dropped on as the block before which it lies; behind all rows as one behind the last block.
std::size_t BlockListModel::blockAt(int row, const QModelIndex& parent) const
{
    if (parent.isValid() || row < 0 || row >= rowCount())
        return m_spec->blocks.size();
    return static_cast<std::size_t>(std::max(row - static_cast<int>(m_spec->inputs.size()), 0));
}

bool BlockListModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                  const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const std::size_t before = blockAt(row, parent);
    if (data->hasFormat(QLatin1String(kBlockTypeMime))) {
        Q_EMIT typeDropped(QString::fromUtf8(data->data(QLatin1String(kBlockTypeMime))), before);
        return true;
    }
    std::vector<std::size_t> blocks;
    for (const QByteArray& number : data->data(QLatin1String(kBlockRowsMime)).split(' ')) {
        const std::size_t block = number.toULongLong();
        if (block >= m_spec->blocks.size())
            return false; // from another window
        blocks.push_back(block);
    }
    Q_EMIT blocksDropped(blocks, before);
    return true;
}

const BlockCounts* BlockListModel::countsOf(BlockPlace place) const
{
    const bool known =
        place.kind == BlockPlace::Kind::Block && place.index < m_counts.size() && m_counts[place.index].has_value();
    return known ? &*m_counts[place.index] : nullptr;
}

QString BlockListModel::troubleOf(BlockPlace place) const
{
    if (place.kind == BlockPlace::Kind::Input)
        return {};
    const auto trouble = std::find_if(m_troubles.begin(), m_troubles.end(),
                                      [&place](const SpecTrouble& one) { return one.block == place.index; });
    if (trouble == m_troubles.end())
        return {};
    return troubleText(trouble->trouble);
}

QString BlockListModel::textOf(BlockPlace place, int column) const
{
    if (place.kind == BlockPlace::Kind::Input) {
        const InputSpec& input = m_spec->inputs[place.index];
        switch (column) {
        case BlockColumn: return shownName(input.name);
        case SettingsColumn: return isFloat(input.type) ? tr("numbers") : tr("whole numbers");
        case OutputColumn:
            return shownName(shapeText(input.shape)).replace(QStringLiteral(", "), QStringLiteral(" × "));
        default: return {};
        }
    }
    const BlockCounts* counts = countsOf(place);
    const auto count = [](std::int64_t value) {
        return value == 0 ? QString() : compactText(static_cast<double>(value));
    };
    switch (column) {
    case BlockColumn: return shownName(m_spec->blocks[place.index].name);
    case SettingsColumn: return settingsOf(m_spec->blocks[place.index]);
    case OutputColumn: return counts ? shapeWords(counts->output) : QString();
    case ParametersColumn: return counts ? count(counts->parameters) : QString();
    case MacsColumn: return counts ? count(counts->macs) : QString();
    default: return {};
    }
}

/// What is given, in the type's own order: "channels 64, filter 7".
QString BlockListModel::settingsOf(const BlockSpec& block) const
{
    QStringList parts;
    if (!block.from.empty())
        parts.append(tr("from %1").arg(shownName(block.from)));
    std::set<std::string> said;
    if (const BlockType* type = findBlockType(block.type)) {
        for (const BlockSettingType& setting : type->settings) {
            const auto given = block.settings.find(std::string{setting.name});
            if (given == block.settings.end())
                continue;
            said.insert(given->first);
            parts.append(qtText(setting.name).replace(u'_', u' ') + u' ' + shownName(given->second.text));
        }
    }
    for (const auto& [name, setting] : block.settings)
        if (!said.contains(name))
            parts.append(shownName(name + " " + setting.text));
    return parts.join(QStringLiteral(", "));
}

QString BlockListModel::toolTipOf(BlockPlace place) const
{
    if (place.kind == BlockPlace::Kind::Input)
        return tr("Input %1: %2").arg(textOf(place, BlockColumn), textOf(place, OutputColumn));
    const BlockSpec& block = m_spec->blocks[place.index];
    const QString title = QStringLiteral("%1 (%2)").arg(shownName(block.name), titleOfBlock(block.type));
    QStringList lines{block.name.empty() ? titleOfBlock(block.type) : title};
    if (const QString settings = settingsOf(block); !settings.isEmpty())
        lines.append(settings);
    if (const QString trouble = troubleOf(place); !trouble.isEmpty())
        lines.append(QStringLiteral("✕ ") + trouble);
    if (const BlockCounts* counts = countsOf(place))
        lines.append(tr("gives %1; %2 parameters, %3 multiply-adds a sample")
                         .arg(shapeWords(counts->output), wholeText(counts->parameters), wholeText(counts->macs)));
    return lines.join(u'\n');
}

double BlockListModel::shareOf(BlockPlace place, int column) const
{
    const BlockCounts* counts = countsOf(place);
    if (!counts || (column != ParametersColumn && column != MacsColumn))
        return 0.0;
    const bool parameters = column == ParametersColumn;
    const auto part = static_cast<double>(parameters ? counts->parameters : counts->macs);
    const auto whole = static_cast<double>(parameters ? m_mostParameters : m_mostMacs);
    return whole > 0.0 ? part / whole : 0.0;
}

} // namespace waferscope
