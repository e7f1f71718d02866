#include "core/base/random.h"
#include "tests/test_class.h"
#include "views/drawing/wafer/field_colours.h"
#include "views/drawing/wafer/legend.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace waferscope;

namespace {

Field fieldOf(FieldKind kind, int columns, int rows, std::vector<float> values)
{
    Field field;
    field.kind = kind;
    field.area = {{0, 0}, columns, rows};
    field.values = std::move(values);
    field.least = *std::min_element(field.values.begin(), field.values.end());
    field.most = *std::max_element(field.values.begin(), field.values.end());
    return field;
}

QRgb pixelOf(float value, const FieldColours& colours)
{
    QRgb pixel = 0;
    colours.paint(&value, 1, &pixel);
    return pixel;
}

} // namespace

class FieldColoursTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsOfTheRangeAreEndsOfTheRamp()
    {
        const Theme& theme = themeOf(ThemeKind::Light);
        const RampTable& ramp = tableOf(Ramp::Cividis, theme);
        const QRgb clipped = clippedColour(theme).rgb();
        for (const ScaleKind scale : {ScaleKind::Linear, ScaleKind::Logarithmic}) {
            const FieldColours colours({0.5, 2.0, scale}, ramp, clipped);
            QCOMPARE(pixelOf(0.5F, colours), ramp.front() | 0xFF000000U);
            QCOMPARE(pixelOf(2.0F, colours), ramp.back() | 0xFF000000U);
            QCOMPARE(pixelOf(0.1F, colours), ramp.front() | 0xFF000000U);
            QCOMPARE(pixelOf(2.1F, colours), clipped | 0xFF000000U);
            QCOMPARE(pixelOf(std::numeric_limits<float>::infinity(), colours), clipped | 0xFF000000U);
            QCOMPARE(pixelOf(std::numeric_limits<float>::quiet_NaN(), colours), ramp.front() | 0xFF000000U);
            QCOMPARE(pixelOf(-1.0F, colours), ramp.front() | 0xFF000000U);
        }
    }

    void everyValueTakesTheColourOfItsPlace()
    {
        Random random(5);
        const RampTable& ramp = tableOf(Ramp::Viridis, themeOf(ThemeKind::Dark));
        for (const ScaleKind scale : {ScaleKind::Linear, ScaleKind::Logarithmic}) {
            const LegendRange range{0.01, 10.0, scale};
            const FieldColours colours(range, ramp, 0);
            for (int i = 0; i < 500; ++i) {
                const double place = double(random.below(1000)) / 1000.0;
                const QColor expected(ramp[static_cast<std::size_t>(std::lround(place * 255))]);
                const QColor found(pixelOf(static_cast<float>(valueAt(place, range)), colours));
                QVERIFY(std::abs(expected.red() - found.red()) <= 4);
                QVERIFY(std::abs(expected.green() - found.green()) <= 4);
            }
        }
    }

    void rangesFollowFromTheQuantity()
    {
        WaferContents contents;
        contents.peCapacity = Bytes{44976};
        contents.sramPerCycle = Bytes{24};
        const auto mostOf = [&](FieldKind kind, LegendSettings settings = {}) {
            return legendRange(fieldOf(kind, 2, 1, {0.0F, 3.0F}), settings, &contents).most;
        };
        QCOMPARE(mostOf(FieldKind::Busy), 1.0);
        QCOMPARE(mostOf(FieldKind::LinkDemand), 1.0);
        QCOMPARE(mostOf(FieldKind::SramUsed), 44976.0);
        QCOMPARE(mostOf(FieldKind::SramTraffic), 24.0);
        LegendSettings chosen;
        chosen.most = 7.0;
        QCOMPARE(mostOf(FieldKind::SramUsed, chosen), 7.0);
        chosen.least = 9.0; // nonsense settings still give a range
        const LegendRange range = legendRange(fieldOf(FieldKind::Busy, 1, 1, {0}), chosen, nullptr);
        QVERIFY(range.most > range.least);
    }

    void logarithmicRangesStartAboveNothing()
    {
        LegendSettings settings;
        settings.scale = ScaleKind::Logarithmic;
        const LegendRange range = legendRange(fieldOf(FieldKind::Busy, 1, 1, {0}), settings, nullptr);
        QVERIFY(range.least > 0.0 && range.least < range.most);
    }

    void poolingKeepsTheWorst()
    {
        auto field = std::make_shared<Field>(fieldOf(FieldKind::Busy, 5, 3, std::vector<float>(15, 0.1F)));
        field->values[7] = 0.9F; // (2, 1)
        const auto coarse = pooled(field, 2);
        QCOMPARE(coarse->stride, 2);
        QCOMPARE(coarse->columns(), 3);
        QCOMPARE(coarse->rows(), 2);
        QCOMPARE(*valueOf(*coarse, {2, 1}), 0.9F);
        QCOMPARE(*valueOf(*coarse, {0, 0}), 0.1F);
        QVERIFY(pooled(field, 1) == field);
    }

    void meansStayMeans()
    {
        auto field = std::make_shared<Field>(fieldOf(FieldKind::Busy, 3, 2, {0, 1, 5, 1, 0, 7}));
        field->reduction = Reduction::Mean;
        const auto coarse = pooled(field, 2);
        QCOMPARE(coarse->values[0], 0.5F);
        QCOMPARE(coarse->values[1], 6.0F); // two values only, at the edge
    }

    void ticksAreRoundAndInside()
    {
        Random random(6);
        for (int i = 0; i < 500; ++i) {
            LegendRange range;
            range.scale = i % 2 == 0 ? ScaleKind::Linear : ScaleKind::Logarithmic;
            range.least = range.scale == ScaleKind::Linear && i % 4 == 0
                ? 0.0
                : std::pow(10.0, double(random.below(60)) / 10 - 3);
            range.most = range.least + std::pow(10.0, double(random.below(80)) / 10 - 3);
            const std::vector<double> ticks = legendTicks(range);
            QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
            QVERIFY(std::is_sorted(ticks.begin(), ticks.end()));
            for (const double tick : ticks)
                QVERIFY(placeOf(tick, range) >= -1e-5 && placeOf(tick, range) <= 1 + 1e-5);
            QVERIFY(std::abs(placeOf(ticks.back(), range) - 1.0) < 1e-5);
        }
        QVERIFY((legendTicks({0.0, 1.0, ScaleKind::Linear}) == std::vector<double>{0.0, 0.2, 0.4, 0.2 * 3, 0.8, 1.0}));
    }

    void categoriesHaveColoursOfTheirOwn()
    {
        const Theme& theme = themeOf(ThemeKind::Dark);
        for (const FieldKind kind : {FieldKind::Stall, FieldKind::Role})
            for (int one = 0; one < categoryCount(kind); ++one)
                for (int other = 0; other < one; ++other)
                    QVERIFY(colourOfCategory(kind, one, theme) != colourOfCategory(kind, other, theme));
        const FieldColours colours(FieldKind::Stall, theme);
        QCOMPARE(pixelOf(3.0F, colours), colourOfCategory(FieldKind::Stall, 3, theme).rgb());
        QCOMPARE(pixelOf(99.0F, colours), colourOfCategory(FieldKind::Stall, 0, theme).rgb());
    }
};

WAFERSCOPE_TEST(FieldColoursTest)
#include "field_colours_test.moc"
