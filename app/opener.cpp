#include "app/opener.h"

#include "app/layout_edits.h"
#include "core/check.h"
#include "core/formats/files.h"
#include "core/formats/machines.h"
#include "core/formats/plan.h"

#include <filesystem>

namespace waferscope {

namespace {

/// A model file beside or below the plan is named from the plan's folder, so that both can move together.
std::string nameFromPlan(const std::string& model, const std::string& planPath)
{
    std::error_code failed;
    const std::filesystem::path file = std::filesystem::absolute(model, failed);
    if (failed || !std::filesystem::exists(file, failed))
        return model;
    const std::filesystem::path folder = std::filesystem::absolute(planPath, failed).parent_path();
    const std::filesystem::path relative = file.lexically_relative(folder);
    const bool outside = relative.empty() || *relative.begin() == "..";
    return outside ? file.string() : relative.string();
}

} // namespace

Opener::Opener(Document& document, LayoutEvaluator& evaluator, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_evaluator(evaluator)
{
    connect(&m_jobs, &JobRunner::progressed, this, &Opener::jobProgressed);
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

void Opener::run(const QString& title, Work work, Adopt adopt)
{
    Q_EMIT jobBegan(title);
    m_jobs.start(std::move(work),
                 [this, adopt = std::move(adopt)](const Result<OpenedProject>& result) { finish(result, adopt); });
}

void Opener::finish(const Result<OpenedProject>& result, const Adopt& adopt)
{
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
    const OpenRequest request{model.toStdString(), m_installation, m_execution};
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
    RemapRequest request{m_document.project(), m_installation, m_document.layout()->execution, Placements::Anew};
    request.execution.systems = 1; // as many as any machine has
    request.execution.workers = std::min(request.execution.workers, m_installation->workers);
    const QString title = QString::fromStdString(m_installation->title);
    remap(std::move(request), tr("Mapping for %1").arg(title), tr("Machine %1").arg(title));
}

void Opener::changeBatch(std::int64_t batch)
{
    m_execution.batch = batch;
    if (m_document.isEmpty() || m_document.layout()->execution.batch == batch)
        return;
    const Layout& shown = *m_document.layout();
    RemapRequest request{m_document.project(), shown.installation, shown.execution, Placements::Kept};
    request.execution.batch = batch;
    remap(std::move(request), tr("Mapping for batch %1").arg(batch), tr("Batch %1").arg(batch));
}

void Opener::remap(RemapRequest request, const QString& title, const QString& undoText)
{
    const std::shared_ptr<const Project> before = request.project;
    run(
        title, [request](const JobControl& job) { return remapProject(request, job); },
        [this, before, undoText](const OpenedProject& opened) {
            if (m_document.project() != before) {
                Q_EMIT noticed(tr("The layout was edited meanwhile, so it was not mapped anew."));
                return;
            }
            m_document.replaceProject(*opened.project, undoText);
            rememberEvaluations(opened);
        });
}

void Opener::addMissingMode(Mode mode)
{
    WAFERSCOPE_CHECK(m_document.layout());
    const std::shared_ptr<const Project> before = m_document.project();
    const std::shared_ptr<const Layout> like = m_document.layout();
    const QString name = mode == Mode::Pipelined ? tr("pipelined") : tr("weight streaming");
    run(
        tr("Mapping %1").arg(name),
        [before, like, mode](const JobControl& job) { return addMode(before, *like, mode, job); },
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
    Plan plan = planOf(*m_document.project());
    plan.network.model = nameFromPlan(plan.network.model, path.toStdString());
    const Result<bool> written = writeFileAtomically(path.toStdString(), writePlan(plan));
    if (!written.ok()) {
        Q_EMIT failed(QString::fromStdString(written.error().message));
        return;
    }
    m_document.markSaved(path);
    Q_EMIT saved(path);
}

} // namespace waferscope
