#include "views/drawing/base/text_style.h"

#include <QFontMetricsF>
#include <QGuiApplication>

#include <cmath>

namespace waferscope {

namespace {

constexpr double kPaddingAcross = 6.0;
constexpr double kPaddingDown = 2.0;
constexpr int kPanelOpacity = 236; ///< of 255

bool digitsHaveOneAdvance(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double advance = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit)
        if (std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - advance) > 0.01)
            return false;
    return true;
}

int pixelsOf(TextSize size)
{
    switch (size) {
    case TextSize::Label: return 11;
    case TextSize::Base: return 13;
    case TextSize::Verdict: return 18;
    }
    return 13;
}

} // namespace

QFont pictureFont(TextSize size, TextWeight weight)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixelsOf(size));
    if (!digitsHaveOneAdvance(font))
        font.setFamilies({QStringLiteral("DejaVu Sans")});
    if (weight == TextWeight::Strong)
        font.setWeight(QFont::DemiBold);
    return font;
}

QSizeF tagSize(const QString& text, const QFont& font)
{
    const QFontMetricsF metrics(font);
    return {std::ceil(metrics.horizontalAdvance(text)) + 2 * kPaddingAcross,
            std::ceil(metrics.height()) + 2 * kPaddingDown};
}

void paintPanel(QPainter& painter, const QRectF& box, const Theme& theme)
{
    QColor panel = theme.panel;
    panel.setAlpha(kPanelOpacity);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(panel);
    painter.drawRoundedRect(box, kRadius, kRadius);
    painter.restore();
}

void paintTag(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const Theme& theme)
{
    paintPanel(painter, box, theme);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

double crisp(double logical, double pixelRatio)
{
    return std::round(logical * pixelRatio) / pixelRatio;
}

QRectF crisp(const QRectF& logical, double pixelRatio)
{
    return {QPointF(crisp(logical.left(), pixelRatio), crisp(logical.top(), pixelRatio)),
            QPointF(crisp(logical.right(), pixelRatio), crisp(logical.bottom(), pixelRatio))};
}

} // namespace waferscope
