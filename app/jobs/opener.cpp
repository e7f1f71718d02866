#include "app/jobs/opener.h"

#include "core/base/check.h"
#include "formats/base/files.h"
#include "formats/machines/machines.h"
#include "session/export_batch.h"
#include "session/save_project.h"
#include "views/base/number_text.h"

namespace waferscope {

Opener::Opener(Document& document, LayoutEvaluator& evaluator, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_evaluator(evaluator)
{
    connect(&m_jobs, &JobRunner::progressed, this, &Opener::jobProgressed);
    connect(&document, &Document::projectChanged, this, &Opener::endOffer);
    connect(&document, &Document::opened, this, &Opener::endOffer);
}

void Opener::setDefaults(std::shared_ptr<const Installation> installation, const Execution& execution)
{
    m_installation = std::move(installation);
    m_execution = execution;
}

void Opener::cancel()
{
    m_jobs.stop();
}

void Opener::stop()
{
    const Found found = m_found; // which ends with the job
    m_jobs.stop();
    if (!found.soFar)
        return;
    m_offered = found;
    Q_EMIT offered(found.soFar->best);
}

void Opener::keepBest()
{
    if (!m_offered)
        return;
    const Found found = *m_offered;
    endOffer();
    rememberEvaluations(found.soFar->opened);
    found.adopt(found.soFar->opened);
    Q_EMIT kept(tr("The search was stopped; its best so far, %1, is kept.")
                    .arg(rateText(found.soFar->best.evaluation->numbers.samples)));
}

void Opener::dropBest()
{
    endOffer();
}

void Opener::endOffer()
{
    if (!m_offered)
        return;
    m_offered.reset();
    Q_EMIT offerEnded();
}

void Opener::run(const QString& title, Work work, Adopt adopt)
{
    endOffer();
    m_found = {nullptr, adopt};
    Q_EMIT jobBegan(title);
    m_jobs.start(
        std::move(work),
        [this, adopt = std::move(adopt)](const Result<OpenedProject>& result) { finish(result, adopt); },
        [this](const std::shared_ptr<const Partial>& partial) {
            m_found.soFar = std::static_pointer_cast<const ProjectPartial>(partial);
            Q_EMIT improved(m_found.soFar->best);
        },
        kPartialPatience);
}

void Opener::finish(const Result<OpenedProject>& result, const Adopt& adopt)
{
    m_found = {};
    Q_EMIT jobEnded();
    if (!result.ok()) {
        if (result.error().code != ErrorCode::Stopped)
            Q_EMIT failed(QString::fromStdString(result.error().message));
        return;
    }
    rememberEvaluations(result.value());
    adopt(result.value());
    if (!result.value().notice.empty())
        Q_EMIT noticed(QString::fromStdString(result.value().notice));
}

void Opener::rememberEvaluations(const OpenedProject& opened)
{
    for (std::size_t i = 0; i < opened.project->layouts.size(); ++i)
        m_evaluator.remember(opened.project->layouts[i], opened.project->assumptions, opened.evaluations[i]);
}

void Opener::open(const QString& model)
{
    WAFERSCOPE_CHECK(m_installation);
    const OpenRequest request{fileNamed(model.toStdString()), m_installation, m_execution};
    run(
        tr("Opening %1").arg(model.section(QLatin1Char('/'), -1)),
        [request](const JobControl& job) { return openProject(request, job); },
        [this, model](const OpenedProject& opened) {
            m_document.open(opened.project, QString::fromStdString(opened.planPath));
            Q_EMIT succeeded(model);
        });
}

void Opener::changeMachine(const QString& name)
{
    const Result<std::shared_ptr<const Installation>> installation = readInstallation(name.toStdString());
    if (!installation.ok()) {
        Q_EMIT failed(QString::fromStdString(installation.error().message));
        return;
    }
    m_installation = installation.value();
    if (m_document.isEmpty())
        return;
    const RemapRequest request{m_document.project(),
                               m_installation,
                               executionOn(*m_installation, m_document.layout()->execution()),
                               Placements::Anew,
                               {}};
    const QString title = machineText(*m_installation);
    remap(request, tr("Mapping for %1").arg(title), tr("Machine %1").arg(title));
}

void Opener::changeBatch(std::int64_t batch)
{
    m_execution.batch = batch;
    if (m_document.isEmpty() || m_document.layout()->execution().batch == batch)
        return;
    const Layout& shown = *m_document.layout();
    RemapRequest request{m_document.project(), shown.installation(), shown.execution(), Placements::Kept, {}};
    request.execution.batch = batch;
    remap(request, tr("Mapping for batch %1").arg(batch), tr("Batch %1").arg(batch));
}

void Opener::changeReplicas(int replicas)
{
    const std::shared_ptr<const Layout> shown = m_document.layout();
    if (!shown || shown->mode() != Mode::Pipelined || shown->execution().replicas == replicas)
        return;
    const std::shared_ptr<const Project> before = m_document.project();
    const std::size_t index = m_document.currentIndex();
    const QString what = replicas == 1 ? tr("one replica") : tr("%1 replicas").arg(replicas);
    adoptLater(before, tr("Placing %1").arg(what), tr("Place %1").arg(what),
               [before, index, replicas](const JobControl& job) { return replicate(before, index, replicas, job); });
}

void Opener::changeSize(const QString& name, std::int64_t value)
{
    WAFERSCOPE_CHECK(m_document.layout());
    const Layout& shown = *m_document.layout();
    const RemapRequest request{m_document.project(), shown.installation(), shown.execution(), Placements::Anew,
                               Dimensions{{name.toStdString(), value}}};
    remap(request, tr("Mapping at %1 %2").arg(name).arg(value), tr("Size %1 %2").arg(name).arg(value));
}

void Opener::remap(const RemapRequest& request, const QString& title, const QString& undoText)
{
    adoptLater(request.project, title, undoText,
               [request](const JobControl& job) { return remapProject(request, job); });
}

/// Replaces the project by what the work makes of it, unless it was edited meanwhile.
void Opener::adoptLater(const std::shared_ptr<const Project>& before, const QString& title, const QString& undoText,
                        Work work)
{
    run(title, std::move(work), [this, before, undoText](const OpenedProject& opened) {
        if (m_document.project() != before) {
            Q_EMIT noticed(tr("The layout was edited meanwhile, so it was not mapped anew."));
            return;
        }
        m_document.replaceProject(*opened.project, undoText);
        rememberEvaluations(opened);
    });
}

void Opener::addOtherMode()
{
    WAFERSCOPE_CHECK(m_document.layout());
    const std::shared_ptr<const Project> before = m_document.project();
    const std::shared_ptr<const Layout> like = m_document.layout();
    const QString name = like->mode() == Mode::Pipelined ? tr("weight streaming") : tr("pipelined");
    run(
        tr("Mapping %1").arg(name),
        [before, like](const JobControl& job) { return waferscope::addOtherMode(before, like, job); },
        [this, before, name](const OpenedProject& opened) {
            if (m_document.project() != before)
                return;
            m_document.replaceProject(*opened.project, tr("Map %1").arg(name));
            m_document.showLayout(opened.project->layouts.size() - 1);
        });
}

void Opener::save(const QString& path)
{
    WAFERSCOPE_CHECK(!m_document.isEmpty());
    const Result<bool> written = savePlan(*m_document.project(), fileNamed(path.toStdString()));
    if (!written.ok()) {
        Q_EMIT failed(QString::fromStdString(written.error().message));
        return;
    }
    m_document.markSaved(path);
    Q_EMIT saved(path);
}

void Opener::exportBatchTo(const QString& folder)
{
    WAFERSCOPE_CHECK(m_document.committedLayout());
    const Layout& layout = *m_document.committedLayout();
    const Evaluation& evaluation = *m_document.evaluation();
    const Result<std::vector<std::string>> files =
        exportBatch(*m_document.project(), layout, evaluation, folder.toStdString());
    if (!files.ok()) {
        Q_EMIT failed(QString::fromStdString(files.error().message));
        return;
    }
    Q_EMIT exported(tr("Wrote plan, batch script, parameters and report into %1.").arg(folder));
}

} // namespace waferscope
