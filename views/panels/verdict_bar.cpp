#include "views/panels/verdict_bar.h"

#include "views/base/theme.h"
#include "views/base/tool_tip.h"

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
    , m_apply(new QPushButton(tr("Apply"), this))
{
    setObjectName(QStringLiteral("verdictBar"));
    setFixedHeight(kHeight);
    m_show->setObjectName(QStringLiteral("verdict.show"));
    m_show->setToolTip(tr("Go to the place that the sentence speaks of"));
    m_show->hide();
    connect(m_show, &QPushButton::clicked, this, &VerdictBar::showWanted);
    m_apply->setObjectName(QStringLiteral("verdict.apply"));
    m_apply->hide();
    connect(m_apply, &QPushButton::clicked, this, &VerdictBar::applyWanted);
}

void VerdictBar::setVerdict(const std::optional<Verdict>& verdict)
{
    m_verdict = verdict;
    m_show->setVisible(verdict && verdict->place == VerdictPlace::Known);
    placeButtons();
    speak();
    update();
}

void VerdictBar::setAdvice(const QString& sentence, const QString& promise)
{
    m_advice = sentence;
    m_apply->setVisible(!promise.isEmpty());
    m_apply->setToolTip(asToolTip(sentence + QLatin1Char('\n') + promise));
    m_apply->setAccessibleDescription(sentence + QLatin1Char(' ') + promise);
    placeButtons();
    speak();
    update();
}

void VerdictBar::speak()
{
    QString spoken;
    if (m_verdict)
        for (const VerdictNumber& number : m_verdict->numbers)
            spoken += number.value + QLatin1Char(' ') + number.label + QStringLiteral(", ");
    setAccessibleName(spoken + sentences());
}

QString VerdictBar::sentences() const
{
    if (!m_verdict)
        return {};
    return m_advice.isEmpty() ? m_verdict->sentence : m_verdict->sentence + QLatin1Char(' ') + m_advice;
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
    int right = width() - kSpace3;
    for (const QPushButton* button : {m_apply, m_show})
        right = button->isHidden() ? right : button->x() - kSpace2;
    painter.setFont(interfaceFont());
    if (!m_advice.isEmpty()) { // what helps is read before what is wrong
        const QRect place(left, 0, right - left, height());
        const QString text = painter.fontMetrics().elidedText(m_advice, Qt::ElideRight, place.width());
        painter.setPen(theme.text);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, text);
        right -= painter.fontMetrics().horizontalAdvance(text) + kSpace3;
    }
    if (right <= left)
        return;
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
    placeButtons();
}

/// From the right: Apply, which the advice stands before, then Show.
void VerdictBar::placeButtons()
{
    int right = width() - kSpace2;
    for (QPushButton* button : {m_apply, m_show}) {
        if (button->isHidden())
            continue;
        const QSize size(button->sizeHint().width(), 28);
        button->setGeometry(right - size.width(), (height() - size.height()) / 2, size.width(), size.height());
        right -= size.width() + kSpace2;
    }
}

bool VerdictBar::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_verdict) { // the line may be too short for the sentence
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), asToolTip(sentences()), this);
        return true;
    }
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        placeButtons();
    return QWidget::event(event);
}

} // namespace waferscope
