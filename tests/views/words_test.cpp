#include "tests/test_class.h"
#include "views/base/number_text.h"
#include "views/timeline/timeline_data.h"
#include "views/timeline/timeline_picture.h"

#include <QLocale>
#include <QTest>

#include <cmath>

namespace waferscope {

namespace {

/// A text with its narrow spaces shown as "_".
QString shown(QString text)
{
    return text.replace(QChar(0x202F), QLatin1Char('_'));
}

TimelineData oneRow(const Span& span, Cycles length)
{
    TimelineData data;
    data.rows.push_back({QStringLiteral("conv"), LayerKind::Convolution});
    data.spans.push_back({0, TimelineBand::Forward, span});
    data.length = length;
    return data;
}

float sumOf(const TimelineRaster& raster)
{
    float sum = 0.0F;
    for (int pixel = 0; pixel < raster.pixels(); ++pixel)
        sum += raster.share(0, TimelineBand::Forward, pixel);
    return sum;
}

} // namespace

class WordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void numbers();
    void sentences();
    void decimalMarkIsThePersons();
    void rasterKeepsTime_data();
    void rasterKeepsTime();
    void emptyTimeline();
};

void WordsTest::numbers()
{
    QCOMPARE(shown(compactText(25'557'032)), QStringLiteral("25.6_M"));
    QCOMPARE(shown(compactText(999.6)), QStringLiteral("1_k"));
    QCOMPARE(shown(compactText(0)), QStringLiteral("0"));
    QCOMPARE(shown(changeText(0.18)), QStringLiteral("+18_%"));
    QCOMPARE(shown(changeText(-0.5)), QString(QChar(0x2212)) + QStringLiteral("50_%"));
    QCOMPARE(shown(changeText(0.0)), QStringLiteral("±0_%"));
    QCOMPARE(shown(rateText(SamplesPerSecond{14724.3})), QStringLiteral("14_724_samples/s"));
    QCOMPARE(shown(durationText(Seconds{812e-6})), QStringLiteral("812_µs"));
    QCOMPARE(shown(durationText(Seconds{0.0})), QStringLiteral("0_ns"));
    QCOMPARE(shown(bytesText(Bytes{49152})), QStringLiteral("48_KiB"));
    QCOMPARE(shown(sizeText({{0, 0}, 140, 96})), QStringLiteral("140_×_96_PEs"));
    QCOMPARE(placeText({210, 88}), QStringLiteral("(210, 88)"));
}

void WordsTest::sentences()
{
    const Sentence sentence = Sentence::of("resnet2020/conv1024", " takes ", Cycles{49728770}, " cycles on ", 13674,
                                           " PEs at ", PeCoord{210, 1088}, ", ", Tenths{123456}, " times 512.");
    QCOMPARE(shown(sentenceText(sentence)),
             QStringLiteral("resnet2020/conv1024 takes 49_728_770 cycles on 13_674 PEs at (210, 1088), 12_345.6 times "
                            "512."));
    QLocale::setDefault(QLocale(QLocale::Spanish, QLocale::Spain));
    QCOMPARE(sentenceText(Sentence::of(Tenths{23}, " times")), QStringLiteral("2,3 times"));
}

void WordsTest::decimalMarkIsThePersons()
{
    QLocale::setDefault(QLocale(QLocale::Spanish, QLocale::Spain));
    QCOMPARE(decimalText(0.85, 2), QStringLiteral("0,85"));
    QVERIFY(compactText(25'557'032).contains(QLatin1Char(',')));
}

void WordsTest::rasterKeepsTime_data()
{
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<qint64>("period");
    QTest::addColumn<qint64>("repeats");
    QTest::newRow("one interval") << 100LL << 250LL << 0LL << 1LL;
    QTest::newRow("coarse repeats") << 0LL << 30LL << 100LL << 10LL;
    QTest::newRow("fine repeats") << 0LL << 1LL << 2LL << 400LL;
    QTest::newRow("zero long") << 10LL << 0LL << 0LL << 1LL;
}

void WordsTest::rasterKeepsTime()
{
    QFETCH(qint64, start);
    QFETCH(qint64, length);
    QFETCH(qint64, period);
    QFETCH(qint64, repeats);
    const Span span{.actor = KernelActor{KernelId{0}},
                    .start = Cycles{start},
                    .length = Cycles{length},
                    .period = Cycles{period},
                    .repeats = repeats};
    const TimelineRaster raster(oneRow(span, Cycles{1000}), Cycles{0}, Cycles{1000}, 50);
    const auto expected = static_cast<float>(length * repeats) / 20.0F; // cycles a pixel
    QVERIFY2(std::abs(sumOf(raster) - expected) < 0.02F * expected + 1e-3F, qPrintable(QString::number(sumOf(raster))));
}

void WordsTest::emptyTimeline()
{
    const QImage image = timelineImage({}, Cycles{0}, Cycles{0}, {40, 20}, themeOf(ThemeKind::Light));
    QCOMPARE(image.size(), QSize(40, 20));
    QCOMPARE(image.pixelColor(20, 10), themeOf(ThemeKind::Light).panel);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::WordsTest)
#include "words_test.moc"
