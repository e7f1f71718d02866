#include "app/builder/builder_window.h"
#include "app/builder/family_dialog.h"
#include "core/base/names.h"
#include "formats/base/files.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "formats/networks/network_spec_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QUrl>

namespace waferscope {

namespace {

constexpr std::uint64_t kWeightSeed = 1; ///< of the weights in an exported file, as `wafer convert` has it

/// A network of blocks and whether the file itself is one, so that it can be saved there again.
struct ReadBlocks {
    NetworkSpec spec;
    bool isBlocksFile = false;
};

Result<ReadBlocks> readBlocks(const std::string& path)
{
    const Result<std::string> text = readFile(path);
    if (text.ok() && looksLikeNetworkSpec(text.value())) {
        WAFERSCOPE_TRY(NetworkSpec spec,
                       readNetworkSpec(text.value(), path,
                                       QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString()));
        return ReadBlocks{std::move(spec), true};
    }
    WAFERSCOPE_TRY(const LoadedModel model, openModel(path));
    const std::shared_ptr<const NetworkSpec> spec = model.network->source().spec;
    if (!spec)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " states operators and not blocks; the builder edits networks of blocks."};
    return ReadBlocks{*spec, false};
}

Result<bool> exportBlocks(const NetworkSpec& spec, const std::string& path, const JobControl& job)
{
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    WAFERSCOPE_TRY(const Network network, Network::create(std::make_shared<const NetworkSource>(std::move(source))));
    return writeOnnx(network, path, kWeightSeed, job);
}

QString withEnding(const QString& path, const QString& ending)
{
    return QFileInfo(path).suffix().isEmpty() ? path + ending : path;
}

} // namespace

bool BuilderWindow::mayLeave()
{
    if (!m_draft.isModified())
        return true;
    const auto answer =
        QMessageBox::question(this, tr("Unsaved changes"), tr("The network has changes that are not saved."),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

void BuilderWindow::closeEvent(QCloseEvent* event)
{
    if (!mayLeave()) {
        event->ignore();
        return;
    }
    m_exporting.stop();
    m_reading.stop();
    event->accept();
}

void BuilderWindow::dragEnterEvent(QDragEnterEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            event->acceptProposedAction();
}

void BuilderWindow::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls()) {
        if (!url.isLocalFile())
            continue;
        event->acceptProposedAction();
        openFile(url.toLocalFile());
        return;
    }
}

void BuilderWindow::beginEmpty(const InputSpec& input)
{
    if (!mayLeave())
        return;
    NetworkSpec spec;
    spec.name = "network";
    spec.title = tr("New network").toStdString();
    spec.inputs = {input};
    for (const std::string& size : openSizes(spec))
        spec.defaults[size] = size == "batch" ? 1 : 128;
    m_message->closeMessage();
    m_draft.open(std::move(spec), {});
}

void BuilderWindow::begin(const NetworkSpec& spec)
{
    if (!mayLeave())
        return;
    m_message->closeMessage();
    m_draft.open(spec, {});
}

void BuilderWindow::beginFromFamily()
{
    FamilyDialog dialog(this);
    if (dialog.exec() == QDialog::Accepted)
        begin(dialog.spec());
}

void BuilderWindow::browse()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a network of blocks"), {},
                                                      tr("Networks (*.yaml *.yml *.json);;All files (*)"), nullptr,
                                                      QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        openFile(path);
}

void BuilderWindow::openFile(const QString& path)
{
    if (!mayLeave())
        return;
    m_jobBar->begin(tr("Opening %1").arg(QFileInfo(path).fileName()));
    const std::shared_ptr<const NetworkSpec> before = m_draft.spec();
    m_reading.start([file = path.toStdString()](const JobControl&) { return readBlocks(file); },
                    [this, path, before](const Result<ReadBlocks>& read) {
                        m_jobBar->end();
                        if (!read.ok()) {
                            if (read.error().code != ErrorCode::Stopped)
                                say(MessageKind::Error, QString::fromStdString(read.error().message));
                        } else if (m_draft.spec() != before) {
                            say(MessageKind::Warning,
                                tr("The network was edited meanwhile, so the file was not opened."));
                        } else {
                            m_message->closeMessage();
                            m_draft.open(read.value().spec, read.value().isBlocksFile ? path : QString());
                        }
                    });
}

bool BuilderWindow::save()
{
    return m_draft.path().isEmpty() ? saveAs() : saveTo(m_draft.path());
}

bool BuilderWindow::saveAs()
{
    const QString suggested = m_draft.path().isEmpty()
        ? QString::fromStdString(m_draft.spec()->name) + QStringLiteral(".yaml")
        : m_draft.path();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the network of blocks"), suggested,
                                                      tr("Networks of blocks (*.yaml *.yml)"), nullptr,
                                                      QFileDialog::DontUseNativeDialog);
    return !path.isEmpty() && saveTo(withEnding(path, QStringLiteral(".yaml")));
}

bool BuilderWindow::saveTo(const QString& path)
{
    const Result<bool> written = writeFileAtomically(path.toStdString(), toYaml(*m_draft.spec()));
    if (!written.ok()) {
        say(MessageKind::Error, QString::fromStdString(written.error().message));
        return false;
    }
    m_draft.markSaved(path);
    say(MessageKind::Note, tr("Saved %1.").arg(QFileInfo(path).fileName()));
    return true;
}

void BuilderWindow::exportOnnx()
{
    const QString base = m_draft.path().isEmpty() ? QString::fromStdString(m_draft.spec()->name)
                                                  : QFileInfo(m_draft.path()).completeBaseName();
    const QString path = QFileDialog::getSaveFileName(this, tr("Export as ONNX"), base + QStringLiteral(".onnx"),
                                                      tr("ONNX (*.onnx)"), nullptr, QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        exportOnnxTo(withEnding(path, QStringLiteral(".onnx")));
}

void BuilderWindow::exportOnnxTo(const QString& path)
{
    const std::shared_ptr<const SpecCounts> counts = m_draft.counts();
    if (!counts || !counts->total || m_exporting.isRunning())
        return;
    m_jobBar->begin(tr("Writing %1").arg(QFileInfo(path).fileName()));
    m_exporting.start([spec = m_draft.spec(),
                       file = path.toStdString()](const JobControl& job) { return exportBlocks(*spec, file, job); },
                      [this, path](const Result<bool>& written) {
                          m_jobBar->end();
                          if (written.ok())
                              say(MessageKind::Note,
                                  tr("Wrote %1, with random weights.").arg(QFileInfo(path).fileName()));
                          else if (written.error().code != ErrorCode::Stopped)
                              say(MessageKind::Error, QString::fromStdString(written.error().message));
                          updateActions();
                      });
    updateActions();
}

/// The main window opens files: what is not saved is saved first.
void BuilderWindow::mapIt()
{
    const bool isSaved = !m_draft.isModified() && !m_draft.path().isEmpty();
    if (isSaved || save())
        Q_EMIT mapWanted(m_draft.path());
}

} // namespace waferscope
