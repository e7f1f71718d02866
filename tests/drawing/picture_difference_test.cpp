#include "tests/drawing/picture_difference.h"

#include "core/base/random.h"
#include "tests/test_class.h"

#include <QColor>
#include <QTest>

namespace waferscope {

namespace {

constexpr QColor kPaper(250, 250, 250);
constexpr QColor kInk(40, 40, 40);

void fill(QImage& image, const QRect& area, const QColor& colour)
{
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            image.setPixelColor(x, y, colour);
}

/// An "e" of 5 x 5 pixels.
void drawLetter(QImage& image, QPoint corner, const QColor& ink)
{
    constexpr std::array<const char*, 5> kRows{".###.", "#...#", "#####", "#....", ".####"};
    for (int y = 0; y < 5; ++y)
        for (int x = 0; x < 5; ++x)
            if (kRows[static_cast<std::size_t>(y)][x] == '#')
                image.setPixelColor(corner + QPoint(x, y), ink);
}

/// Two areas, a hairline and a word: what our pictures are made of.
QImage sample()
{
    QImage image(320, 240, QImage::Format_RGB32);
    image.fill(kPaper);
    fill(image, {40, 40, 100, 80}, QColor(120, 160, 220));
    fill(image, {160, 40, 120, 160}, QColor(230, 150, 90));
    fill(image, {20, 210, 280, 1}, kInk);
    for (int letter = 0; letter < 6; ++letter)
        drawLetter(image, {60 + 6 * letter, 60}, kInk);
    return image;
}

/// `image` with every channel changed by up to `most`, and with `strong` pixels somewhere changed by twice what counts.
QImage withNoise(QImage image, int most, int strong)
{
    Random random(7);
    const auto changed = [](int channel, int by) { return std::clamp(channel + by, 0, 255); };
    const auto some = [&random, most] {
        return static_cast<int>(random.below(2 * static_cast<std::uint64_t>(most) + 1)) - most;
    };
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            image.setPixel(
                x, y,
                qRgb(changed(qRed(pixel), some()), changed(qGreen(pixel), some()), changed(qBlue(pixel), some())));
        }
    for (int i = 0; i < strong; ++i) {
        const int x = static_cast<int>(random.below(static_cast<std::uint64_t>(image.width())));
        const int y = static_cast<int>(random.below(static_cast<std::uint64_t>(image.height())));
        const int grey = qGray(image.pixel(x, y));
        image.setPixel(x, y,
                       grey > 127 ? qRgb(grey - 48, grey - 48, grey - 48) : qRgb(grey + 48, grey + 48, grey + 48));
    }
    return image;
}

} // namespace

/// The golden tests' measure lets rounding pass and nothing that a person would see.
class PictureDifferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noisePasses();
    void faultsAreFound_data();
    void faultsAreFound();
    void saysWhere();
};

void PictureDifferenceTest::noisePasses()
{
    QVERIFY(golden::differenceOf(sample(), sample()).isNoise());
    const golden::PictureDifference difference = golden::differenceOf(sample(), withNoise(sample(), 20, 300));
    QVERIFY2(difference.isNoise(), qPrintable(difference.sentence()));
    QVERIFY(difference.share > 0.0); // the strong ones were counted
}

/// Each changes far less than a hundredth of the pixels, but for the last.
void PictureDifferenceTest::faultsAreFound_data()
{
    QTest::addColumn<QImage>("drawn");
    const auto add = [](const char* name, const auto& change) {
        QImage image = sample();
        change(image);
        QTest::newRow(name) << image;
    };
    add("one letter lost", [](QImage& image) { drawLetter(image, {66, 60}, image.pixelColor(65, 60)); });
    add("one letter in another place", [](QImage& image) {
        drawLetter(image, {66, 60}, image.pixelColor(65, 60));
        drawLetter(image, {67, 60}, kInk);
    });
    add("a hairline a pixel lower", [](QImage& image) {
        fill(image, {20, 210, 280, 1}, kPaper);
        fill(image, {20, 211, 280, 1}, kInk);
    });
    add("a hairline lost", [](QImage& image) { fill(image, {20, 210, 280, 1}, kPaper); });
    add("an edge a pixel further", [](QImage& image) { fill(image, {140, 40, 1, 80}, QColor(120, 160, 220)); });
    add("a small area a little darker", [](QImage& image) { fill(image, {200, 80, 16, 16}, QColor(218, 138, 78)); });
    add("many pixels all over", [](QImage& image) { image = withNoise(image, 0, 1200); });
}

void PictureDifferenceTest::faultsAreFound()
{
    QFETCH(QImage, drawn);
    const golden::PictureDifference difference = golden::differenceOf(sample(), drawn);
    QVERIFY2(!difference.isNoise(), qPrintable(difference.sentence()));
}

void PictureDifferenceTest::saysWhere()
{
    QImage image = sample();
    drawLetter(image, {66, 60}, image.pixelColor(65, 60));
    const golden::PictureDifference difference = golden::differenceOf(sample(), image);
    QVERIFY(QRect(difference.crowdAt, QSize(golden::kWindow, golden::kWindow)).contains(68, 62));
    QVERIFY(QRect(difference.tintAt, QSize(golden::kBlock, golden::kBlock)).intersects(QRect(66, 60, 5, 5)));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PictureDifferenceTest)
#include "picture_difference_test.moc"
