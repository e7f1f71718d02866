#include "views/timeline/transport_bar.h"

#include "views/base/theme.h"
#include "views/timeline/scrub_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace waferscope {

namespace {

constexpr int kHeight = 36;

} // namespace

TransportBar::TransportBar(const std::vector<QAction*>& left, const std::vector<QAction*>& speeds,
                           const std::vector<QAction*>& right, QWidget* parent)
    : QWidget(parent)
    , m_scrub(new ScrubBar(this))
    , m_speed(new QToolButton(this))
    , m_place(new QLabel(this))
    , m_time(new QLabel(this))
{
    setObjectName(QStringLiteral("transportBar"));
    setFixedHeight(kHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kSpace2, 0, kSpace2, 0);
    row->setSpacing(2);
    addButtons(*row, left);
    auto* menu = new QMenu(m_speed);
    for (QAction* speed : speeds)
        menu->addAction(speed);
    m_speed->setObjectName(QStringLiteral("transport.speed"));
    m_speed->setMenu(menu);
    m_speed->setPopupMode(QToolButton::InstantPopup);
    row->addWidget(m_speed);
    row->addSpacing(kSpace3);
    m_place->setObjectName(QStringLiteral("transport.place"));
    m_place->setTextFormat(Qt::PlainText);
    m_place->setMinimumWidth(192);
    row->addWidget(m_place);
    row->addWidget(m_scrub, 1);
    m_time->setObjectName(QStringLiteral("transport.time"));
    m_time->setMinimumWidth(92);
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_time);
    row->addSpacing(kSpace3);
    addButtons(*row, right);
    connect(m_scrub, &ScrubBar::scrubbed, this, &TransportBar::scrubbed);
}

void TransportBar::addButtons(QHBoxLayout& row, const std::vector<QAction*>& actions)
{
    for (QAction* action : actions) {
        auto* button = new QToolButton(this);
        button->setObjectName(QStringLiteral("transport.") + action->objectName());
        button->setDefaultAction(action);
        button->setIconSize({20, 20});
        button->setFixedSize(28, 28);
        button->setFocusPolicy(Qt::TabFocus);
        row.addWidget(button);
    }
}

void TransportBar::setMoment(const TransportMoment& moment)
{
    m_scrub->setEnabled(true);
    m_scrub->setPosition(moment.share);
    m_place->setText(moment.place);
    m_time->setText(moment.time);
}

void TransportBar::setMarks(std::vector<double> stepStarts)
{
    m_scrub->setMarks(std::move(stepStarts));
}

void TransportBar::setSpeed(const QString& text, const QString& explanation)
{
    m_speed->setText(text);
    m_speed->setToolTip(explanation);
}

void TransportBar::setNotice(const QString& notice)
{
    m_scrub->setEnabled(false);
    m_scrub->setPosition(0.0);
    m_scrub->setMarks({});
    m_place->setText(notice);
    m_time->clear();
}

QSize TransportBar::sizeHint() const
{
    return {640, kHeight};
}

void TransportBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.window);
    painter.fillRect(0, 0, width(), 1, theme.line);
}

} // namespace waferscope
