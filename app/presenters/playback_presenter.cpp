#include "app/presenters/playback_presenter.h"

#include "app/jobs/run_charts.h"
#include "app/window/bottom_panel.h"
#include "app/window/window_actions.h"
#include "views/base/icons.h"
#include "views/base/number_text.h"
#include "views/timeline/charts.h"
#include "views/timeline/timeline_view.h"
#include "views/timeline/transport_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>

#include <cmath>

namespace waferscope {

namespace {

QString partText(StepPart part)
{
    switch (part) {
    case StepPart::Forward: return PlaybackPresenter::tr("forward");
    case StepPart::ForwardAndBackward: return PlaybackPresenter::tr("forward and backward");
    case StepPart::Backward: return PlaybackPresenter::tr("backward");
    case StepPart::Update: return PlaybackPresenter::tr("update");
    case StepPart::Host: return PlaybackPresenter::tr("host");
    }
    return {};
}

double shareOf(Cycles part, Cycles whole)
{
    return whole.count() > 0 ? static_cast<double>(part.count()) / static_cast<double>(whole.count()) : 0.0;
}

/// Of one unit of the charts' time axis.
double chartCyclesOf(const LayoutRun& run)
{
    return chartTimeOf(run.score->length, run.score->clock).cycles;
}

} // namespace

PlaybackPresenter::PlaybackPresenter(QWidget& window, BottomPanel& bottom, const WindowActions& actions,
                                     RunController& runs)
    : m_window(window)
    , m_bottom(bottom)
    , m_actions(actions)
    , m_runs(runs)
    , m_player(runs.player())
{
    window.installEventFilter(this);
    connectActions();
    connectSteps();
    connectPanel();
    connect(&runs, &RunController::runChanged, this, &PlaybackPresenter::showRun);
    connect(&m_player, &Player::scoreChanged, this, &PlaybackPresenter::updateActions);
    connect(&m_player, &Player::timeChanged, this, &PlaybackPresenter::showMoment);
    connect(&m_player, &Player::playingChanged, this, &PlaybackPresenter::showPlaying);
    showRun(PaneSide::Left);
    updateActions();
}

void PlaybackPresenter::connectActions()
{
    connect(m_actions.play, &QAction::triggered, &m_player, &Player::toggle);
    connect(m_actions.toStart, &QAction::triggered, this, [this] { m_player.seek(Cycles{0}); });
    connect(m_actions.toEnd, &QAction::triggered, this, [this] { m_player.seek(m_player.score()->length); });
    connect(m_actions.speeds, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_player.setSpeed(action->data().toDouble());
        updateSpeed();
    });
}

void PlaybackPresenter::connectSteps()
{
    const auto steps = [this](QAction* action, Stride stride, Heading heading) {
        connect(action, &QAction::triggered, this, [this, stride, heading] { m_player.step(stride, heading); });
    };
    steps(m_actions.cycleBack, Stride::Cycle, Heading::Back);
    steps(m_actions.cycleForward, Stride::Cycle, Heading::Forward);
    steps(m_actions.beatBack, Stride::Beat, Heading::Back);
    steps(m_actions.beatForward, Stride::Beat, Heading::Forward);
    steps(m_actions.phaseBack, Stride::Phase, Heading::Back);
    steps(m_actions.phaseForward, Stride::Phase, Heading::Forward);
}

void PlaybackPresenter::connectPanel()
{
    connect(&m_bottom.timeline(), &TimelineView::sought, &m_player, &Player::seek);
    connect(&m_bottom.transport(), &TransportBar::scrubbed, this, [this](double share) {
        if (m_player.score())
            m_player.seek(Cycles{std::llround(share * static_cast<double>(m_player.score()->length.count()))});
    });
    connect(&m_bottom.charts(), &Charts::sought, this, [this](double time) {
        if (const LayoutRun* run = m_runs.runOf(PaneSide::Left))
            m_player.seek(Cycles{std::llround(time * chartCyclesOf(*run))});
    });
}

bool PlaybackPresenter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Show)
        m_player.setVisible(true);
    else if (event->type() == QEvent::Hide)
        m_player.setVisible(false);
    else if (event->type() == QEvent::WindowStateChange)
        m_player.setVisible(m_window.isVisible() && !m_window.isMinimized());
    return QObject::eventFilter(watched, event);
}

void PlaybackPresenter::showRun(PaneSide side)
{
    if (side == PaneSide::Left) {
        const LayoutRun* run = m_runs.runOf(side);
        m_bottom.timeline().setData(run ? run->timeline : nullptr);
        m_bottom.timeline().setNotice(m_runs.notice());
        m_bottom.charts().setData(run ? run->charts : nullptr);
    }
    showStepMarks();
    updateSpeed();
    showMoment(m_player.time());
}

/// Of the left run, on a track that is as long as the longer of both.
void PlaybackPresenter::showStepMarks()
{
    const LayoutRun* run = m_runs.runOf(PaneSide::Left);
    const PlaybackScore* score = m_player.score();
    std::vector<double> shares;
    if (run && score) {
        for (const Cycles start : run->score->stepStarts)
            shares.push_back(shareOf(start, score->length));
    }
    m_bottom.transport().setMarks(std::move(shares));
}

void PlaybackPresenter::showMoment(Cycles time)
{
    const PlaybackScore* score = m_player.score();
    const LayoutRun* run = m_runs.runOf(PaneSide::Left);
    if (!score || !run) {
        m_bottom.transport().setNotice(m_runs.notice());
        return;
    }
    const PhaseMark& mark = score->markAt(time);
    m_bottom.transport().setMoment({shareOf(time, score->length),
                                    tr("step %1 · %2").arg(mark.step + 1).arg(partText(mark.part)),
                                    durationText(time / score->clock)});
    m_bottom.timeline().setTime(time);
    m_bottom.charts().setTime(static_cast<double>(time.count()) / chartCyclesOf(*run));
}

void PlaybackPresenter::showPlaying()
{
    const bool playing = m_player.isPlaying();
    m_actions.play->setIcon(iconOf(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    m_actions.play->setText(playing ? tr("Pause") : tr("Play"));
    m_actions.play->setToolTip(playing ? tr("Pause (Space)") : tr("Play (Space)"));
}

void PlaybackPresenter::updateSpeed()
{
    const QString speed = QStringLiteral("%1×").arg(numberText(m_player.speed()));
    if (!m_player.score()) {
        m_bottom.transport().setSpeed(speed, tr("Speed of playback"));
        return;
    }
    const QString factor = numberText(m_player.slowdown());
    m_bottom.transport().setSpeed(QStringLiteral("%1  1 : %2").arg(speed, factor),
                                  tr("%1 times slower than the wafer").arg(factor));
}

void PlaybackPresenter::updateActions()
{
    const bool playable = m_player.score() != nullptr;
    for (QAction* action :
         {m_actions.play, m_actions.toStart, m_actions.phaseBack, m_actions.beatBack, m_actions.cycleBack,
          m_actions.cycleForward, m_actions.beatForward, m_actions.phaseForward, m_actions.toEnd})
        action->setEnabled(playable);
}

} // namespace waferscope
