#include "app/layout_edits.h"
#include "app/window/bottom_panel.h"
#include "app/window/main_tool_bar.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "views/delta_model.h"
#include "views/explanation.h"
#include "views/inspector.h"
#include "views/layer_model.h"
#include "views/network_panel.h"
#include "views/number_text.h"
#include "views/report_model.h"
#include "views/timeline_view.h"
#include "views/verdict_bar.h"
#include "views/wafer_view.h"

#include <QActionGroup>
#include <QDockWidget>

namespace waferscope {

namespace {

QString captionOf(const Layout& layout)
{
    const QString machine = machineText(*layout.installation);
    if (layout.execution.replicas > 1)
        return QStringLiteral("Pipelined · %1 copies · %2").arg(layout.execution.replicas).arg(machine);
    return layout.mode() == Mode::Pipelined ? QStringLiteral("Pipelined · %1").arg(machine)
                                            : QStringLiteral("Weight streaming · %1").arg(machine);
}

} // namespace

/// Another project, or none.
void MainWindow::showDocument()
{
    const bool open = !m_document.isEmpty();
    m_runs.rewind();
    m_pane->present(open ? WaferPane::Shown::OneWafer : WaferPane::Shown::StartPage);
    m_bottom->setContents(open ? BottomPanel::Contents::Shown : BottomPanel::Contents::Hidden);
    m_networkDock->setVisible(open && m_room == Room::Wide);
    m_inspectorDock->setVisible(open && m_room == Room::Wide);
    showLayout();
    if (open) {
        m_pane->view(Side::Left).fit();
        m_pane->view(Side::Left).setFocus();
    }
}

bool MainWindow::isComparing() const
{
    return m_pane->shown() == WaferPane::Shown::TwoWafers;
}

std::optional<ShownLayout> MainWindow::shownOn(Side side) const
{
    if (m_document.isEmpty() || !m_pane->isShown(side))
        return std::nullopt;
    const std::shared_ptr<const Project> project = m_document.project();
    if (side == Side::Left)
        return ShownLayout{m_document.layout(), m_document.evaluation(), project->assumptions};
    const std::optional<std::size_t> other = layoutOfMode(*project, Mode::WeightStreaming);
    if (!other)
        return std::nullopt;
    return ShownLayout{project->layouts[*other], m_document.evaluationOf(*other), project->assumptions};
}

/// What is shown changed, maybe only under the hand that drags.
void MainWindow::showLayout()
{
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    m_bottom->verdict().setVerdict(evaluation ? std::optional(verdictOf(*evaluation)) : std::nullopt);
    m_report->show(evaluation);
    showInspector();
    if (m_document.isPreviewing())
        return;
    showNetwork();
    syncMode();
    for (const Side side : {Side::Left, Side::Right})
        showSide(side);
    showCompared();
    showSelection();
    updateActions();
    showExecution();
}

/// Machine, batch and copies, of what is open or to be opened.
void MainWindow::showExecution()
{
    if (const std::shared_ptr<const Layout> layout = m_document.layout()) {
        m_toolBar->setMachine(machineText(*layout->installation));
        m_toolBar->setBatch(layout->execution.batch);
        m_toolBar->setReplicas(layout->mode() == Mode::Pipelined ? std::optional(layout->execution.replicas)
                                                                 : std::nullopt);
    } else {
        m_toolBar->setMachine(machineText(*m_opener.installation()));
        m_toolBar->setBatch(m_opener.execution().batch);
        m_toolBar->setReplicas(std::nullopt);
    }
}

/// Another network, or the same at other sizes.
void MainWindow::showNetwork()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    const std::shared_ptr<const Network> network = layout ? layout->network : nullptr;
    if (network != m_layers->network())
        m_layers->show(network, layout ? layout->graph : nullptr);
    updateSizes();
}

void MainWindow::showSide(Side side)
{
    const std::optional<ShownLayout> shown = shownOn(side);
    WaferView& view = m_pane->view(side);
    view.setContents(shown ? contentsOf(*shown->layout, *shown->evaluation) : nullptr);
    if (shown)
        m_pane->setCaption(side, captionOf(*shown->layout));
    m_runs.show(side, shown);
}

void MainWindow::showSelection()
{
    const std::optional<KernelId> kernel = m_document.selection();
    const std::shared_ptr<const Layout> layout = m_document.layout();
    const auto first = kernel && layout ? std::optional(layout->graph->firstLike(*kernel)) : kernel;
    const auto listOf = [](std::optional<KernelId> id) { return id ? std::vector{*id} : std::vector<KernelId>{}; };
    m_pane->view(Side::Left).setSelection(listOf(kernel));
    m_pane->view(Side::Right).setSelection(listOf(first)); // its layout streams weights: there are no copies
    m_network->select(first);
    m_bottom->timeline().setSelection(kernel);
    showInspector();
    updateActions();
}

void MainWindow::showInspector()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    if (!layout || !m_document.evaluation()) {
        m_inspector->setNotice(tr("Open a network to see its numbers."));
        return;
    }
    m_inspector->setContent(inspectorContentOf(*layout, *m_document.evaluation(), m_document.selection()));
}

void MainWindow::showCompared()
{
    const std::optional<ShownLayout> left = isComparing() ? shownOn(Side::Left) : std::nullopt;
    const std::optional<ShownLayout> right = isComparing() ? shownOn(Side::Right) : std::nullopt;
    m_bottom->setDeltas(left && right ? BottomPanel::Deltas::Shown : BottomPanel::Deltas::Hidden);
    m_deltas->show(left ? left->evaluation : nullptr, right ? right->evaluation : nullptr, tr("Pipelined"),
                   tr("Weight streaming"));
}

