#pragma once

#include <QColor>
#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QImage>
#include <QLocale>
#include <QTest>

#include <algorithm>
#include <cstdlib>

/// Golden pictures: what is drawn is compared with a picture in tests/golden that somebody has accepted.
namespace waferscope::golden {

inline constexpr int kSameChannel = 24; ///< of 255: other versions of FreeType and Mesa round otherwise
inline constexpr double kDifferingShare = 0.01; ///< of the pixels

/// Names and numbers as in the accepted pictures; false where their font is missing.
inline bool setUp()
{
    QLocale::setDefault(QLocale::c());
    if (!QFontDatabase::families().contains(QStringLiteral("DejaVu Sans")))
        return false;
    QGuiApplication::setFont(QFont(QStringLiteral("DejaVu Sans")));
    return true;
}

inline double differingShare(const QImage& one, const QImage& other)
{
    int differing = 0;
    for (int y = 0; y < one.height(); ++y)
        for (int x = 0; x < one.width(); ++x) {
            const QColor first = one.pixelColor(x, y);
            const QColor second = other.pixelColor(x, y);
            const int most = std::max({std::abs(first.red() - second.red()), std::abs(first.green() - second.green()),
                                       std::abs(first.blue() - second.blue())});
            differing += most > kSameChannel ? 1 : 0;
        }
    return double(differing) / double(one.width() * one.height());
}

/// Writes what is drawn into the build folder and compares it with what was accepted under the same name.
inline void compare(const QImage& drawn, const QString& name)
{
    const QDir written(QStringLiteral(WAFERSCOPE_BINARY_DIR "/golden"));
    QVERIFY(QDir().mkpath(written.path()));
    QVERIFY(drawn.save(written.filePath(name)));
    const QImage accepted(QStringLiteral(WAFERSCOPE_SOURCE_DIR "/tests/golden/") + name);
    QVERIFY2(!accepted.isNull(), qPrintable("No golden picture: look at " + written.filePath(name)));
    QCOMPARE(drawn.size(), accepted.size());
    const double share = differingShare(drawn, accepted);
    QVERIFY2(share <= kDifferingShare,
             qPrintable(QStringLiteral("%1 of the pixels differ: look at %2").arg(share).arg(written.filePath(name))));
}

} // namespace waferscope::golden
