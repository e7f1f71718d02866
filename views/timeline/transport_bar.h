#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace waferscope {

class ScrubBar;

/// What the transport line says of a moment. A plain value.
struct TransportMoment {
    double share = 0.0; ///< of the run
    QString place; ///< "step 1 · forward"
    QString time; ///< "812 µs"
};

/// Play, step, scrub. Knows no clock: it shows what it is told and says what is wanted.
class TransportBar : public QWidget {
    Q_OBJECT
public:
    /// `left` before the track, `right` behind the time; both become buttons in this order.
    TransportBar(const std::vector<QAction*>& left, const std::vector<QAction*>& speeds,
                 const std::vector<QAction*>& right, QWidget* parent = nullptr);

    void setMoment(const TransportMoment& moment);
    void setMarks(std::vector<double> stepStarts);
    void setSpeed(const QString& text, const QString& explanation);
    /// Nothing to play: why.
    void setNotice(const QString& notice);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void scrubbed(double share);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addButtons(QHBoxLayout& row, const std::vector<QAction*>& actions);

    ScrubBar* m_scrub;
    QToolButton* m_speed;
    QLabel* m_place;
    QLabel* m_time;
};

} // namespace waferscope
