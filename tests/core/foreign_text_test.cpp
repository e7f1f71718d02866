#include "core/base/file_name.h"
#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Texts of foreign origin: what is UTF-8, what is shown, how wide it is, and which names files get from them.
class ForeignTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreJudgedAsUnicodeDoes_data();
    void bytesAreJudgedAsUnicodeDoes();
    void qtJudgesTheSame();
    void whatActsIsShownAsItsNumber_data();
    void whatActsIsShownAsItsNumber();
    void whatIsShownIsSeen();
    void columnsAreThoseOfATerminal_data();
    void columnsAreThoseOfATerminal();
    void aShortenedTextKeepsBothEnds();
    void aShortenedTextKeepsWithinItsColumns();
    void filesAreNamedByLettersOfAnyScript_data();
    void filesAreNamedByLettersOfAnyScript();
};

void ForeignTextTest::bytesAreJudgedAsUnicodeDoes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("valid");
    const QByteArray mark = "\xEF\xBF\xBD";
    const auto row = [](const char* title, const QByteArray& bytes, const QByteArray& valid) {
        QTest::newRow(title) << bytes << valid;
    };
    row("letters of one to four bytes", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
        "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    row("Latin-1", "caf\xE9 x", "caf" + mark + " x");
    row("Latin-1 before a letter that cannot follow", "\xE9t\xE9", mark + "t" + mark);
    row("overlong slash", "\xC0\xAF", mark + mark);
    row("overlong of three bytes", "\xE0\x80\xAF", mark + mark + mark);
    row("surrogate", "\xED\xA0\x80", mark + mark + mark);
    row("past U+10FFFF", "\xF4\x90\x80\x80", mark + mark + mark + mark);
    row("cut after three of four", "x\xF0\x9F\x98", "x" + mark); // one mark for the longest beginning
    row("cut within", "\xE2\x82y\xC3", mark + "y" + mark);
    row("continuation alone", "\x80", mark);
    row("no first byte", "\xFE\xFF", mark + mark);
}

void ForeignTextTest::bytesAreJudgedAsUnicodeDoes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, valid);
    QCOMPARE(QByteArray::fromStdString(validUtf8(bytes.toStdString())), valid);
    QCOMPARE(isUtf8(bytes.toStdString()), bytes == valid);
    QCOMPARE(shown(bytes.toStdString()), valid.toStdString());
}

/// Every text of three bytes that begins a letter of several.
void ForeignTextTest::qtJudgesTheSame()
{
    for (int first = 0x7E; first < 0x100; ++first)
        for (int second = 0; second < 0x100; ++second)
            for (const int third : {0x00, 0x41, 0x80, 0xBF, 0xC2}) {
                const std::string bytes{static_cast<char>(first), static_cast<char>(second), static_cast<char>(third)};
                if (isUtf8(bytes) == QString::fromUtf8(bytes.data(), 3).contains(QChar::ReplacementCharacter))
                    QFAIL(QByteArray::fromStdString(bytes).toHex().constData());
            }
}

void ForeignTextTest::whatActsIsShownAsItsNumber_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("seen");
    QTest::newRow("plain") << QStringLiteral("conv1/Relu (2) <b> \\x") << QStringLiteral("conv1/Relu (2) <b> \\x");
    QTest::newRow("scripts") << QStringLiteral("сеть 網路 नेट 👩‍🔬")
                             << QStringLiteral("сеть 網路 नेट 👩‍🔬");
    QTest::newRow("escape") << QStringLiteral("a\x1b[31mb\a") << QStringLiteral("a\\x1b[31mb\\x07");
    QTest::newRow("lines") << QStringLiteral("a\r\nb\tc") << QStringLiteral("a\\x0d\\x0ab\\x09c");
    QTest::newRow("nought") << QString(QChar(u'\0')) << QStringLiteral("\\x00");
    QTest::newRow("DEL and C1") << QString::fromUtf8("\x7F\xC2\x9B") << QStringLiteral("\\x7f\\x9b");
    QTest::newRow("override") << QString(QChar(0x202E)) << QStringLiteral("\\u202e");
    QTest::newRow("isolate") << QString(QChar(0x2066)) << QStringLiteral("\\u2066");
    QTest::newRow("line separator") << QString(QChar(0x2028)) << QStringLiteral("\\u2028");
    QTest::newRow("not in XML") << QString(QChar(0xFFFE)) << QStringLiteral("\\ufffe");
}

