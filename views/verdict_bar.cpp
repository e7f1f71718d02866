#include "views/verdict_bar.h"

#include "views/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>

namespace waferscope {

namespace {

constexpr int kHeight = 36;
constexpr int kRoomyWidth = 1180; ///< from here on the numbers are set large

QColor colourOf(VerdictTone tone, const Theme& theme)
{
    switch (tone) {
    case VerdictTone::Good: return theme.good;
    case VerdictTone::Warning: return theme.warn;
    case VerdictTone::Bad: return theme.bad;
    }
    return theme.text;
}

/// Said by shape too.
QString glyphOf(VerdictTone tone)
{
    switch (tone) {
    case VerdictTone::Good: return QStringLiteral("▲");
    case VerdictTone::Warning: return QStringLiteral("!");
    case VerdictTone::Bad: return QStringLiteral("✕");
    }
    return {};
}

} // namespace

VerdictBar::VerdictBar(QWidget* parent)
    : QWidget(parent)
    , m_show(new QPushButton(tr("Show"), this))
{
    setObjectName(QStringLiteral("verdictBar"));
    setFixedHeight(kHeight);
    m_show->setObjectName(QStringLiteral("verdict.show"));
    m_show->setToolTip(tr("Go to the place that the sentence speaks of"));
    m_show->hide();
    connect(m_show, &QPushButton::clicked, this, &VerdictBar::showWanted);
}

void VerdictBar::setVerdict(const std::optional<Verdict>& verdict)
{
    m_verdict = verdict;
    m_show->setVisible(verdict && verdict->place == VerdictPlace::Known);
    QString spoken;
    if (verdict) {
        for (const VerdictNumber& number : verdict->numbers)
            spoken += number.value + QLatin1Char(' ') + number.label + QStringLiteral(", ");
        spoken += verdict->sentence;
    }
    setAccessibleName(spoken);
    update();
}

QSize VerdictBar::sizeHint() const
{
    return {640, kHeight};
}

int VerdictBar::paintNumber(QPainter& painter, const VerdictNumber& number, int left) const
{
    const Theme& theme = themeOf(*this);
    const int baseline = height() / 2 + 6;
    painter.setFont(interfaceFont(width() >= kRoomyWidth ? FontSize::Verdict : FontSize::Heading));
    painter.setPen(theme.text);
    painter.drawText(left, baseline, number.value);
    left += painter.fontMetrics().horizontalAdvance(number.value) + kSpace1 + 1;
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    painter.drawText(left, baseline, number.label);
    return left + painter.fontMetrics().horizontalAdvance(number.label) + kSpace4;
}

int VerdictBar::paintNumbers(QPainter& painter) const
{
    int left = kSpace3;
    for (const VerdictNumber& number : m_verdict->numbers)
        left = paintNumber(painter, number, left);
    return left;
}

void VerdictBar::paintSentence(QPainter& painter, int left) const
{
    const Theme& theme = themeOf(*this);
    const int right = m_show->isVisible() ? m_show->x() - kSpace2 : width() - kSpace3;
    painter.setFont(interfaceFont());
    painter.setPen(colourOf(m_verdict->tone, theme));
    const QString text = glyphOf(m_verdict->tone) + QStringLiteral("  ") + m_verdict->sentence;
    const QRect place(left, 0, right - left, height());
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
}

void VerdictBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = themeOf(*this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(0, 0, width(), 1, theme.line);
    if (m_verdict)
        paintSentence(painter, paintNumbers(painter));
}

void VerdictBar::resizeEvent(QResizeEvent*)
{
    placeButton();
}

void VerdictBar::placeButton()
{
    const QSize size(m_show->sizeHint().width(), 28);
    m_show->setGeometry(width() - size.width() - kSpace2, (height() - size.height()) / 2, size.width(), size.height());
}

bool VerdictBar::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_verdict) { // the line may be too short for the sentence
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), m_verdict->sentence, this);
        return true;
    }
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        placeButton();
    return QWidget::event(event);
}

} // namespace waferscope
