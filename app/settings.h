#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace waferscope {

enum class ThemeChoice { System, Light, Dark };

/// What the window keeps between runs, in waferscope/waferscope.ini of the configuration folder. In safe mode nothing
/// is read and nothing kept. Values that make no sense are as if they were not there.
class Settings {
public:
    enum class Kind { Kept, Safe };
    explicit Settings(Kind kind);

    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] QByteArray windowState() const;
    void keepWindow(const QByteArray& geometry, const QByteArray& state);
    void forgetWindow();

    [[nodiscard]] ThemeChoice theme() const;
    void keepTheme(ThemeChoice theme);

    [[nodiscard]] QString machine() const;
    void keepMachine(const QString& name);

    [[nodiscard]] QStringList recentFiles() const; ///< that still exist, latest first
    void addRecentFile(const QString& file);

private:
    [[nodiscard]] QVariant value(const QString& key) const;
    void keep(const QString& key, const QVariant& value);

    std::unique_ptr<QSettings> m_store; ///< none in safe mode
};

} // namespace waferscope
