#pragma once

#include <QTest>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace waferscope {

/// How often the event loop of this thread comes round, and how much this thread computes at a stretch in between.
/// Neither is told by a clock on the wall: other programs on the machine change only when something happens, not what.
class TickWatch {
public:
    /// What no stretch of a window that answers comes near, and what the computations that belong on a job go far
    /// beyond.
#ifdef NDEBUG
    static constexpr double kHeldUp = 500.0; ///< ms of the processor
#else
    static constexpr double kHeldUp = 5000.0; ///< with all checks
#endif
    static constexpr int kInterval = 5; ///< ms, at least, from tick to tick

    TickWatch()
    {
        QObject::connect(&m_ticker, &QTimer::timeout, &m_ticker, [this] {
            ++m_ticks;
            const double now = computed();
            m_longest = std::max(m_longest, now - m_last);
            m_last = now;
        });
        m_ticker.start(kInterval);
    }

    [[nodiscard]] int ticks() const
    {
        return m_ticks;
    }
    [[nodiscard]] double longest() const
    {
        return std::max(m_longest, computed() - m_last);
    } ///< ms of the processor

private:
    static double computed()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }

    QTimer m_ticker;
    int m_ticks = 0;
    double m_last = computed();
    double m_longest = 0.0;
};

/// For what must not happen: lets the event loop come round so often, each time after TickWatch::kInterval or later.
/// What another timer of the loop would have done in that many milliseconds has been done then, however slow the
/// machine is.
inline bool waitForTicks(int ticks)
{
    const TickWatch watch;
    return QTest::qWaitFor([&] { return watch.ticks() >= ticks; }, 60000);
}

} // namespace waferscope
