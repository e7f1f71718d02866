#pragma once

#include "core/layout/evaluation.h"

#include <QAbstractTableModel>

#include <memory>

namespace waferscope {

/// The report: one row a kernel (weight streaming: a layer), the vendor's five numbers in its order, then ours.
class ReportModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        SamplesColumn,
        ComputeColumn,
        TransmissionColumn,
        ActiveColumn,
        UtilizationColumn,
        CyclesColumn,
        SizeColumn,
        PlaceColumn,
        MemoryColumn,
        ColumnCount
    };
    static constexpr int kSortRole = Qt::UserRole; ///< a number, or the text of texts

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::shared_ptr<const Evaluation> evaluation);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString textOf(const KernelReport& kernel, int column) const;
    [[nodiscard]] static QVariant sortKeyOf(const KernelReport& kernel, int column);

    std::shared_ptr<const Evaluation> m_evaluation;
};

} // namespace waferscope
