#include "tests/test_class.h"
#include "views/drawing/base/palette.h"

#include <QTest>

using namespace waferscope;

namespace {

constexpr double kReadable = 4.5; ///< WCAG AA for text

constexpr LayerKind kKinds[] = {
    LayerKind::Embedding,     LayerKind::Convolution, LayerKind::Linear,  LayerKind::Attention, LayerKind::Recurrent,
    LayerKind::Normalisation, LayerKind::Pointwise,   LayerKind::Pooling, LayerKind::Loss,      LayerKind::Other};

} // namespace

class PaletteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textTokensAreReadableOnEverySurface()
    {
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            const Theme& theme = themeOf(kind);
            for (const QColor& surface : {theme.window, theme.panel, theme.sunken})
                for (const QColor& text : {theme.text, theme.muted, theme.accent, theme.good, theme.warn, theme.bad})
                    QVERIFY2(contrastRatio(text, surface) >= kReadable,
                             qPrintable(text.name() + " on " + surface.name()));
        }
    }

    void namesAreReadableOnEveryFill()
    {
        for (const ThemeKind theme : {ThemeKind::Light, ThemeKind::Dark})
            for (const LayerKind kind : kKinds) {
                const QColor fill = blended(colourOf(kind), 0.85, themeOf(theme).panel);
                QVERIFY2(contrastRatio(textOn(fill), fill) >= kReadable, qPrintable(fill.name()));
            }
    }

    void contrastIsWcags()
    {
        QCOMPARE(contrastRatio(QColor(0, 0, 0), QColor(255, 255, 255)), 21.0);
        QVERIFY(std::abs(contrastRatio(QColor(0x77, 0x77, 0x77), QColor(255, 255, 255)) - 4.48) < 0.01);
    }

    void magnitudesGrowLighterInBothThemes()
    {
        for (const ThemeKind theme : {ThemeKind::Light, ThemeKind::Dark})
            for (const Ramp ramp : {Ramp::Cividis, Ramp::Viridis}) {
                const RampTable& table = tableOf(ramp, themeOf(theme));
                for (std::size_t i = 1; i < table.size(); ++i)
                    QVERIFY(relativeLuminance(QColor(table[i])) >= relativeLuminance(QColor(table[i - 1])) - 2e-3);
            }
    }

    void rampsAreThePublishedOnes()
    {
        const Theme& theme = themeOf(ThemeKind::Light);
        QCOMPARE(QColor(tableOf(Ramp::Cividis, theme).front()), QColor(0x00, 0x22, 0x4E));
        QCOMPARE(QColor(tableOf(Ramp::Cividis, theme).back()), QColor(0xFE, 0xE8, 0x38));
        QCOMPARE(QColor(tableOf(Ramp::Viridis, theme).front()), QColor(0x44, 0x01, 0x54));
        QCOMPARE(QColor(tableOf(Ramp::Viridis, theme)[128]).green(), 0x90); // the published 128th is 21918C
    }

    void signedRampPassesThePanel()
    {
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            const Theme& theme = themeOf(kind);
            const QColor middle(tableOf(Ramp::Signed, theme)[kRampSize / 2]);
            QVERIFY(std::abs(middle.red() - theme.panel.red()) <= 2);
            QVERIFY(std::abs(middle.blue() - theme.panel.blue()) <= 2);
        }
    }

    void themeFollowsTheWindow()
    {
        QCOMPARE(themeKindOf(themeOf(ThemeKind::Light).window), ThemeKind::Light);
        QCOMPARE(themeKindOf(themeOf(ThemeKind::Dark).window), ThemeKind::Dark);
    }
};

WAFERSCOPE_TEST(PaletteTest)
#include "palette_test.moc"
