#pragma once

#include "core/layout/evaluation.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace waferscope {

/// Two layouts side by side: every number of both and the change from the left to the right, largest change first.
/// Changes are signed and arrowed; ToneRole says whether they are for the better.
class DeltaModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, LeftColumn, RightColumn, ChangeColumn, ColumnCount };
    enum class Tone { Neutral, Better, Worse };
    static constexpr int kToneRole = Qt::UserRole; ///< Tone as int

    using QAbstractTableModel::QAbstractTableModel;

    /// Either may be null: then the table is empty.
    void show(const std::shared_ptr<const Evaluation>& left, const std::shared_ptr<const Evaluation>& right,
              const QString& leftName, const QString& rightName);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    enum class Better { More, Less, Neither };
    struct Row {
        QString name;
        QString left;
        QString right;
        double change = 0.0; ///< share of the left value
        Tone tone = Tone::Neutral;
        bool hasChange = true; ///< both values apply
    };

    void add(const QString& name, double left, double right, QString (*text)(double), Better better);

    std::vector<Row> m_rows;
    QString m_leftName;
    QString m_rightName;
};

} // namespace waferscope
