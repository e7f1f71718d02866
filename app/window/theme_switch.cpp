#include "app/window/theme_switch.h"

#include "views/theme.h"

#include <QApplication>
#include <QStyleFactory>

namespace waferscope {

ThemeSwitch::ThemeSwitch(QObject* parent)
    : QObject(parent)
    , m_system(themeKindOf(QApplication::palette().color(QPalette::Window)))
    , m_kind(m_system)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(interfaceFont());
}

void ThemeSwitch::apply(ThemeChoice choice)
{
    m_kind =
        choice == ThemeChoice::System ? m_system : (choice == ThemeChoice::Light ? ThemeKind::Light : ThemeKind::Dark);
    const Theme& theme = themeOf(m_kind);
    QApplication::setPalette(paletteOf(theme));
    qApp->setStyleSheet(styleSheetOf(theme));
    Q_EMIT changed(m_kind);
}

} // namespace waferscope
