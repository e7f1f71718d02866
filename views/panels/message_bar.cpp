#include "views/panels/message_bar.h"

#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/drawing/base/shown_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace waferscope {

namespace {

QColor colourOf(MessageKind kind, const Theme& theme)
{
    switch (kind) {
    case MessageKind::Note: return theme.accent;
    case MessageKind::Warning: return theme.warn;
    case MessageKind::Error: return theme.bad;
    }
    return theme.text;
}

QString glyphOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Note: return QStringLiteral("i");
    case MessageKind::Warning: return QStringLiteral("!");
    case MessageKind::Error: return QStringLiteral("✕");
    }
    return {};
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_glyph(new QLabel(this))
    , m_label(new QLabel(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kSpace3, kSpace1, kSpace2, kSpace1);
    row->setSpacing(kSpace2);
    row->addWidget(m_glyph);
    row->addWidget(m_label, 1);
    row->addWidget(m_close);
    m_label->setObjectName(QStringLiteral("message.text"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a name without blanks makes no window wider
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setObjectName(QStringLiteral("message.close"));
    m_close->setIcon(iconOf(QStringLiteral("close")));
    m_close->setToolTip(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::closeMessage);
    hide();
}

void MessageBar::showMessage(MessageKind kind, const QString& sentence)
{
    m_kind = kind;
    m_sentence = shownText(sentence);
    m_label->setText(m_sentence);
    setAccessibleName(m_sentence);
    updateGlyph();
    show();
    update();
}

void MessageBar::closeMessage()
{
    m_sentence.clear();
    hide();
}

void MessageBar::updateGlyph()
{
    m_glyph->setText(
        QStringLiteral("<b style='color:%1'>%2</b>").arg(colourOf(m_kind, themeOf(*this)).name(), glyphOf(m_kind)));
}

void MessageBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateGlyph();
}

void MessageBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), blended(colourOf(m_kind, theme), 0.10, theme.panel));
    painter.fillRect(0, 0, 3, height(), colourOf(m_kind, theme));
}

} // namespace waferscope
