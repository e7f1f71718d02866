#include "app/window/bottom_panel.h"
#include "app/window/gallery_cards.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "views/message_bar.h"
#include "views/network_panel.h"
#include "views/start_page.h"
#include "views/wafer_view.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace waferscope {

namespace {

QString withEnding(const QString& path, const QString& ending)
{
    return QFileInfo(path).suffix().isEmpty() ? path + ending : path;
}

/// A file's bytes written, or why not.
Result<std::size_t> writePicture(const WaferPicture& picture, const QString& path)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    const std::filesystem::path file(path.toStdString());
    if (ending == QLatin1String("svg"))
        return writeSvg(picture, file);
    if (ending == QLatin1String("pdf"))
        return writePdf(picture, file);
    return writePng(picture, file);
}

} // namespace

void MainWindow::openModel(const QString& model)
{
    if (!mayLeave())
        return;
    m_message->closeMessage();
    m_filling.abandon(); // the machine is for the person's network now
    m_opener.open(model);
}

void MainWindow::browse()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open a network or plan"), {},
        tr("Networks and plans (*.onnx *.pt2 *.pb *.keras *.json *.yaml *.yml *.safetensors *.gguf *.waferplan);;All "
           "files (*)"),
        nullptr, QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        openModel(path);
}

bool MainWindow::save()
{
    if (m_document.path().isEmpty())
        return saveAs();
    m_opener.save(m_document.path());
    return m_document.undoStack().isClean();
}

bool MainWindow::saveAs()
{
    const QString suggested = m_document.path().isEmpty()
        ? QString::fromStdString(m_document.project()->network->name()) + QStringLiteral(".waferplan")
        : m_document.path();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the plan"), suggested, tr("Plans (*.waferplan)"),
                                                      nullptr, QFileDialog::DontUseNativeDialog);
    if (path.isEmpty())
        return false;
    m_opener.save(withEnding(path, QStringLiteral(".waferplan")));
    return m_document.undoStack().isClean();
}

void MainWindow::exportPicture()
{
    const QString suggested = QString::fromStdString(m_document.project()->network->name()) + QStringLiteral(".png");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export what is seen"), suggested, tr("Pictures (*.png *.svg *.pdf)"),
                                     nullptr, QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        exportPictureTo(withEnding(path, QStringLiteral(".png")));
}

void MainWindow::exportPictureTo(const QString& path)
{
    const Result<std::size_t> written = writePicture(m_pane->view(Side::Left).picture(), path);
    if (written.ok())
        say(MessageKind::Note, tr("Wrote %1.").arg(path));
    else
        say(MessageKind::Error, QString::fromStdString(written.error().message));
}

void MainWindow::exportNetworkGraph()
{
    const QString suggested =
        QString::fromStdString(m_document.project()->network->name()) + QStringLiteral("-graph.png");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the graph of the network"), suggested,
                                     tr("Pictures (*.png *.svg *.pdf)"), nullptr, QFileDialog::DontUseNativeDialog);
    if (path.isEmpty())
        return;
    const QString file = withEnding(path, QStringLiteral(".png"));
    const Result<std::size_t> written = m_network->writeGraph(file);
    if (written.ok())
        say(MessageKind::Note, tr("Wrote %1.").arg(file));
    else
        say(MessageKind::Error, QString::fromStdString(written.error().message));
}

void MainWindow::exportBatch()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Export plan, report and batch script into a folder"), {},
                                          QFileDialog::DontUseNativeDialog | QFileDialog::ShowDirsOnly);
    if (!folder.isEmpty())
        m_opener.exportBatchTo(folder);
}

bool MainWindow::mayLeave()
{
    if (m_document.isEmpty() || m_document.undoStack().isClean())
        return true;
    const auto answer =
        QMessageBox::question(this, tr("Unsaved changes"), tr("The plan has changes that are not saved."),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

void MainWindow::fillStartPage()
{
    StartPage& page = m_pane->startPage();
    const std::vector<StartCard> cards = galleryCards();
    page.setCards(cards);
    page.setRecent(m_settings.recentFiles());
    const auto show = [&page](const std::vector<StartCard>& filled) {
        for (const StartCard& card : filled)
            page.setCard(card);
    };
    m_filling.start(
        [cards, machine = m_opener.installation()](const JobControl& job) { return filledCards(cards, machine, job); },
        [show](const Result<std::vector<StartCard>>& filled) {
            if (filled.ok())
                show(filled.value());
        },
        [show](const std::shared_ptr<const Partial>& partial) {
            show(static_cast<const CardsPartial&>(*partial).cards);
        });
}

void MainWindow::showStartPage()
{
    if (!mayLeave())
        return;
    m_opener.cancel();
    m_document.close();
    fillStartPage();
}

void MainWindow::adoptOpened(const QString& model)
{
    if (QFileInfo::exists(model))
        m_settings.addRecentFile(model);
}

void MainWindow::updateTitle()
{
    if (m_document.isEmpty()) {
        setWindowTitle(QStringLiteral("Waferscope"));
        setWindowModified(false);
        return;
    }
    const QString name = m_document.path().isEmpty() ? QString::fromStdString(m_document.project()->network->name())
                                                     : QFileInfo(m_document.path()).fileName();
    setWindowTitle(QStringLiteral("%1[*] – Waferscope").arg(name));
    setWindowModified(!m_document.undoStack().isClean());
}

} // namespace waferscope
