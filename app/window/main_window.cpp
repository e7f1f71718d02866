#include "app/window/main_window.h"

#include "app/builder/builder_window.h"
#include "app/drag_controller.h"
#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "core/formats/machines.h"
#include "views/delta_model.h"
#include "views/layer_model.h"
#include "views/message_bar.h"
#include "views/report_model.h"
#include "views/start_page.h"
#include "views/wafer_view.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QUrl>

namespace waferscope {

namespace {

constexpr int kNarrow = 1200; ///< logical pixels below which docks and strip fold
const char* const kUsualMachine = "cs1";

} // namespace

MainWindow::MainWindow(Settings& settings, ThemeSwitch& theme)
    : m_settings(settings)
    , m_theme(theme)
    , m_document(
          [this](const std::shared_ptr<const Layout>& layout, const std::shared_ptr<const Assumptions>& assumptions) {
              return m_evaluator.evaluationOf(layout, assumptions);
          })
    , m_opener(m_document, m_evaluator, this)
    , m_runs([this](Side side) { return fieldRequest(side); })
    , m_advisor(m_document)
    , m_actions(m_document.undoStack(), this)
    , m_layers(std::make_unique<LayerModel>())
    , m_report(std::make_unique<ReportModel>())
    , m_deltas(std::make_unique<DeltaModel>())
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    auto machine = readInstallation(m_settings.machine().toStdString());
    if (!machine.ok())
        machine = readInstallation(kUsualMachine);
    if (machine.ok())
        m_opener.setDefaults(machine.value(), Execution{});
    makeLayout();
    makeMenus();
    m_drags = std::make_unique<DragController>(m_document, m_pane->view(Side::Left));
    connectAll();
    fillStartPage();
    restoreWindow();
    showTheme();
    showDocument();
    updateBuilder();
    updateTitle();
}

MainWindow::~MainWindow()
{
    disconnect(&m_document, nullptr, this, nullptr);
    disconnect(&m_advisor, nullptr, this, nullptr);
    disconnect(&m_document.undoStack(), nullptr, this, nullptr);
    disconnect(&m_runs, nullptr, this, nullptr);
    disconnect(&m_runs.player(), nullptr, this, nullptr);
}

WaferView& MainWindow::wafer(Side side)
{
    return m_pane->view(side);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayLeave() || (m_builder && m_builder->isVisible() && !m_builder->close())) {
        event->ignore();
        return;
    }
    m_settings.keepWindow(saveGeometry(), m_middle->saveState());
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    fold(width() < kNarrow ? Room::Narrow : Room::Wide);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    m_runs.player().setVisible(true);
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    m_runs.player().setVisible(false);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_runs.player().setVisible(isVisible() && !isMinimized());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls()) {
        if (!url.isLocalFile())
            continue;
        event->acceptProposedAction();
        openModel(url.toLocalFile());
        return;
    }
}

void MainWindow::say(MessageKind kind, const QString& sentence)
{
    m_message->showMessage(kind, sentence);
}

} // namespace waferscope
