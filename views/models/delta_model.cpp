#include "views/models/delta_model.h"

#include "views/base/number_text.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

QString rateOf(double value)
{
    return rateText(SamplesPerSecond{value});
}

QString timeOf(double value)
{
    return durationText(Seconds{value});
}

QString memoryOf(double value)
{
    return bytesText(Bytes{std::llround(value)});
}

double bytes(Bytes value)
{
    return static_cast<double>(value.count());
}

} // namespace

void DeltaModel::show(const std::shared_ptr<const Evaluation>& left, const std::shared_ptr<const Evaluation>& right,
                      const QString& leftName, const QString& rightName)
{
    beginResetModel();
    m_rows.clear();
    m_leftName = leftName;
    m_rightName = rightName;
    if (left && right) {
        const FiveNumbers& a = left->numbers;
        const FiveNumbers& b = right->numbers;
        add(tr("Samples/s"), a.samples.count(), b.samples.count(), rateOf, Better::More);
        add(tr("Compute samples/s"), a.compute.count(), b.compute.count(), rateOf, Better::More);
        add(tr("Transmission samples/s"), countOf(a.transmission), countOf(b.transmission), rateOf, Better::More);
        add(tr("Active PEs, of the fabric"), a.activePes, b.activePes, shareText, Better::Neither);
        add(tr("Compute utilization, of kernel PEs' time"), a.computeUtilization, b.computeUtilization, shareText,
            Better::More);
        add(tr("Arithmetic efficiency, of the peak"), left->arithmeticEfficiency, right->arithmeticEfficiency,
            shareText, Better::More);
        add(tr("One step"), left->step.count(), right->step.count(), timeOf, Better::Less);
        add(tr("Step samples/s"), left->stepSamples.count(), right->stepSamples.count(), rateOf, Better::More);
        add(tr("Fullest PE"), bytes(left->memory.worstPe), bytes(right->memory.worstPe), memoryOf, Better::Less);
        add(tr("SRAM used on the wafer"), bytes(left->memory.total), bytes(right->memory.total), memoryOf,
            Better::Less);
    }
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const Row& a, const Row& b) { return std::abs(a.change) > std::abs(b.change); });
    endResetModel();
}

void DeltaModel::add(const QString& name, double left, double right, QString (*text)(double), Better better)
{
    const bool applies = std::isfinite(left) && std::isfinite(right);
    Row row{name, text(left), text(right), applies && left != 0.0 ? right / left - 1.0 : 0.0, Tone::Neutral, applies};
    if (better != Better::Neither && std::abs(row.change) >= 5e-5)
        row.tone = (row.change > 0) == (better == Better::More) ? Tone::Better : Tone::Worse;
    m_rows.push_back(std::move(row));
}

int DeltaModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DeltaModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DeltaModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() != NameColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == kToneRole)
        return static_cast<int>(index.column() == ChangeColumn ? row.tone : Tone::Neutral);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn: return row.name;
    case LeftColumn: return row.left;
    case RightColumn: return row.right;
    default: break;
    }
    if (!row.hasChange)
        return {};
    const QString arrow = std::abs(row.change) < 5e-5 ? QStringLiteral("=")
                                                      : (row.change > 0 ? QStringLiteral("▲") : QStringLiteral("▼"));
    return QStringLiteral("%1 %2").arg(changeText(row.change), arrow);
}

QVariant DeltaModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Number");
    case LeftColumn: return m_leftName;
    case RightColumn: return m_rightName;
    case ChangeColumn: return tr("Change");
    default: return {};
    }
}

} // namespace waferscope
