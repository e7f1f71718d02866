#include "app/settings.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kMostRecent = 8;
constexpr int kStateVersion = 1; ///< a state of another version is not read

QString versioned(const char* key)
{
    return QStringLiteral("window%1/%2").arg(kStateVersion).arg(QLatin1String(key));
}

} // namespace

Settings::Settings(Kind kind)
{
    if (kind == Kind::Safe)
        return;
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    m_store = std::make_unique<QSettings>(folder + QStringLiteral("/waferscope/waferscope.ini"), QSettings::IniFormat);
}

QVariant Settings::value(const QString& key) const
{
    return m_store ? m_store->value(key) : QVariant();
}

void Settings::keep(const QString& key, const QVariant& value)
{
    if (m_store)
        m_store->setValue(key, value);
}

QByteArray Settings::geometry() const
{
    return value(versioned("geometry")).toByteArray();
}

QByteArray Settings::windowState() const
{
    return value(versioned("state")).toByteArray();
}

void Settings::keepWindow(const QByteArray& geometry, const QByteArray& state)
{
    keep(versioned("geometry"), geometry);
    keep(versioned("state"), state);
}

void Settings::forgetWindow()
{
    if (m_store)
        m_store->remove(QStringLiteral("window%1").arg(kStateVersion));
}

ThemeChoice Settings::theme() const
{
    const QString name = value(QStringLiteral("theme")).toString();
    if (name == QLatin1String("light"))
        return ThemeChoice::Light;
    return name == QLatin1String("dark") ? ThemeChoice::Dark : ThemeChoice::System;
}

void Settings::keepTheme(ThemeChoice theme)
{
    static const char* const kNames[] = {"system", "light", "dark"};
    keep(QStringLiteral("theme"), QLatin1String(kNames[static_cast<int>(theme)]));
}

QString Settings::machine() const
{
    return value(QStringLiteral("machine")).toString();
}

void Settings::keepMachine(const QString& name)
{
    keep(QStringLiteral("machine"), name);
}

QStringList Settings::recentFiles() const
{
    QStringList files = value(QStringLiteral("recent")).toStringList().mid(0, kMostRecent);
    files.erase(
        std::remove_if(files.begin(), files.end(), [](const QString& file) { return !QFileInfo::exists(file); }),
        files.end());
    return files;
}

void Settings::addRecentFile(const QString& file)
{
    QStringList files = value(QStringLiteral("recent")).toStringList();
    const QString whole = QFileInfo(file).absoluteFilePath();
    files.removeAll(whole);
    files.prepend(whole);
    keep(QStringLiteral("recent"), files.mid(0, kMostRecent));
}

} // namespace waferscope
