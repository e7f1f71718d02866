#include "views/base/theme.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QWidget>

namespace waferscope {

namespace {

/// Columns of numbers only line up when every digit is as wide as the next.
bool hasTabularFigures(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const qreal zero = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
        if (!qFuzzyCompare(metrics.horizontalAdvance(QLatin1Char(digit)), zero))
            return false;
    }
    return true;
}

QString chosenFamily()
{
    QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    system.setPixelSize(64); // rounding hides differences at small sizes
    return hasTabularFigures(system) ? system.family() : QStringLiteral("DejaVu Sans");
}

} // namespace

const Theme& themeOf(const QWidget& widget)
{
    return themeOf(themeKindOf(widget.palette().color(QPalette::Window)));
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette(theme.text, theme.window);
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.panel);
    palette.setColor(QPalette::AlternateBase, theme.sunken);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.panel);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::ToolTipBase, theme.panel);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, textOn(theme.accent));
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.line);
    const QColor faint = blended(theme.muted, 0.6, theme.window);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

QFont interfaceFont(FontSize size)
{
    static const QString family = chosenFamily();
    QFont font(family);
    font.setPixelSize(static_cast<int>(size));
    return font;
}

} // namespace waferscope