void ForeignTextTest::whatActsIsShownAsItsNumber()
{
    QFETCH(QString, text);
    QFETCH(QString, seen);
    QCOMPARE(QString::fromStdString(shown(text.toStdString())), seen);
    QCOMPARE(QString::fromStdString(shown(seen.toStdString())), seen);
    QCOMPARE(QString::fromStdString(inQuotes(text.toStdString())), u'\'' + seen + u'\'');
}

void ForeignTextTest::whatIsShownIsSeen()
{
    for (char32_t code = 0; code < 0x110000; ++code) {
        if (code >= 0xD800 && code < 0xE000)
            continue;
        const std::string text = shown(QString::fromUcs4(&code, 1).toStdString());
        QVERIFY(isUtf8(text));
        for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(firstLetter(rest).bytes))
            QVERIFY2(!acts(firstLetter(rest).code), qPrintable(QString::number(code, 16)));
    }
}

void ForeignTextTest::columnsAreThoseOfATerminal_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::newRow("ASCII") << QStringLiteral("conv1") << 5;
    QTest::newRow("Cyrillic") << QStringLiteral("сеть") << 4;
    QTest::newRow("Chinese") << QStringLiteral("卷积層") << 6;
    QTest::newRow("Korean") << QStringLiteral("합성곱") << 6;
    QTest::newRow("Korean, decomposed") << QStringLiteral("합성곱").normalized(QString::NormalizationForm_D) << 6;
    QTest::newRow("full width") << QStringLiteral("Ａ１") << 4;
    QTest::newRow("half width") << QStringLiteral("ｱｲ") << 2;
    QTest::newRow("accent") << QStringLiteral("é").normalized(QString::NormalizationForm_D) << 1;
    QTest::newRow("emoji") << QStringLiteral("😀🚀") << 4;
    QTest::newRow("ellipsis") << QStringLiteral("…") << 1;
    QTest::newRow("none") << QString() << 0;
}

void ForeignTextTest::columnsAreThoseOfATerminal()
{
    QFETCH(QString, text);
    QFETCH(int, columns);
    QCOMPARE(columnsOf(text.toStdString()), static_cast<std::size_t>(columns));
}

void ForeignTextTest::aShortenedTextKeepsBothEnds()
{
    QCOMPARE(shortened("encoder/0/query", 15), std::string("encoder/0/query"));
    QCOMPARE(shortened("encoder/0/query", 10), std::string("encod…uery"));
    QCOMPARE(shortened("encoder/0/query", 1), std::string("…"));
    QCOMPARE(shortened("卷积卷积", 6), std::string("卷…积")); // half a letter is none
    QCOMPARE(printable(std::string(200'000, 'x')), std::string(100, 'x') + "…" + std::string(99, 'x'));
}

void ForeignTextTest::aShortenedTextKeepsWithinItsColumns()
{
    std::string marks = "e";
    for (int i = 0; i < 5000; ++i)
        marks += "\xCC\x81"; // a hill of accents takes one column
    const std::string texts[] = {std::string(500, 'x'), QStringLiteral("層").repeated(500).toStdString(), marks};
    for (const std::string& text : texts)
        for (std::size_t columns = 1; columns < 60; ++columns) {
            const std::string kept = shortened(text, columns);
            QVERIFY(columnsOf(kept) <= columns);
            QVERIFY(isUtf8(kept));
            QVERIFY(kept.size() <= 10 * columns + 3);
        }
}

void ForeignTextTest::filesAreNamedByLettersOfAnyScript_data()
{
    QTest::addColumn<QByteArray>("title");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* title, const QByteArray& name) {
        QTest::newRow(title) << QByteArray(title) << name;
    };
    row("resnet50", "resnet50");
    row("My net/v1.0", "My-net-v1-0");
    row("-rf", "rf");
    row("--", "network");
    row("", "network");
    row("../../etc/passwd", "etc-passwd");
    row("нейросеть", "нейросеть");
    row("卷积 網路", "卷积-網路");
    row("a\xFFz", "a-z");
    row("a\nb", "a-b");
    row("$(rm -rf ~)`x`'\"", "rm--rf----x");
    QTest::newRow("long") << QByteArray(300, 'n') << QByteArray(200, 'n');
    QTest::newRow("long and wide") << QByteArray("x") + QByteArray("\xE5\xB1\xA4").repeated(100)
                                   << QByteArray("x") + QByteArray("\xE5\xB1\xA4").repeated(66);
}

void ForeignTextTest::filesAreNamedByLettersOfAnyScript()
{
    QFETCH(QByteArray, title);
    QFETCH(QByteArray, name);
    QCOMPARE(QByteArray::fromStdString(fileNameFrom(title.toStdString())), name);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ForeignTextTest)
#include "foreign_text_test.moc"
