#pragma once

#include "app/jobs/job_runner.h"
#include "app/jobs/playback_score.h"
#include "core/run/field.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// What one moment of a run looks like, a field for every view that shows one.
struct Frame {
    Cycles time;
    std::vector<std::shared_ptr<const Field>> fields; ///< null where a view shows none
};

/// Where playback is and how it moves, in whole cycles. While the window draws one frame the next is evaluated on a
/// worker; no timer runs while paused or hidden. Window's thread only.
class Player : public QObject {
    Q_OBJECT
public:
    /// Evaluates a frame; runs on a worker, so it must hold snapshots only.
    using FrameMaker = std::function<Frame(Cycles)>;
    /// Asked on the window's thread before every frame: what is shown now, at which resolution.
    using Preparer = std::function<FrameMaker()>;

    explicit Player(Preparer prepare, QObject* parent = nullptr);

    /// Another run, from its start; none: nothing to play.
    void setScore(std::shared_ptr<const PlaybackScore> score);
    /// More of the same run is known: goes on where it is, playing or not. There is a score.
    void extendScore(std::shared_ptr<const PlaybackScore> score);
    [[nodiscard]] const PlaybackScore* score() const { return m_score.get(); }

    [[nodiscard]] Cycles time() const { return m_time; }
    [[nodiscard]] bool isPlaying() const { return m_playing; }
    [[nodiscard]] double speed() const { return m_speed; }
    /// How many times slower than the wafer: 575 for "1 : 575".
    [[nodiscard]] double slowdown() const;

    void setSpeed(double speed); ///< 1 plays one step in 10 s
    void setVisible(bool visible);

public Q_SLOTS:
    void play(); ///< from the start when at the end
    void pause();
    void toggle();
    void seek(waferscope::Cycles time);
    void step(waferscope::Stride stride, waferscope::Heading heading);
    void refresh(); ///< the view changed: the same moment once more

Q_SIGNALS:
    void scoreChanged();
    void playingChanged(bool playing);
    void timeChanged(waferscope::Cycles time);
    void frameReady(const waferscope::Frame& frame);

private:
    void request(Cycles time);
    void receive(const Frame& frame);
    void show(const Frame& frame);
    void tick();
    void updateTimer();
    [[nodiscard]] Cycles timeOfNextTick() const;

    Preparer m_prepare;
    std::shared_ptr<const PlaybackScore> m_score;
    Cycles m_time;
    double m_speed = 1.0;
    bool m_playing = false;
    bool m_visible = true;
    QTimer m_timer;
    QElapsedTimer m_clock; ///< since playback began at m_origin
    Cycles m_origin;
    std::optional<Cycles> m_wanted; ///< asked for while another frame was under way
    std::optional<Frame> m_next; ///< evaluated ahead, to be shown at the next tick
    JobRunner m_frames; ///< last member: joined before the others go
};

} // namespace waferscope
