#include "app/jobs/player.h"

#include "core/base/check.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kSecondsOfStep = 10.0; ///< at speed 1
constexpr auto kFrameInterval = std::chrono::milliseconds{16};

} // namespace

Player::Player(Preparer prepare, QObject* parent)
    : QObject(parent)
    , m_prepare(std::move(prepare))
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kFrameInterval);
    connect(&m_timer, &QTimer::timeout, this, &Player::tick);
}

void Player::setScore(std::shared_ptr<const PlaybackScore> score)
{
    pause();
    m_frames.abandon();
    m_wanted.reset();
    m_next.reset();
    m_score = std::move(score);
    m_time = Cycles{0};
    Q_EMIT scoreChanged();
    Q_EMIT timeChanged(m_time);
    refresh();
}

void Player::extendScore(std::shared_ptr<const PlaybackScore> score)
{
    WAFERSCOPE_CHECK(m_score && score);
    m_score = std::move(score);
    m_time = std::min(m_time, m_score->length);
    m_next.reset();
    Q_EMIT scoreChanged();
    Q_EMIT timeChanged(m_time);
    if (m_playing && m_visible)
        request(timeOfNextTick());
    else
        refresh();
}

double Player::slowdown() const
{
    if (!m_score || m_score->clock.count() <= 0.0)
        return 1.0;
    return kSecondsOfStep / m_speed / (m_score->step / m_score->clock).count();
}

void Player::setSpeed(double speed)
{
    m_speed = speed;
    m_origin = m_time;
    m_clock.restart();
}

void Player::setVisible(bool visible)
{
    m_visible = visible;
    updateTimer();
}

void Player::play()
{
    if (!m_score || m_playing)
        return;
    if (m_time >= m_score->length)
        m_time = Cycles{0};
    m_playing = true;
    updateTimer();
    Q_EMIT playingChanged(true);
}

void Player::pause()
{
    if (!m_playing)
        return;
    m_playing = false;
    m_next.reset();
    updateTimer();
    Q_EMIT playingChanged(false);
}

void Player::toggle()
{
    if (m_playing)
        pause();
    else
        play();
}

void Player::seek(Cycles time)
{
    if (!m_score)
        return;
    m_time = std::clamp(time, Cycles{0}, m_score->length);
    m_origin = m_time;
    m_clock.restart();
    m_next.reset();
    Q_EMIT timeChanged(m_time);
    request(m_time);
}

void Player::step(Stride stride, Heading heading)
{
    if (!m_score)
        return;
    pause();
    seek(m_score->neighbourOf(m_time, stride, heading));
}

void Player::refresh()
{
    if (m_score && !m_playing)
        request(m_time);
}

void Player::request(Cycles time)
{
    if (m_frames.isRunning()) {
        m_wanted = time;
        return;
    }
    const FrameMaker make = m_prepare();
    if (!make)
        return;
    m_frames.start([make, time](const JobControl&) { return Result<Frame>(make(time)); },
                   [this](const Result<Frame>& frame) {
                       if (frame.ok())
                           receive(frame.value());
                   });
}

/// A frame of another moment than wanted is shown only while scrubbing, where a late picture is better than none.
void Player::receive(const Frame& frame)
{
    if (m_wanted) {
        request(*std::exchange(m_wanted, std::nullopt));
        if (!m_playing)
            show(frame);
    } else if (m_playing && m_visible) {
        m_next = frame;
    } else if (frame.time == m_time) {
        show(frame);
    } else {
        request(m_time);
    }
}

void Player::show(const Frame& frame)
{
    if (m_playing && frame.time != m_time) {
        m_time = frame.time;
        Q_EMIT timeChanged(m_time);
    }
    Q_EMIT frameReady(frame);
}

/// Shows what was evaluated ahead and has the next evaluated while the window draws.
void Player::tick()
{
    if (!m_next)
        return;
    const Frame frame = *std::exchange(m_next, std::nullopt);
    if (frame.time >= m_score->length) {
        show(frame);
        pause();
        return;
    }
    request(timeOfNextTick());
    show(frame);
}

void Player::updateTimer()
{
    if (m_playing && m_visible && !m_timer.isActive()) {
        m_origin = m_time;
        m_clock.restart();
        m_timer.start();
        request(timeOfNextTick());
    } else if (!(m_playing && m_visible)) {
        m_timer.stop();
    }
}

Cycles Player::timeOfNextTick() const
{
    const double cyclesPerSecond = static_cast<double>(m_score->step.count()) / kSecondsOfStep * m_speed;
    const double seconds = static_cast<double>(m_clock.elapsed() + kFrameInterval.count()) / 1000.0;
    const Cycles wanted = m_origin + Cycles{std::llround(cyclesPerSecond * seconds)};
    return std::min(std::max(wanted, m_time), m_score->length);
}

} // namespace waferscope
