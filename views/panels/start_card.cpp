#include "views/panels/start_card.h"

#include "views/base/theme.h"

#include <QPainter>

namespace waferscope {

namespace {

constexpr QSize kSize(320, 124);
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

void StartCardButton::setCard(StartCard card)
{
    m_card = std::move(card);
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

    const double side = height() - 2 * kSpace3;
    paintThumbnail(painter, QRectF(kSpace3, kSpace3, side, side));
    paintWords(painter, rect().adjusted(height() + kSpace1, kSpace3, -kSpace3, -kSpace3));
}

void StartCardButton::paintThumbnail(QPainter& painter, const QRectF& square) const
{
    const Theme& theme = themeOf(*this);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.fillRect(square, theme.sunken);
    for (const CardRegion& region : m_card.regions) {
        const QRectF& share = region.place;
        const QRectF place(square.left() + share.left() * square.width(), square.top() + share.top() * square.height(),
                           share.width() * square.width(), share.height() * square.height());
        painter.fillRect(place, blended(colourOf(region.kind), 0.85, theme.panel));
        painter.setPen(QPen(theme.sunken, 1));
        painter.drawRect(place);
    }
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    if (m_card.regions.empty())
        painter.drawText(square.adjusted(kSpace1, 0, -kSpace1, 0), Qt::AlignCenter | Qt::TextWordWrap, m_card.remark);
}

void StartCardButton::paintWords(QPainter& painter, const QRect& place) const
{
    const Theme& theme = themeOf(*this);
    painter.setPen(theme.text);
    painter.setFont(interfaceFont(FontSize::Heading));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop, m_card.title);
    painter.setFont(interfaceFont());
    painter.setPen(theme.muted);
    painter.drawText(place.adjusted(0, 24, 0, -16), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_card.sentence);
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignBottom, m_card.counts);
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
