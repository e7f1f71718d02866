#include "app/run_series.h"
#include "app/window/bottom_panel.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "views/charts.h"
#include "views/icons.h"
#include "views/number_text.h"
#include "views/timeline_view.h"
#include "views/transport_bar.h"
#include "views/wafer_view.h"

#include <QAction>

namespace waferscope {

namespace {

QString partText(StepPart part)
{
    switch (part) {
    case StepPart::Forward: return MainWindow::tr("forward");
    case StepPart::ForwardAndBackward: return MainWindow::tr("forward and backward");
    case StepPart::Backward: return MainWindow::tr("backward");
    case StepPart::Update: return MainWindow::tr("update");
    case StepPart::Host: return MainWindow::tr("host");
    }
    return {};
}

double shareOf(Cycles part, Cycles whole)
{
    return whole.count() > 0 ? static_cast<double>(part.count()) / static_cast<double>(whole.count()) : 0.0;
}

} // namespace

std::optional<FieldRequest> MainWindow::fieldRequest(Side side) const
{
    const std::optional<FieldKind> kind = m_actions.chosenField();
    if (!kind || !m_pane || !m_pane->isShown(side))
        return std::nullopt;
    return m_pane->view(side).fieldRequest(*kind);
}

void MainWindow::showRun(Side side)
{
    const LayoutRun* run = m_runs.runOf(side);
    if (!run)
        m_pane->view(side).setField(nullptr);
    if (side == Side::Left) {
        m_bottom->timeline().setData(run ? run->timeline : nullptr);
        m_bottom->timeline().setNotice(m_runs.notice());
        m_bottom->charts().setData(run ? run->charts : nullptr);
    }
    showStepMarks();
    updateSpeed();
    updateActions();
    showMoment(m_runs.player().time());
}

/// Of the left run, on a track that is as long as the longer of both.
void MainWindow::showStepMarks()
{
    const LayoutRun* run = m_runs.runOf(Side::Left);
    const PlaybackScore* score = m_runs.player().score();
    std::vector<double> shares;
    if (run && score) {
        for (const Cycles start : run->score->stepStarts())
            shares.push_back(shareOf(start, score->length));
    }
    m_bottom->transport().setMarks(std::move(shares));
}

void MainWindow::showMoment(Cycles time)
{
    for (const Side side : {Side::Left, Side::Right})
        showStreaming(side, time);
    const PlaybackScore* score = m_runs.player().score();
    const LayoutRun* run = m_runs.runOf(Side::Left);
    if (!score || !run) {
        m_bottom->transport().setNotice(m_runs.notice());
        return;
    }
    const PhaseMark& mark = score->markAt(time);
    m_bottom->transport().setMoment({shareOf(time, score->length),
                                     tr("step %1 · %2").arg(mark.step + 1).arg(partText(mark.part)),
                                     durationText(time / score->clock)});
    m_bottom->timeline().setTime(time);
    m_bottom->charts().setTime(static_cast<double>(time.count())
                               / chartTimeOf(run->emulation->cycles, score->clock).cycles);
}

void MainWindow::showStreaming(Side side, Cycles time)
{
    const LayoutRun* run = m_runs.runOf(side);
    const std::optional<StreamingMoment> moment = run ? streamingMomentOf(*run, time) : std::nullopt;
    WaferView& view = m_pane->view(side);
    view.setStreaming(moment);
    const std::optional<ShownLayout> shown = shownOn(side);
    const bool bare = shown && shown->layout->mode() == Mode::WeightStreaming && !moment
        && !m_runs.player().isPlaying(); // words would flicker between layers
    QString notice;
    if (bare)
        notice = run ? tr("No layer is at work at this moment. Space plays.") : m_runs.notice();
    view.setNotice(notice);
}

void MainWindow::showFrame(const Frame& frame)
{
    for (std::size_t i = 0; i < frame.fields.size(); ++i) {
        if (frame.fields[i])
            m_pane->view(static_cast<Side>(i)).setField(frame.fields[i]);
    }
}

void MainWindow::showPlaying()
{
    const bool playing = m_runs.player().isPlaying();
    m_actions.play->setIcon(iconOf(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    m_actions.play->setText(playing ? tr("Pause") : tr("Play"));
    m_actions.play->setToolTip(playing ? tr("Pause (Space)") : tr("Play (Space)"));
}

void MainWindow::updateSpeed()
{
    const Player& player = m_runs.player();
    const QString speed = QStringLiteral("%1×").arg(numberText(player.speed()));
    if (!player.score()) {
        m_bottom->transport().setSpeed(speed, tr("Speed of playback"));
        return;
    }
    const QString factor = numberText(player.slowdown());
    m_bottom->transport().setSpeed(QStringLiteral("%1  1 : %2").arg(speed, factor),
                                   tr("%1 times slower than the wafer").arg(factor));
}

} // namespace waferscope