void MainWindow::showPictureKind()
{
    const bool heat = m_actions.chosenField().has_value();
    for (const Side side : {Side::Left, Side::Right}) {
        WaferView& view = m_pane->view(side);
        view.setPictureKind(heat ? PictureKind::HeatMap : PictureKind::Layers);
        if (!heat)
            view.setField(nullptr);
        view.setRoutes(m_actions.routes->isChecked() ? Visibility::Shown : Visibility::Hidden);
        view.setLabels(m_actions.labels->isChecked() ? Visibility::Shown : Visibility::Hidden);
    }
    m_runs.player().refresh();
}

void MainWindow::showTheme()
{
    for (const Side side : {Side::Left, Side::Right})
        m_pane->view(side).setTheme(m_theme.kind());
}

void MainWindow::updateActions()
{
    const bool open = !m_document.isEmpty();
    const std::shared_ptr<const Layout> layout = m_document.committedLayout();
    const auto* mapping = layout ? std::get_if<Mapping>(&layout->arrangement) : nullptr;
    const std::optional<KernelId> kernel = m_document.selection();
    for (QAction* action :
         {m_actions.save, m_actions.saveAs, m_actions.exportPicture, m_actions.exportBatch, m_actions.goToPe,
          m_actions.findLayer, m_actions.networkGraph, m_actions.fit, m_actions.hidePanels, m_actions.startPage})
        action->setEnabled(open);
    m_actions.modes->setEnabled(open);
    m_actions.pictures->setEnabled(open);
    m_actions.deselect->setEnabled(kernel.has_value());
    m_actions.lock->setEnabled(mapping && kernel);
    m_actions.turn->setEnabled(mapping && kernel && !(*mapping)[*kernel].locked);
    m_actions.lock->setChecked(mapping && kernel && (*mapping)[*kernel].locked);
    const bool playable = m_runs.player().score() != nullptr;
    for (QAction* action :
         {m_actions.play, m_actions.toStart, m_actions.phaseBack, m_actions.beatBack, m_actions.cycleBack,
          m_actions.cycleForward, m_actions.beatForward, m_actions.phaseForward, m_actions.toEnd})
        action->setEnabled(playable);
}

void MainWindow::setMode(ViewMode mode)
{
    if (m_document.isEmpty())
        return;
    for (const Mode needed : {Mode::Pipelined, Mode::WeightStreaming}) {
        const bool wanted = mode == ViewMode::Compare || (needed == Mode::Pipelined) == (mode == ViewMode::Pipelined);
        if (wanted && !layoutOfMode(*m_document.project(), needed)) {
            m_opener.addMissingMode(needed);
            syncMode();
            return;
        }
    }
    m_pane->present(mode == ViewMode::Compare ? WaferPane::Shown::TwoWafers : WaferPane::Shown::OneWafer);
    const Mode left = mode == ViewMode::WeightStreaming ? Mode::WeightStreaming : Mode::Pipelined;
    const std::size_t index = *layoutOfMode(*m_document.project(), left);
    if (index != m_document.currentIndex())
        m_document.showLayout(index);
    else
        showLayout();
    showPictureKind();
}

/// The switch shows what is shown, whoever changed it.
void MainWindow::syncMode()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    ViewMode mode = ViewMode::Pipelined;
    if (layout && layout->mode() == Mode::WeightStreaming)
        mode = ViewMode::WeightStreaming;
    else if (isComparing())
        mode = ViewMode::Compare;
    if (mode == ViewMode::WeightStreaming && isComparing())
        m_pane->present(WaferPane::Shown::OneWafer);
    m_actions.modeAction(mode)->setChecked(true);
}

void MainWindow::showWhy(NumberKind number)
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    if (layout)
        m_inspector->setExplanation(number,
                                    explanationOf(number, *layout, *m_document.evaluation(),
                                                  *m_document.project()->assumptions, m_document.selection()));
}

void MainWindow::goTo(KernelId kernel)
{
    m_document.select(kernel);
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    if (evaluation && kernel.index() < evaluation->kernels.size())
        m_pane->view(Side::Left).fitTo(evaluation->kernels[kernel.index()].rectangle);
}

/// Goes to the first broken rule, else to what binds.
void MainWindow::showAdvice()
{
    const Advice* advice = m_advisor.advice();
    if (!advice) {
        m_bottom->verdict().setAdvice({}, {});
        return;
    }
    const Evaluation& changed = *advice->changed.evaluation;
    m_bottom->verdict().setAdvice(
        groupedSentence(advice->sentence),
        tr("%1, over a step %2").arg(rateText(changed.numbers.samples), rateText(changed.stepSamples)));
}

void MainWindow::showBottleneck()
{
    const Evaluation& evaluation = *m_document.evaluation();
    std::optional<KernelId> kernel = evaluation.bottleneck.kernel;
    std::optional<PeCoord> pe = evaluation.bottleneck.pe;
    if (!evaluation.legal()) {
        const Finding& finding = evaluation.violations.front();
        kernel = finding.kernels.empty() ? std::nullopt : std::optional(finding.kernels.front());
        pe = finding.where;
    } else if (!kernel && evaluation.bottleneck.edge) {
        kernel = (*m_document.layout()->graph)[*evaluation.bottleneck.edge].from;
    }
    WaferView& view = m_pane->view(Side::Left);
    view.setMarked(pe);
    if (kernel)
        goTo(*kernel);
    else if (pe)
        view.centreOn(*pe);
}

} // namespace waferscope
