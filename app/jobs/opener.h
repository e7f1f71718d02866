#pragma once

#include "app/document/document.h"
#include "app/document/layout_evaluator.h"
#include "app/jobs/job_runner.h"
#include "session/map_project.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace waferscope {

/// Opens, maps anew and saves the document's project: everything that may take long runs as a job here, one at a time.
/// What is open stays as it is until a job has succeeded.
class Opener : public QObject {
    Q_OBJECT
public:
    Opener(Document& document, LayoutEvaluator& evaluator, QObject* parent = nullptr);

    /// Machine and execution of networks that are opened from now on.
    void setDefaults(std::shared_ptr<const Installation> installation, const Execution& execution);
    [[nodiscard]] std::shared_ptr<const Installation> installation() const { return m_installation; }
    [[nodiscard]] const Execution& execution() const { return m_execution; }

    void open(const QString& model); ///< a file, a plan, "gallery:NAME"
    /// Undoable. Names are as `wafer --system` takes them; an unknown one becomes a message.
    void changeMachine(const QString& name);
    void changeBatch(std::int64_t batch); ///< undoable; pipelined placements stay
    void changeReplicas(int replicas); ///< undoable; of the shown layout, which is pipelined
    void changeSize(const QString& name, std::int64_t value); ///< of the network; undoable
    void addOtherMode(); ///< than the shown layout's; undoable; then shows it
    void save(const QString& path);
    /// Plan, batch script, Model Zoo parameters and report of the shown layout.
    void exportBatchTo(const QString& folder);

    [[nodiscard]] bool isBusy() const { return m_jobs.isRunning(); }

    /// Whether a job was stopped and its best layout so far waits for keepBest() or dropBest().
    [[nodiscard]] bool isOffering() const { return m_offered.has_value(); }

public Q_SLOTS:
    void cancel(); ///< without an offer
    void stop(); ///< at once; what was found so far, if anything, is offered until the project changes
    void keepBest(); ///< as the job's answer: where one was replaced, undoable
    void dropBest();

Q_SIGNALS:
    void jobBegan(const QString& title);
    void jobProgressed(double fraction, const QString& phase);
    void improved(const waferscope::MappedLayout& best); ///< of the job: the best layout so far, which is legal
    void jobEnded();
    void offered(const waferscope::MappedLayout& best); ///< by stop()
    void offerEnded(); ///< kept, dropped, or out of date
    void kept(const QString& sentence);
    void succeeded(const QString& model); ///< was opened
    void saved(const QString& path);
    void exported(const QString& sentence);
    void noticed(const QString& sentence); ///< done, but
    void failed(const QString& sentence);

private:
    using Adopt = std::function<void(const OpenedProject&)>;
    using Work = std::function<Result<OpenedProject>(const JobControl&)>;

    void run(const QString& title, Work work, Adopt adopt);
    void finish(const Result<OpenedProject>& result, const Adopt& adopt);
    void remap(const RemapRequest& request, const QString& title, const QString& undoText);
    void adoptLater(const std::shared_ptr<const Project>& before, const QString& title, const QString& undoText,
                    Work work);
    void rememberEvaluations(const OpenedProject& opened);
    void endOffer();

    /// What a job has found, and what would have become of its answer.
    struct Found {
        std::shared_ptr<const ProjectPartial> soFar; ///< null before anything was heard of
        Adopt adopt;
    };

    Document& m_document;
    LayoutEvaluator& m_evaluator;
    std::shared_ptr<const Installation> m_installation;
    Execution m_execution;
    Found m_found; ///< of the running job
    std::optional<Found> m_offered;
    JobRunner m_jobs; ///< last member: joined before the others go
};

} // namespace waferscope
