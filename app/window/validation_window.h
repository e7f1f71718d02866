#pragma once

#include "app/jobs/job_runner.h"
#include "core/validation/validation.h"

#include <QDialog>
#include <QStandardItemModel>

class QLabel;

namespace waferscope {

class JobBar;

/// Published measurements beside what the model says of the same runs, as `wafer validate` prints them. Predicting
/// takes minutes, runs off the window's thread and may be ended; what was measured is there at once.
class ValidationWindow : public QDialog {
    Q_OBJECT
public:
    ValidationWindow(std::vector<ValidationRow> rows, QWidget* parent);

    void predict(); ///< unless it is under way or done

private:
    void fill(const Validation& validation);
    void addRow(const ValidatedRow& row);

    std::vector<ValidationRow> m_rows;
    QStandardItemModel m_table;
    QLabel* m_summary;
    JobBar* m_jobs;
    bool m_predicted = false;
    JobRunner m_predicting; ///< last member: joined before the others go
};

} // namespace waferscope
