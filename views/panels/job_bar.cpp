#include "views/panels/job_bar.h"

#include "views/base/theme.h"
#include "views/drawing/base/shown_text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimerEvent>

namespace waferscope {

namespace {

constexpr int kShowAfter = 250; // ms
constexpr int kSteps = 1000;

} // namespace

JobBar::JobBar(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("jobBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kSpace3, kSpace1, kSpace2, kSpace1);
    row->setSpacing(kSpace3);
    row->addWidget(m_label);
    row->addWidget(m_progress, 1);
    m_cancel =
        addButton(tr("Cancel"), QStringLiteral("job.cancel"), tr("End this job at once; what is open stays as it is"));
    m_keep = addButton(tr("Keep the best so far"), QStringLiteral("job.keep"),
                       tr("Take what the job had found when it was ended"));
    m_discard = addButton(tr("Discard"), QStringLiteral("job.discard"), tr("What is open stays as it is"));
    row->addWidget(m_cancel);
    row->addWidget(m_keep);
    row->addWidget(m_discard);
    m_label->setObjectName(QStringLiteral("job.label"));
    m_label->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(QStringLiteral("job.progress"));
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    connect(m_cancel, &QPushButton::clicked, this, &JobBar::cancelWanted);
    connect(m_keep, &QPushButton::clicked, this, &JobBar::keepWanted);
    connect(m_discard, &QPushButton::clicked, this, &JobBar::discardWanted);
    setStage(Stage::Running);
    hide();
}

QPushButton* JobBar::addButton(const QString& text, const QString& name, const QString& toolTip)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return button;
}

void JobBar::setStage(Stage stage)
{
    m_progress->setVisible(stage == Stage::Running);
    m_cancel->setVisible(stage == Stage::Running);
    m_keep->setVisible(stage == Stage::Offering);
    m_discard->setVisible(stage == Stage::Offering);
}

void JobBar::begin(const QString& title)
{
    m_title = title;
    m_phase.clear();
    m_finding.clear();
    setStage(Stage::Running);
    updateLabel();
    m_progress->setRange(0, 0); // of unknown length until it says otherwise
    if (!isVisible() && m_timer == 0)
        m_timer = startTimer(kShowAfter);
}

void JobBar::setProgress(double fraction, const QString& phase)
{
    m_progress->setRange(0, kSteps);
    m_progress->setValue(static_cast<int>(fraction * kSteps));
    m_phase = phase;
    updateLabel();
}

void JobBar::setFinding(const QString& finding)
{
    m_finding = finding;
    updateLabel();
}

/// "Opening resnet50: Placing · 12,345 samples/s so far".
void JobBar::updateLabel()
{
    QString text = m_phase.isEmpty() ? m_title : QStringLiteral("%1: %2").arg(m_title, m_phase);
    if (!m_finding.isEmpty())
        text += QStringLiteral(" · ") + m_finding;
    m_label->setText(shownText(text));
}

void JobBar::offer(const QString& finding)
{
    m_phase = tr("stopped");
    m_finding = finding;
    setStage(Stage::Offering);
    updateLabel();
    show();
    m_keep->setFocus();
}

/// Escape gives up what is offered.
void JobBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_discard->isVisible())
        Q_EMIT discardWanted();
    else
        QWidget::keyPressEvent(event);
}

void JobBar::end()
{
    if (m_timer != 0)
        killTimer(m_timer);
    m_timer = 0;
    hide();
}

void JobBar::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer)
        return;
    killTimer(m_timer);
    m_timer = 0;
    show();
}

void JobBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(0, height() - 1, width(), 1, theme.line);
}

} // namespace waferscope
