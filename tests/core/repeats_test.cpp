#include "core/network/repeats.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What repeats in a list of layers is found whole, and nothing else.
class RepeatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatRepeats_data();
    void findsWhatRepeats();
    void beginsWhereLeastCrosses();
    void longSequencesToo();
};

/// Letters as items; "first length times" of every repeat.
void RepeatsTest::findsWhatRepeats_data()
{
    QTest::addColumn<QString>("items");
    QTest::addColumn<QString>("repeats");
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("all different") << "abcdef"
                                   << "";
    QTest::newRow("a pair of single layers stays") << "aab"
                                                   << "";
    QTest::newRow("three single layers") << "xaaay"
                                         << "1 1 3";
    QTest::newRow("a pair of short blocks stays") << "ababx"
                                                  << "";
    QTest::newRow("a pair of blocks of three") << "xabcabcy"
                                               << "1 3 2";
    QTest::newRow("an unfinished block is left out") << "abcabcab"
                                                     << "0 3 2";
    QTest::newRow("two stages") << "sabcabcabcdefgdefg"
                                << "1 3 3; 10 4 2";
    QTest::newRow("a repeat inside the repeated block") << "aaabaaabaaab"
                                                        << "0 4 3";
    QTest::newRow("twice the block is no longer block") << "abababab"
                                                        << "0 2 4";
}

void RepeatsTest::findsWhatRepeats()
{
    QFETCH(QString, items);
    QFETCH(QString, repeats);
    std::vector<std::uint64_t> numbers;
    for (const QChar letter : items)
        numbers.push_back(letter.unicode());
    QStringList found;
    for (const Repeat& repeat : repeatsIn(numbers))
        found << QStringLiteral("%1 %2 %3").arg(repeat.first).arg(repeat.length).arg(repeat.times);
    QCOMPARE(found.join(QStringLiteral("; ")), repeats);
}

/// "b c d" repeats from the first b on, but a block begins at c: only one activation enters it.
void RepeatsTest::beginsWhereLeastCrosses()
{
    const std::vector<std::uint64_t> items{0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 9};
    const std::vector<std::int64_t> crossings{0, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1};
    QCOMPARE(repeatsIn(items, crossings), (std::vector<Repeat>{{2, 3, 3}}));
    QCOMPARE(repeatsIn(items), (std::vector<Repeat>{{1, 3, 3}}));
}

/// Also the worst case: 100,000 layers of which none repeats, and as many that all do.
void RepeatsTest::longSequencesToo()
{
    std::vector<std::uint64_t> numbers(100'000);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = i;
    QVERIFY(repeatsIn(numbers).empty());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = i % 1000;
    QCOMPARE(repeatsIn(numbers), (std::vector<Repeat>{{0, 1000, 100}}));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RepeatsTest)
#include "repeats_test.moc"
