#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace waferscope {

/// A running job: what it is, how far, what it has found, and a button that ends it at once. Shows itself after a
/// moment, so that quick jobs do not flicker. Of a job that was ended it offers what it had found.
class JobBar : public QWidget {
    Q_OBJECT
public:
    explicit JobBar(QWidget* parent = nullptr);

public Q_SLOTS:
    void begin(const QString& title);
    void setProgress(double fraction, const QString& phase);
    void setFinding(const QString& finding); ///< what the job has come to so far, in a few words
    void offer(const QString& finding); ///< of a job that was ended, until begin() or end()
    void end();

Q_SIGNALS:
    void cancelWanted();
    void keepWanted();
    void discardWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Stage { Running, Offering };
    void setStage(Stage stage);
    QPushButton* addButton(const QString& text, const QString& name, const QString& toolTip);
    void updateLabel();

    QLabel* m_label;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QPushButton* m_keep;
    QPushButton* m_discard;
    QString m_title;
    QString m_phase;
    QString m_finding;
    int m_timer = 0; ///< of showing; 0 when none runs
};

} // namespace waferscope
