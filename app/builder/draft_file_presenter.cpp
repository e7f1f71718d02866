#include "app/builder/draft_file_presenter.h"

#include "app/builder/blocks_file.h"
#include "app/builder/builder_actions.h"
#include "app/builder/builder_parts.h"
#include "app/builder/family_dialog.h"
#include "app/builder/network_draft.h"
#include "app/window/file_dialogs.h"
#include "core/base/file_name.h"
#include "core/blocks/spec_edits.h"
#include "formats/base/output_file.h"
#include "formats/networks/gallery.h"
#include "formats/networks/network_spec_writer.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace waferscope {

namespace {

InputSpec pictureInput()
{
    return {"image", DataType::Float32, {std::string{"batch"}, std::int64_t{3}, std::int64_t{224}, std::int64_t{224}}};
}

} // namespace

DraftFilePresenter::DraftFilePresenter(QWidget& window, const BuilderParts& parts, const BuilderActions& actions,
                                       NetworkDraft& draft)
    : m_window(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_draft(draft)
    , m_drop(window)
{
    connectNew();
    connectFiles();
    fillGallery();
    connect(&m_drop, &FileDrop::dropped, this, &DraftFilePresenter::openFile);
    connect(&m_exporting, &JobRunner::progressed, parts.jobs, &JobBar::setProgress);
    connect(parts.jobs, &JobBar::cancelWanted, this, &DraftFilePresenter::stop);
    for (const auto signal : {&NetworkDraft::specChanged, &NetworkDraft::countsChanged})
        connect(&draft, signal, this, &DraftFilePresenter::updateActions);
    connect(&draft, &NetworkDraft::titleChanged, this, &DraftFilePresenter::updateTitle);
    beginEmpty(pictureInput());
}

void DraftFilePresenter::connectNew()
{
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    const Extent batch = std::string{"batch"};
    const auto beginWith = [this](const InputSpec& input) { return [this, input] { beginEmpty(input); }; };
    on(m_actions.newPicture, beginWith(pictureInput()));
    on(m_actions.newTokens, beginWith({"input_ids", DataType::Int32, {batch, std::string{"sequence"}}}));
    on(m_actions.newSequence,
       beginWith({"steps", DataType::Float32, {batch, std::string{"sequence"}, std::int64_t{128}}}));
    on(m_actions.newVector, beginWith({"features", DataType::Float32, {batch, std::int64_t{784}}}));
    on(m_actions.newFromFamily, &DraftFilePresenter::beginFromFamily);
    on(m_actions.newFromProject, [this] {
        if (m_project)
            begin(*m_project);
    });
}

void DraftFilePresenter::connectFiles()
{
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions.open, &DraftFilePresenter::browse);
    on(m_actions.save, &DraftFilePresenter::save);
    on(m_actions.saveAs, &DraftFilePresenter::saveAs);
    on(m_actions.exportOnnx, &DraftFilePresenter::exportOnnx);
    on(m_actions.mapIt, &DraftFilePresenter::mapIt);
}

void DraftFilePresenter::fillGallery()
{
    for (const std::string& name : galleryNames()) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        if (!spec.ok())
            continue;
        QAction* action = m_parts.galleryMenu->addAction(QString::fromStdString(spec.value().title));
        action->setObjectName(QStringLiteral("builder.new.gallery.") + QString::fromStdString(name));
        action->setToolTip(QString::fromStdString(spec.value().description));
        connect(action, &QAction::triggered, this, [this, spec = spec.value()] { begin(spec); });
    }
}

void DraftFilePresenter::setProjectNetwork(std::shared_ptr<const NetworkSpec> spec)
{
    m_project = std::move(spec);
    m_actions.newFromProject->setEnabled(m_project != nullptr);
}

bool DraftFilePresenter::mayLeave()
{
    return !m_draft.isModified()
        || mayLoseChanges(&m_window, tr("The network has changes that are not saved."), [this] { return save(); });
}

void DraftFilePresenter::stop()
{
    m_exporting.stop();
    m_reading.stop();
}

void DraftFilePresenter::beginEmpty(const InputSpec& input)
{
    NetworkSpec spec;
    spec.name = "network";
    spec.title = tr("New network").toStdString();
    spec.inputs = {input};
    for (const std::string& size : openSizes(spec))
        spec.defaults[size] = size == "batch" ? 1 : 128;
    begin(spec);
}

void DraftFilePresenter::begin(const NetworkSpec& spec)
{
    if (!mayLeave())
        return;
    m_parts.message->closeMessage();
    m_draft.open(spec, {});
}

void DraftFilePresenter::beginFromFamily()
{
    FamilyDialog dialog(&m_window);
    if (dialog.exec() == QDialog::Accepted)
        begin(dialog.spec());
}

