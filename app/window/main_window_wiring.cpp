#include "app/drag_controller.h"
#include "app/layout_edits.h"
#include "app/run_series.h"
#include "app/window/bottom_panel.h"
#include "app/window/main_tool_bar.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "mapping/edit_kernel.h"
#include "views/charts.h"
#include "views/command_palette.h"
#include "views/inspector.h"
#include "views/job_bar.h"
#include "views/message_bar.h"
#include "views/network_panel.h"
#include "views/size_bar.h"
#include "views/start_page.h"
#include "views/table_panel.h"
#include "views/timeline_view.h"
#include "views/transport_bar.h"
#include "views/verdict_bar.h"
#include "views/wafer_view.h"

#include <QActionGroup>
#include <QFileInfo>

#include <cmath>

namespace waferscope {

void MainWindow::connectAll()
{
    connectDocument();
    connectActions();
    connectPanels();
    connectWafers();
    connectJobs();
    connectPlayback();
}

void MainWindow::connectDocument()
{
    connect(&m_document, &Document::opened, this, &MainWindow::showDocument);
    connect(&m_document, &Document::layoutChanged, this, &MainWindow::showLayout);
    connect(&m_document, &Document::selectionChanged, this, &MainWindow::showSelection);
    connect(&m_document, &Document::titleChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &Document::projectChanged, this, &MainWindow::updateBuilder);
    connect(&m_theme, &ThemeSwitch::changed, this, &MainWindow::showTheme);
}

void MainWindow::connectActions()
{
    const WindowActions& a = m_actions;
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(a.startPage, &MainWindow::showStartPage);
    on(a.open, &MainWindow::browse);
    on(a.save, [this] { save(); });
    on(a.saveAs, [this] { saveAs(); });
    on(a.exportPicture, &MainWindow::exportPicture);
    on(a.exportBatch, &MainWindow::exportBatch);
    on(a.builder, &MainWindow::showBuilder);
    on(a.editNetwork, &MainWindow::editNetwork);
    on(a.quit, [this] { close(); });
    on(a.lock, [this](bool locked) { setLocked(locked ? Lock::Locked : Lock::Free); });
    on(a.turn, &MainWindow::turnSelected);
    on(a.deselect, [this] { m_document.select(std::nullopt); });
    on(a.findLayer, &MainWindow::findLayer);
    on(a.goToPe, &MainWindow::askForPe);
    on(a.commands, &MainWindow::popUpCommands);
    on(a.routes, &MainWindow::showPictureKind);
    on(a.labels, &MainWindow::showPictureKind);
    on(a.fit, [this] { m_pane->view(Side::Left).fit(); });
    on(a.timeline, &MainWindow::updateStrip);
    on(a.report, &MainWindow::updateStrip);
    on(a.networkGraph, &MainWindow::showNetworkGraph);
    on(a.sizes, &MainWindow::updateSizes);
    on(a.hidePanels, &MainWindow::hidePanels);
    on(a.fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(a.resetLayout, &MainWindow::resetLayout);
    on(a.about, &MainWindow::showAbout);
    connect(a.modes, &QActionGroup::triggered, this, [this](const QAction* action) {
        setMode(static_cast<ViewMode>(m_actions.modes->actions().indexOf(action)));
    });
    connect(a.pictures, &QActionGroup::triggered, this, &MainWindow::showPictureKind);
    connect(a.themes, &QActionGroup::triggered, this, [this](const QAction* action) {
        const auto choice = static_cast<ThemeChoice>(m_actions.themes->actions().indexOf(action));
        m_settings.keepTheme(choice);
        m_theme.apply(choice);
    });
}

void MainWindow::connectPanels()
{
    connect(&m_pane->startPage(), &StartPage::openWanted, this, &MainWindow::openModel);
    connect(&m_pane->startPage(), &StartPage::browseWanted, this, &MainWindow::browse);
    connect(&m_pane->startPage(), &StartPage::buildWanted, this, &MainWindow::showBuilder);
    connect(m_toolBar, &MainToolBar::machineWanted, this, [this](const QString& name) {
        m_settings.keepMachine(name);
        m_opener.changeMachine(name);
        showLayout();
    });
    connect(m_toolBar, &MainToolBar::batchWanted, &m_opener, &Opener::changeBatch);
    connect(m_toolBar, &MainToolBar::replicasWanted, &m_opener, &Opener::changeReplicas);
    connect(m_sizes, &SizeBar::sizeWanted, &m_opener, &Opener::changeSize);
    connect(m_sizes, &SizeBar::closeWanted, m_actions.sizes, &QAction::trigger);
    connect(m_network, &NetworkPanel::kernelChosen, &m_document, &Document::select);
    connect(m_network, &NetworkPanel::kernelActivated, this, &MainWindow::goTo);
    connect(m_network, &NetworkPanel::kernelsFound, this, [this](const std::vector<KernelId>& kernels) {
        const std::shared_ptr<const Layout> layout = m_document.layout();
        m_pane->view(Side::Left).setFound(layout ? layout->graph->allLike(kernels) : kernels);
        m_pane->view(Side::Right).setFound(kernels);
    });
    connect(m_network, &NetworkPanel::pageChanged, this, [this](NetworkPanel::Page page) {
        if (page == NetworkPanel::Page::List && m_actions.networkGraph->isChecked())
            m_actions.networkGraph->trigger(); // the list needs no large dock
    });
    connect(m_network, &NetworkPanel::graphFileWanted, this, &MainWindow::exportNetworkGraph);
    connect(m_inspector, &Inspector::whyWanted, this, &MainWindow::showWhy);
    connect(&m_bottom->verdict(), &VerdictBar::showWanted, this, &MainWindow::showBottleneck);
    connect(&m_bottom->verdict(), &VerdictBar::applyWanted, &m_advisor, &Advisor::apply);
    connect(&m_advisor, &Advisor::adviceChanged, this, &MainWindow::showAdvice);
    connect(&m_bottom->timeline(), &TimelineView::kernelClicked, &m_document,
            [this](KernelId kernel) { m_document.select(kernel); });
    connect(&m_bottom->report(), &TablePanel::rowChosen, this,
            [this](int row) { m_document.select(KernelId{static_cast<std::size_t>(row)}); });
    connect(m_palette, &CommandPalette::placeChosen, this, [this](std::size_t kernel) { goTo(KernelId{kernel}); });
}

void MainWindow::connectWafers()
{
    for (const Side side : {Side::Left, Side::Right}) {
        const WaferView& view = m_pane->view(side);
        connect(&view, &WaferView::kernelClicked, this,
                [this](std::optional<KernelId> kernel) { m_document.select(kernel); });
        connect(&view, &WaferView::kernelActivated, this, &MainWindow::goTo);
        connect(&view, &WaferView::viewportChanged, &m_runs.player(), &Player::refresh);
        connect(&view, &WaferView::contextMenuWanted, this,
                [this](std::optional<KernelId> kernel, PeCoord, QPoint place) { popUpContextMenu(kernel, place); });
    }
    connect(m_drags.get(), &DragController::failed, this,
            [this](const QString& sentence) { say(MessageKind::Warning, sentence); });
}

void MainWindow::connectJobs()
{
    connect(&m_opener, &Opener::jobBegan, m_jobBar, &JobBar::begin);
    connect(&m_opener, &Opener::jobProgressed, m_jobBar, &JobBar::setProgress);
    connect(&m_opener, &Opener::jobEnded, m_jobBar, &JobBar::end);
    connect(&m_opener, &Opener::succeeded, this, &MainWindow::adoptOpened);
    connect(&m_opener, &Opener::saved, this, [this](const QString& path) {
        m_settings.addRecentFile(path);
        say(MessageKind::Note, tr("Saved %1.").arg(QFileInfo(path).fileName()));
    });
    connect(&m_opener, &Opener::exported, this, [this](const QString& sentence) { say(MessageKind::Note, sentence); });
    connect(&m_opener, &Opener::noticed, this,
            [this](const QString& sentence) { say(MessageKind::Warning, sentence); });
    connect(&m_opener, &Opener::failed, this, [this](const QString& sentence) {
        say(MessageKind::Error, sentence);
        showExecution(); // what was asked for is not what is
    });
    connect(&m_runs, &RunController::jobBegan, this, [this] {
        if (!m_opener.isBusy())
            m_jobBar->begin(tr("Emulating"));
    });
    connect(&m_runs, &RunController::jobProgressed, this, [this](double fraction, const QString& phase) {
        if (!m_opener.isBusy())
            m_jobBar->setProgress(fraction, phase);
    });
    connect(&m_runs, &RunController::jobEnded, this, [this] {
        if (!m_opener.isBusy())
            m_jobBar->end();
    });
    connect(m_jobBar, &JobBar::cancelWanted, this, [this] {
        if (m_opener.isBusy())
            m_opener.cancel();
        else
            m_runs.cancel();
    });
    connect(&m_runs, &RunController::failed, this,
            [this](const QString& sentence) { say(MessageKind::Error, sentence); });
    connect(&m_runs, &RunController::runChanged, this, &MainWindow::showRun);
}

void MainWindow::connectPlayback()
{
    Player& player = m_runs.player();
    const auto steps = [this, &player](QAction* action, Stride stride, Heading heading) {
        connect(action, &QAction::triggered, &player, [&player, stride, heading] { player.step(stride, heading); });
    };
    steps(m_actions.cycleBack, Stride::Cycle, Heading::Back);
    steps(m_actions.cycleForward, Stride::Cycle, Heading::Forward);
    steps(m_actions.beatBack, Stride::Beat, Heading::Back);
    steps(m_actions.beatForward, Stride::Beat, Heading::Forward);
    steps(m_actions.phaseBack, Stride::Phase, Heading::Back);
    steps(m_actions.phaseForward, Stride::Phase, Heading::Forward);
    connect(m_actions.play, &QAction::triggered, &player, &Player::toggle);
    connect(m_actions.toStart, &QAction::triggered, &player, [&player] { player.seek(Cycles{0}); });
    connect(m_actions.toEnd, &QAction::triggered, &player, [&player] { player.seek(player.score()->length); });
    connect(m_actions.speeds, &QActionGroup::triggered, this, [this, &player](const QAction* action) {
        player.setSpeed(action->data().toDouble());
        updateSpeed();
    });
    connect(&player, &Player::timeChanged, this, &MainWindow::showMoment);
    connect(&player, &Player::frameReady, this, &MainWindow::showFrame);
    connect(&player, &Player::playingChanged, this, &MainWindow::showPlaying);
    connect(&m_bottom->timeline(), &TimelineView::sought, &player, &Player::seek);
    connect(&m_bottom->transport(), &TransportBar::scrubbed, &player, [&player](double share) {
        if (player.score())
            player.seek(Cycles{std::llround(share * static_cast<double>(player.score()->length.count()))});
    });
    connect(&m_bottom->charts(), &Charts::sought, &player, [this, &player](double time) {
        const LayoutRun* run = m_runs.runOf(Side::Left);
        if (run)
            player.seek(Cycles{std::llround(time * chartTimeOf(run->emulation->cycles, run->score->clock).cycles)});
    });
}

} // namespace waferscope
