#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace waferscope {

/// A running job: what it is, how far, what it has found, and a button that ends it at once. Shows itself after a
/// moment, so that quick jobs do not flicker.
class JobBar : public QWidget {
    Q_OBJECT
public:
    explicit JobBar(QWidget* parent = nullptr);

public Q_SLOTS:
    void begin(const QString& title);
    void setProgress(double fraction, const QString& phase);
    void setFinding(const QString& finding); ///< what the job has come to so far, in a few words
    void end();

Q_SIGNALS:
    void cancelWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void updateLabel();

    QLabel* m_label;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QString m_title;
    QString m_phase;
    QString m_finding;
    int m_timer = 0; ///< of showing; 0 when none runs
};

} // namespace waferscope
