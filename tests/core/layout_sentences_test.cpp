#include "core/words/sentences.h"
#include "tests/test_class.h"

#include <QTest>

#include <set>

namespace waferscope {

namespace {

/// a (0) to b (1) to c (2), and a to c.
KernelGraph threeKernels()
{
    std::vector<Kernel> kernels(3);
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        kernels[i].name = std::string(1, static_cast<char>('a' + i));
        kernels[i].convs = {ConvShape{}};
    }
    return KernelGraph::create(
               kernels, {{KernelId{0}, KernelId{1}, 1}, {KernelId{1}, KernelId{2}, 1}, {KernelId{0}, KernelId{2}, 1}},
               {})
        .value();
}

struct WordedViolation {
    Violation violation;
    std::string kind;
    std::string sentence;
    std::vector<std::size_t> kernels;
};

/// Every kind of violation, and every form of its sentence.
std::vector<WordedViolation> violations()
{
    const PeCoord at{4, 1210};
    return {
        {OutsideFabric{KernelId{1}, at}, "outside-fabric", "b reaches outside the fabric.", {1}},
        {OnDeadPes{KernelId{2}, 1, at}, "dead-pes", "c covers the dead PE (4, 1210).", {2}},
        {OnDeadPes{KernelId{2}, 12, at}, "dead-pes", "c covers 12 dead PEs, the first at (4, 1210).", {2}},
        {MemoryShort{KernelId{0}, Bytes{50000}, Bytes{44976}, at},
         "memory",
         "a needs 50000 bytes on a PE, which has 44976.",
         {0}},
        {KernelsOverlap{KernelId{0}, KernelId{2}, at}, "overlap", "a overlaps c.", {0, 2}},
        {ReservedColor{EdgeId{1}, 22, 21, at},
         "reserved-color",
         "The stream from b to c has colour 22, but kernels may use 0 to 20 only.",
         {1, 2}},
        {OneColorBothWays{EdgeId{2}, 5, at},
         "one-color-both-ways",
         "The stream from a to c has colour 5 both for its values and for their gradients.",
         {0, 2}},
        {ColorShared{EdgeId{1}, EdgeId{2}, 5, at},
         "color-shared",
         "The streams from b to c and from a to c both use colour 5 in router (4, 1210).",
         {1, 2, 0}},
        {NoColorLeft{EdgeId{0}, 21, {}, at},
         "no-color-left",
         "No colour is left for the stream from a to b: router (4, 1210) has 21 for kernels and carries 1 stream.",
         {0, 1}},
        {NoColorLeft{EdgeId{2}, 21, {EdgeId{1}, EdgeId{0}}, at},
         "no-color-left",
         "No colour is left for the stream from a to c: router (4, 1210) has 21 for kernels and carries 3 streams, "
         "among them b to c.",
         {0, 2, 1}},
    };
}

struct WordedBottleneck {
    Bottleneck bottleneck;
    std::string kind;
    std::string place;
    std::string sentence;
    std::optional<std::size_t> kernel;
};

std::vector<WordedBottleneck> bottlenecks()
{
    return {
        {KernelBound{KernelId{1}, Cycles{49728770}, 13674}, "compute", "b",
         "Compute-bound at b: 49728770 cycles a sample on 13674 PEs.", 1},
        {LinkBound{EdgeId{1}, Wavelets{9000}, Cycles{8000}}, "transmission", "b to c",
         "Transmission-bound at b to c: its fullest link carries 9000 wavelets a sample, the slowest kernel takes 8000 "
         "cycles.",
         1},
        {SampleInputBound{Bytes{301056}, Cycles{20472}}, "input", "input",
         "Input-bound: the host delivers a sample of 301056 bytes every 20472 cycles.", std::nullopt},
        {ScheduleBound{KernelId{1}, Cycles{400}, Cycles{300}}, "transmission", "b",
         "Bound by waiting around b: samples follow each other every 400 cycles, the slowest kernel takes 300.", 1},
        {ArithmeticBound{KernelId{2}, Cycles{2399}, Cycles{1000}}, "compute", "c",
         "Compute-bound, most at c: arithmetic takes 2.3 times as long as weights and gradients.", 2},
        {ArithmeticBound{KernelId{2}, Cycles{7}, Cycles{0}}, // nothing to stream
         "compute", "c", "Compute-bound, most at c: arithmetic takes 7.0 times as long as weights and gradients.", 2},
        {WeightStreamBound{KernelId{0}, Cycles{1000}, Cycles{12345}}, "weight-stream", "a",
         "Bound by the weight stream, most at a: weights and gradients take 12.3 times as long as the arithmetic.", 0},
        {BatchInputBound{Cycles{123456}}, "input", "input",
         "Input-bound: the host needs 123456 cycles to deliver a batch.", std::nullopt},
        {HostBound{Seconds{0.01}, Seconds{0.015}}, "host", "host",
         "Host-bound: the fixed host time is more than half of a step.", std::nullopt},
    };
}

} // namespace