void DraftFilePresenter::browse()
{
    const QString path = QFileDialog::getOpenFileName(&m_window, tr("Open a network of blocks"), {},
                                                      tr("Networks (*.yaml *.yml *.json);;All files (*)"), nullptr,
                                                      QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        openFile(path);
}

void DraftFilePresenter::openFile(const QString& path)
{
    if (!mayLeave())
        return;
    m_parts.jobs->begin(tr("Opening %1").arg(QFileInfo(path).fileName()));
    const std::shared_ptr<const NetworkSpec> before = m_draft.spec();
    m_reading.start([file = path.toStdString()](const JobControl&) { return readBlocks(file); },
                    [this, path, before](const Result<ReadBlocks>& read) {
                        m_parts.jobs->end();
                        if (read.ok())
                            adopt(path, before, read.value());
                        else
                            sayError(read.error());
                    });
}

/// Unless the network was edited since `before`.
void DraftFilePresenter::adopt(const QString& path, const std::shared_ptr<const NetworkSpec>& before,
                               const ReadBlocks& read)
{
    if (m_draft.spec() != before) {
        m_parts.message->showMessage(MessageKind::Warning,
                                     tr("The network was edited meanwhile, so the file was not opened."));
        return;
    }
    m_parts.message->closeMessage();
    m_draft.open(read.spec, read.isBlocksFile ? path : QString());
}

bool DraftFilePresenter::save()
{
    return m_draft.path().isEmpty() ? saveAs() : saveTo(m_draft.path());
}

bool DraftFilePresenter::saveAs()
{
    const QString ending = QStringLiteral(".yaml");
    const QString suggested =
        m_draft.path().isEmpty() ? QString::fromStdString(fileNameFrom(m_draft.spec()->name)) + ending : m_draft.path();
    const QString path = askWhereToSave(&m_window, tr("Save the network of blocks"), suggested,
                                        tr("Networks of blocks (*.yaml *.yml)"), ending);
    return !path.isEmpty() && saveTo(path);
}

bool DraftFilePresenter::saveTo(const QString& path)
{
    const Result<bool> written = writeFile(path.toStdString(), toYaml(*m_draft.spec()));
    if (!written.ok()) {
        sayError(written.error());
        return false;
    }
    m_draft.markSaved(path);
    m_parts.message->showMessage(MessageKind::Note, tr("Saved %1.").arg(QFileInfo(path).fileName()));
    return true;
}

void DraftFilePresenter::exportOnnx()
{
    const QString ending = QStringLiteral(".onnx");
    const QString base = m_draft.path().isEmpty() ? QString::fromStdString(fileNameFrom(m_draft.spec()->name))
                                                  : QFileInfo(m_draft.path()).completeBaseName();
    const QString path = askWhereToSave(&m_window, tr("Export as ONNX"), base + ending, tr("ONNX (*.onnx)"), ending);
    if (!path.isEmpty())
        exportOnnxTo(path);
}

void DraftFilePresenter::exportOnnxTo(const QString& path)
{
    const std::shared_ptr<const SpecCounts> counts = m_draft.counts();
    if (!counts || !counts->total || m_exporting.isRunning())
        return;
    const QString name = QFileInfo(path).fileName();
    m_parts.jobs->begin(tr("Writing %1").arg(name));
    m_exporting.start([spec = m_draft.spec(),
                       file = path.toStdString()](const JobControl& job) { return exportBlocks(*spec, file, job); },
                      [this, name](const Result<bool>& written) {
                          m_parts.jobs->end();
                          if (written.ok())
                              m_parts.message->showMessage(MessageKind::Note,
                                                           tr("Wrote %1, with random weights.").arg(name));
                          else
                              sayError(written.error());
                          updateActions();
                      });
    updateActions();
}

/// The main window opens files: what is not saved is saved first.
void DraftFilePresenter::mapIt()
{
    const bool isSaved = !m_draft.isModified() && !m_draft.path().isEmpty();
    if (isSaved || save())
        Q_EMIT mapWanted(m_draft.path());
}

/// A network that does not hold together is neither exported nor mapped.
void DraftFilePresenter::updateActions()
{
    const bool isWhole = m_draft.counts() && m_draft.counts()->total;
    m_actions.exportOnnx->setEnabled(isWhole && !m_exporting.isRunning());
    m_actions.mapIt->setEnabled(isWhole);
}

void DraftFilePresenter::updateTitle()
{
    const QString name =
        m_draft.path().isEmpty() ? shownName(m_draft.spec()->title) : shownText(QFileInfo(m_draft.path()).fileName());
    m_window.setWindowTitle(
        QStringLiteral("%1[*] – %2").arg(name.isEmpty() ? tr("New network") : name, tr("Network builder")));
    m_window.setWindowModified(m_draft.isModified());
}

void DraftFilePresenter::sayError(const Error& error)
{
    if (error.code != ErrorCode::Stopped)
        m_parts.message->showMessage(MessageKind::Error, QString::fromStdString(error.message));
}

} // namespace waferscope
