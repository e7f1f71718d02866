#include "views/models/report_model.h"

#include "views/base/number_text.h"
#include "views/drawing/base/shown_text.h"

namespace waferscope {

void ReportModel::show(std::shared_ptr<const Evaluation> evaluation)
{
    const auto rows = [](const std::shared_ptr<const Evaluation>& of) { return of ? of->kernels.size() : 0; };
    if (rows(evaluation) == rows(m_evaluation) && evaluation) { // the same kernels: keep selection and scroll position
        m_evaluation = std::move(evaluation);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
        return;
    }
    beginResetModel();
    m_evaluation = std::move(evaluation);
    endResetModel();
}

int ReportModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_evaluation ? 0 : static_cast<int>(m_evaluation->kernels.size());
}

int ReportModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReportModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const KernelReport& kernel = m_evaluation->kernels[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return textOf(kernel, index.column());
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == NameColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                     : Qt::AlignRight | Qt::AlignVCenter);
    case kSortRole: return sortKeyOf(kernel, index.column());
    default: return {};
    }
}

QVariant ReportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const bool streaming = m_evaluation && m_evaluation->mode() == Mode::WeightStreaming;
    switch (section) {
    case NameColumn: return tr("Kernel");
    case SamplesColumn: return tr("Samples/s");
    case ComputeColumn: return tr("Compute samples/s");
    case TransmissionColumn: return tr("Transmission samples/s");
    case ActiveColumn: return tr("Active, of all PEs");
    case UtilizationColumn: return streaming ? tr("Busy, of its time") : tr("Busy, of delta T");
    case CyclesColumn: return streaming ? tr("Cycles a micro-batch") : tr("Cycles a sample");
    case SizeColumn: return tr("Size");
    case PlaceColumn: return tr("Place");
    case MemoryColumn: return tr("Fullest PE");
    default: return {};
    }
}

QString ReportModel::textOf(const KernelReport& kernel, int column) const
{
    switch (column) {
    case NameColumn: return shownName(kernel.name);
    case SamplesColumn: return numberText(kernel.numbers.samples.count());
    case ComputeColumn: return numberText(kernel.numbers.compute.count());
    case TransmissionColumn: return numberText(countOf(kernel.numbers.transmission));
    case ActiveColumn: return shareText(kernel.numbers.activePes);
    case UtilizationColumn: return shareText(kernel.numbers.computeUtilization);
    case CyclesColumn: return wholeText(kernel.cycles.count());
    case SizeColumn: return sizeText(kernel.rectangle);
    case PlaceColumn: return placeText(kernel.rectangle.origin);
    case MemoryColumn: return bytesText(kernel.memory.total());
    default: return {};
    }
}

QVariant ReportModel::sortKeyOf(const KernelReport& kernel, int column)
{
    switch (column) {
    case SamplesColumn: return kernel.numbers.samples.count();
    case ComputeColumn: return kernel.numbers.compute.count();
    case TransmissionColumn: return countOf(kernel.numbers.transmission);
    case ActiveColumn: return kernel.numbers.activePes;
    case UtilizationColumn: return kernel.numbers.computeUtilization;
    case CyclesColumn: return static_cast<qlonglong>(kernel.cycles.count());
    case SizeColumn: return static_cast<qlonglong>(kernel.rectangle.peCount());
    case PlaceColumn: return kernel.rectangle.origin.y * 10000 + kernel.rectangle.origin.x;
    case MemoryColumn: return static_cast<qlonglong>(kernel.memory.total().count());
    default: return shownName(kernel.name);
    }
}

} // namespace waferscope
