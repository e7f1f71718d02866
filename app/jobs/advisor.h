#pragma once

#include "app/document/document.h"
#include "app/jobs/job_runner.h"
#include "mapping/advice/advice.h"

#include <QTimer>

#include <optional>

namespace waferscope {

/// Looks for what helps the layout that is shown: as a job, once no edit has come for a moment. The next edit ends the
/// search and takes back what it found.
class Advisor : public QObject {
    Q_OBJECT
public:
    explicit Advisor(Document& document, QObject* parent = nullptr);

    /// Null while it is not known, and where nothing helps.
    [[nodiscard]] const Advice* advice() const { return m_advice ? &*m_advice : nullptr; }
    [[nodiscard]] bool isSearching() const { return m_rest.isActive() || m_job.isRunning(); }

    /// One undo step; nothing while there is no advice, or none that can be done.
    void apply();

Q_SIGNALS:
    void adviceChanged();

private:
    void startOver();
    void search();
    void adopt(std::optional<Advice> advice);

    Document& m_document;
    std::optional<Advice> m_advice;
    QTimer m_rest; ///< since the last edit
    JobRunner m_job; ///< last member: joined before the others go
};

} // namespace waferscope