/// All words for what an evaluation finds, with the kinds that reports name and the kernels that are shown.
class LayoutSentencesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyViolationHasItsWords();
    void everyWarningHasItsWords();
    void everyBottleneckHasItsWords();
    void numbersAreNumbers();
    void theFirstAboutAKernelIsFound();

private:
    const KernelGraph m_graph = threeKernels();
};

void LayoutSentencesTest::everyViolationHasItsWords()
{
    std::set<std::size_t> seen;
    std::set<std::string> kinds;
    for (const auto& [violation, kind, sentence, kernels] : violations()) {
        QCOMPARE(plain(sentenceOf(violation, m_graph)), sentence);
        QCOMPARE(std::string(nameOf(kindOf(violation))), kind);
        std::vector<std::size_t> shown;
        for (const KernelId kernel : kernelsOf(violation, m_graph))
            shown.push_back(kernel.index());
        QVERIFY2(shown == kernels, sentence.c_str());
        QVERIFY(whereOf(violation) == (PeCoord{4, 1210}));
        seen.insert(violation.index());
        kinds.insert(kind);
    }
    QCOMPARE(seen.size(), std::variant_size_v<Violation>);
    QCOMPARE(kinds.size(), seen.size());
}

void LayoutSentencesTest::everyWarningHasItsWords()
{
    const std::tuple<LayoutWarning, std::string, std::string> expected[] = {
        {MicroBatchTooLarge{64, Bytes{50000}, Bytes{44976}}, "micro-batch",
         "A micro-batch of 64 keeps 50000 bytes on a PE, which has 44976: use a smaller micro-batch, recompute or "
         "spill."},
        {DeadPesCounted{1}, "dead-pes",
         "1 dead PE is counted as if working: in weight streaming layers lie over the whole fabric."},
        {DeadPesCounted{6}, "dead-pes",
         "6 dead PEs are counted as if working: in weight streaming layers lie over the whole fabric."},
    };
    std::set<std::size_t> seen;
    for (const auto& [warning, kind, sentence] : expected) {
        QCOMPARE(plain(sentenceOf(warning, m_graph)), sentence);
        QCOMPARE(std::string(nameOf(kindOf(warning))), kind);
        seen.insert(warning.index());
    }
    QCOMPARE(seen.size(), std::variant_size_v<LayoutWarning>);
}

void LayoutSentencesTest::everyBottleneckHasItsWords()
{
    std::set<std::size_t> seen;
    for (const auto& [bottleneck, kind, place, sentence, kernel] : bottlenecks()) {
        QCOMPARE(plain(sentenceOf(bottleneck, m_graph)), sentence);
        QCOMPARE(std::string(nameOf(kindOf(bottleneck))), kind);
        QCOMPARE(placeNameOf(bottleneck, m_graph), place);
        QCOMPARE(kernelOf(bottleneck, m_graph), kernel ? std::optional(KernelId{*kernel}) : std::nullopt);
        seen.insert(bottleneck.index());
    }
    QCOMPARE(seen.size(), std::variant_size_v<Bottleneck>);
}

/// Outside of names, no digit is among the words: whoever shows a sentence may write its numbers as people do.
void LayoutSentencesTest::numbersAreNumbers()
{
    const auto digitsInWords = [](const Sentence& sentence) {
        for (const Sentence::Part& part : sentence.parts())
            if (const auto* words = std::get_if<std::string>(&part))
                if (words->find_first_of("0123456789") != std::string::npos)
                    return true;
        return false;
    };
    for (const WordedViolation& worded : violations())
        QVERIFY2(!digitsInWords(sentenceOf(worded.violation, m_graph)), worded.sentence.c_str());
    for (const WordedBottleneck& worded : bottlenecks())
        QVERIFY2(!digitsInWords(sentenceOf(worded.bottleneck, m_graph)), worded.sentence.c_str());
}

void LayoutSentencesTest::theFirstAboutAKernelIsFound()
{
    const std::vector<Violation> all{OutsideFabric{KernelId{0}, {}}, OneColorBothWays{EdgeId{1}, 0, {}},
                                     OutsideFabric{KernelId{2}, {}}};
    QCOMPARE(firstAbout(KernelId{0}, all, m_graph), &all[0]);
    QCOMPARE(firstAbout(KernelId{2}, all, m_graph), &all[1]);
    QVERIFY(!firstAbout(KernelId{1}, std::span(all).first(1), m_graph));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LayoutSentencesTest)
#include "layout_sentences_test.moc"
