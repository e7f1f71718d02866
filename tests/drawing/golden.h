#pragma once

#include "tests/drawing/picture_difference.h"

#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QImage>
#include <QLocale>
#include <QTest>

/// Golden pictures: what is drawn is compared with a picture in tests/golden that somebody has accepted.
namespace waferscope::golden {

/// Names and numbers as in the accepted pictures; false where their font is missing.
inline bool setUp()
{
    QLocale::setDefault(QLocale::c());
    if (!QFontDatabase::families().contains(QStringLiteral("DejaVu Sans")))
        return false;
    QGuiApplication::setFont(QFont(QStringLiteral("DejaVu Sans")));
    return true;
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
    const PictureDifference difference = differenceOf(accepted, drawn);
    QVERIFY2(difference.isNoise(),
             qPrintable(difference.sentence() + QStringLiteral(": look at ") + written.filePath(name)));
}

} // namespace waferscope::golden
