#include "views/timeline/scrub_bar.h"

#include "views/base/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace waferscope {

namespace {

constexpr double kHandle = 6.0; // radius
constexpr double kTrack = 4.0;

} // namespace

ScrubBar::ScrubBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("scrubBar"));
    setAccessibleName(tr("Time of the run"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void ScrubBar::setPosition(double share)
{
    m_position = std::clamp(share, 0.0, 1.0);
    update();
}

void ScrubBar::setMarks(std::vector<double> shares)
{
    m_marks = std::move(shares);
    update();
}

QRectF ScrubBar::track() const
{
    return {kHandle, (height() - kTrack) / 2.0, std::max(1.0, width() - 2 * kHandle), kTrack};
}

void ScrubBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF all = track();
    painter.setBrush(theme.line);
    painter.drawRoundedRect(all, 2, 2);
    if (!isEnabled())
        return;
    QRectF played = all;
    played.setWidth(all.width() * m_position);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(played, 2, 2);
    for (const double mark : m_marks)
        painter.fillRect(QRectF(all.left() + mark * all.width(), all.top() - 4, 1, kTrack + 8), theme.muted);
    painter.drawEllipse(QPointF(played.right(), all.center().y()), kHandle, kHandle);
}

void ScrubBar::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        scrubTo(event->position().x());
}

void ScrubBar::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        scrubTo(event->position().x());
}

void ScrubBar::scrubTo(double x)
{
    const QRectF all = track();
    Q_EMIT scrubbed(std::clamp((x - all.left()) / all.width(), 0.0, 1.0));
}

} // namespace waferscope
