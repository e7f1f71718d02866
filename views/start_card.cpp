#include "views/start_card.h"

#include "views/theme.h"

#include <QPainter>

namespace waferscope {

namespace {

constexpr QSize kSize(264, 116);
constexpr int kRadius = 4;

} // namespace

StartCardButton::StartCardButton(StartCard card, QWidget* parent)
    : QAbstractButton(parent)
    , m_card(std::move(card))
{
    setObjectName(QStringLiteral("card.") + m_card.model);
    setText(m_card.title);
    setAccessibleName(m_card.title);
    setAccessibleDescription(m_card.sentence);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
}

void StartCardButton::setCounts(const QString& counts)
{
    m_card.counts = counts;
    update();
}

QSize StartCardButton::sizeHint() const
{
    return kSize;
}

void StartCardButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool chosen = hasFocus();
    painter.setPen(QPen(chosen || underMouse() ? theme.accent : theme.line, chosen ? 2 : 1));
    painter.setBrush(underMouse() ? blended(theme.accent, 0.06, theme.panel) : theme.panel);
    painter.drawRoundedRect(frame, kRadius, kRadius);

    const QRect inside = rect().adjusted(kSpace4, kSpace3, -kSpace4, -kSpace3);
    painter.setPen(theme.text);
    painter.setFont(interfaceFont(FontSize::Heading));
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop, m_card.title);
    painter.setFont(interfaceFont());
    painter.setPen(theme.muted);
    painter.drawText(inside.adjusted(0, 25, 0, -18), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_card.sentence);
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.text);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom, m_card.counts);
}

void StartCardButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void StartCardButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace waferscope
