#include "core/graph/size_expression.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Extents that are expressions over other sizes, as exporters write them.
class SizeExpressionTest : public QObject {
    Q_OBJECT

private slots:
    void evaluates_data();
    void evaluates();
    void refusesWhatIsNone();
    void namesItsSizes();
};

void SizeExpressionTest::evaluates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("value");
    const auto row = [](const char* text, qint64 value) { QTest::newRow(text) << QByteArray{text} << value; };
    row("2*seq + 1", 15); // seq = 7, past = 5
    row("past + seq", 12);
    row("(past+seq)*2", 24);
    row("seq//2", 3);
    row("seq/2 - 1", 2);
    row("-seq // 2 + 10", 6);
    row("seq % 4", 3);
    row("seq**2", 49);
    row("floor(seq/2) + Max(1, past, 3)", 8);
    row("Min(seq, past)", 5);
    row("7", 7);
}

void SizeExpressionTest::evaluates()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, value);
    const auto result = valueOf(text.toStdString(), {{"seq", 7}, {"past", 5}});
    QVERIFY(result.has_value());
    QCOMPARE(*result, value);
}

void SizeExpressionTest::refusesWhatIsNone()
{
    const Dimensions sizes{{"seq", std::int64_t{1} << 40}};
    for (const char* text : {"seq +", "", "unknown + 1", "seq / 0", "seq*seq", "sin(seq)", "2seq", "seq seq", "(seq"})
        QVERIFY2(!valueOf(text, sizes), text);
    QVERIFY(!valueOf(std::string(3000, '('), sizes));
    QVERIFY(!valueOf(std::string(900, '-') + "1", sizes));
}

void SizeExpressionTest::namesItsSizes()
{
    QVERIFY(sizesIn("b*(a + b)") == (std::vector<std::string>{"b", "a"}));
    QVERIFY(!sizesIn("batch")); // a name, which is no expression
    QVERIFY(!sizesIn("2 + 3"));
    QVERIFY(!sizesIn("?"));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::SizeExpressionTest)
#include "size_expression_test.moc"
