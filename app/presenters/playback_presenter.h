#pragma once

#include "app/jobs/run_controller.h"

#include <QObject>

class QWidget;

namespace waferscope {

class BottomPanel;
class WindowActions;

/// The run in time: play, step and scrub; transport line, timeline and charts of the left run. Nothing plays while the
/// window is not seen.
class PlaybackPresenter : public QObject {
    Q_OBJECT
public:
    PlaybackPresenter(QWidget& window, BottomPanel& bottom, const WindowActions& actions, RunController& runs);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< of the window: whether it is seen

private:
    void connectActions();
    void connectSteps();
    void connectPanel();
    void showRun(PaneSide side);
    void showStepMarks();
    void showMoment(Cycles time);
    void showPlaying();
    void updateSpeed();
    void updateActions();

    QWidget& m_window;
    BottomPanel& m_bottom;
    const WindowActions& m_actions;
    RunController& m_runs;
    Player& m_player; ///< the runs'
};

} // namespace waferscope
