#pragma once

#include <QTableView>

namespace waferscope {

enum class Sorting { Off, On };

/// A table as the window shows them: no grid, rows of one height, columns as wide as they need.
class TablePanel : public QTableView {
    Q_OBJECT
public:
    TablePanel(QAbstractItemModel& model, Sorting sorting, QWidget* parent = nullptr);

Q_SIGNALS:
    void rowChosen(int row); ///< of the model it was made for, whatever the order shown

protected:
    void changeEvent(QEvent* event) override;

private:
    void chooseCurrent(const QModelIndex& current);
    void setRowHeight();
};

} // namespace waferscope
