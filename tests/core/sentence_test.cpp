#include "core/base/sentence.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Sentences whose numbers are still numbers.
class SentenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainWritesEveryPart();
    void numbersStayApartFromWords();
    void neighboursAreOneText();
};

void SentenceTest::plainWritesEveryPart()
{
    const Sentence sentence = Sentence::of(std::string("conv2020"), " at ", PeCoord{-3, 40}, " takes ",
                                           Cycles{49728770}, " cycles, ", Tenths{23}, " times as many as ", 7U, ".");
    QCOMPARE(plain(sentence), std::string("conv2020 at (-3, 40) takes 49728770 cycles, 2.3 times as many as 7."));
    QCOMPARE(plain(Sentence::of(Tenths{5}, " and ", Tenths{120})), std::string("0.5 and 12.0"));
    QCOMPARE(plain(Sentence()), std::string());
}

void SentenceTest::numbersStayApartFromWords()
{
    const Sentence sentence = Sentence::of("k", std::uint8_t{20}, " of ", Bytes{4096});
    const std::vector<Sentence::Part> expected{std::string("k"), std::int64_t{20}, std::string(" of "),
                                               std::int64_t{4096}};
    QCOMPARE(sentence.parts(), expected);
    QVERIFY(sentence != Sentence("k20 of 4096")); // it reads the same, but its numbers are not known
    QCOMPARE(plain(sentence), plain("k20 of 4096"));
}

void SentenceTest::neighboursAreOneText()
{
    QCOMPARE(Sentence::of("a ", "b", "", std::string(" c")), Sentence("a b c"));
    QCOMPARE(Sentence::of("a ", Sentence::of("b", 1), Sentence()), Sentence::of("a b", 1));
    QVERIFY(Sentence("").parts().empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::SentenceTest)
#include "sentence_test.moc"
