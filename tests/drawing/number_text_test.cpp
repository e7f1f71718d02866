#include "tests/test_class.h"
#include "views/drawing/base/number_text.h"

#include <QLocale>
#include <QTest>

using namespace waferscope;

namespace {

/// Thin spaces as plain ones, to read the expectations.
QString plain(QString text)
{
    return text.replace(QChar(0x202F), QLatin1Char(' '));
}

} // namespace

class NumberTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }

    void digitsComeInThrees()
    {
        QCOMPARE(plain(wholeText(14724)), QStringLiteral("14 724"));
        QCOMPARE(plain(wholeText(-1234567)), QStringLiteral("-1 234 567"));
        QCOMPARE(plain(wholeText(-123)), QStringLiteral("-123"));
        QCOMPARE(plain(wholeText(0)), QStringLiteral("0"));
    }

    void digitsAreAsManyAsAsked()
    {
        QCOMPARE(plain(numberText(0.12345)), QStringLiteral("0.123"));
        QCOMPARE(plain(numberText(12.5)), QStringLiteral("12.5"));
        QCOMPARE(plain(numberText(14724.3)), QStringLiteral("14 724"));
        QCOMPARE(plain(numberText(2.0)), QStringLiteral("2"));
        QCOMPARE(plain(shareText(0.623)), QStringLiteral("62 %"));
        QCOMPARE(plain(shareText(0.0042)), QStringLiteral("0.42 %"));
        QCOMPARE(plain(shareText(1.43)), QStringLiteral("143 %"));
        QCOMPARE(plain(bytesText(44976)), QStringLiteral("43.9 KiB"));
        QCOMPARE(plain(bytesText(512)), QStringLiteral("512 B"));
    }

    void nothingIsSaidOfWhatIsNoNumber() { QCOMPARE(numberText(std::nan("")), QStringLiteral("–")); }

    void theDecimalMarkIsTheUsers()
    {
        QLocale::setDefault(QLocale(QLocale::Spanish));
        QCOMPARE(numberText(12.5), QStringLiteral("12,5"));
    }
};

WAFERSCOPE_TEST(NumberTextTest)
#include "number_text_test.moc"
