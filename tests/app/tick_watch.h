#pragma once

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <algorithm>

namespace waferscope {

/// The longest time that the event loop did not come round. Made before the work: it knows how long an idle loop is
/// held up by whatever else the machine does.
class TickWatch {
public:
    TickWatch()
    {
        QObject::connect(&m_ticker, &QTimer::timeout, &m_ticker, [this] {
            m_longest = std::max(m_longest, m_clock.elapsed() - m_last);
            m_last = m_clock.elapsed();
        });
        m_clock.start();
        m_ticker.start(5);
        QTest::qWait(300);
        m_idle = m_longest;
        m_longest = 0;
    }

    [[nodiscard]] qint64 longest() const { return m_longest; } ///< ms
    [[nodiscard]] qint64 idle() const { return m_idle; } ///< ms, without work

private:
    QTimer m_ticker;
    QElapsedTimer m_clock;
    qint64 m_last = 0;
    qint64 m_longest = 0;
    qint64 m_idle = 0;
};

} // namespace waferscope
