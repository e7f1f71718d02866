#include "core/base/random.h"
#include "tests/test_class.h"
#include "views/drawing/wafer/viewport.h"

#include <QTest>

#include <cmath>

using namespace waferscope;

namespace {

constexpr PeRect kFabric{{0, 0}, 750, 994};

Viewport someViewport(Random& random)
{
    Viewport viewport;
    viewport.size = {400 + static_cast<int>(random.below(1200)), 300 + static_cast<int>(random.below(800))};
    viewport.pixelRatio = random.below(2) == 0 ? 1.0 : 2.0;
    viewport.pesPerPixel = std::pow(10.0, double(random.below(3000)) / 1000.0 - 2.0);
    viewport.centre = QPointF(double(random.below(750)) + 0.3, double(random.below(994)) + 0.7);
    return viewport;
}

bool close(QPointF one, QPointF other, double within)
{
    return std::hypot(one.x() - other.x(), one.y() - other.y()) <= within;
}

} // namespace

class ViewportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsAndPesAreInverse()
    {
        Random random(1);
        for (int i = 0; i < 200; ++i) {
            const Viewport viewport = someViewport(random);
            const QPointF pixel(double(random.below(900)), double(random.below(700)));
            QVERIFY(close(viewport.toLogical(viewport.toPes(pixel)), pixel, 1e-6));
        }
    }

    void southIsDown()
    {
        Viewport viewport;
        viewport.size = {100, 100};
        QVERIFY(viewport.toLogical(QPointF(0, 10)).y() > viewport.toLogical(QPointF(0, 0)).y());
        QVERIFY(viewport.toLogical(QPointF(10, 0)).x() > viewport.toLogical(QPointF(0, 0)).x());
    }

    void peAtIsTheOneThatCoversThePixel()
    {
        Random random(2);
        for (int i = 0; i < 200; ++i) {
            const Viewport viewport = someViewport(random);
            const PeCoord pe{static_cast<int>(random.below(750)), static_cast<int>(random.below(994))};
            const QPointF middle = viewport.toLogical(QPointF(pe.x + 0.5, pe.y + 0.5));
            QVERIFY(viewport.peAt(middle) == pe);
        }
    }

    void zoomKeepsThePointUnderThePointer()
    {
        Random random(3);
        for (int i = 0; i < 200; ++i) {
            const Viewport viewport = someViewport(random);
            const QPointF pixel(double(random.below(900)), double(random.below(700)));
            const QPointF before = viewport.toPes(pixel);
            const Viewport closer = zoomed(viewport, 1.7, pixel, kFabric);
            QVERIFY(close(closer.toPes(pixel), before, 1e-6 * (1 + std::abs(before.x()) + std::abs(before.y()))));
        }
    }

    void zoomIsBounded()
    {
        Viewport viewport;
        viewport.size = {800, 600};
        viewport = fitted(viewport, kFabric);
        for (int i = 0; i < 100; ++i)
            viewport = zoomed(viewport, 2.0, {400, 300}, kFabric);
        QCOMPARE(1.0 / viewport.pesPerLogicalPixel(), 64.0);
        for (int i = 0; i < 100; ++i)
            viewport = zoomed(viewport, 0.5, {400, 300}, kFabric);
        QVERIFY(viewport.toLogical(kFabric).height() >= 600 * 0.25 - 1);
    }

    void fittedShowsAllOfItInsideTheMargins()
    {
        for (const QSize size : {QSize(1400, 900), QSize(600, 400), QSize(500, 1000)})
            for (const double ratio : {1.0, 2.0}) {
                Viewport viewport;
                viewport.pixelRatio = ratio;
                viewport.size = size * ratio;
                const FitMargins margins{24, 30, 160, 24};
                const QRectF box = fitted(viewport, kFabric, margins).toLogical(kFabric);
                const QRectF room = QRectF(QPointF(0, 0), QSizeF(size)).adjusted(24, 30, -160, -24);
                QVERIFY(room.adjusted(-0.01, -0.01, 0.01, 0.01).contains(box));
                QVERIFY(std::abs(box.width() - room.width()) < 0.01 || std::abs(box.height() - room.height()) < 0.01);
            }
    }

    void strideNeverLosesAPe()
    {
        Viewport viewport;
        for (const auto& [pes, stride] :
             std::vector<std::pair<double, int>>{{0.1, 1}, {1.0, 1}, {1.1, 2}, {2.0, 2}, {3.4, 4}}) {
            viewport.pesPerPixel = pes;
            QCOMPARE(viewport.fieldStride(), stride);
        }
    }

    void visiblePartIsWhatThePaneShows()
    {
        Viewport viewport;
        viewport.size = {100, 100};
        viewport.pesPerPixel = 0.5;
        viewport.centre = {10, 10};
        QVERIFY((viewport.visiblePart(kFabric) == PeRect{{0, 0}, 36, 36}));
        viewport.centre = {-500, 10};
        QCOMPARE(viewport.visiblePart(kFabric).peCount(), 0);
    }

    void theWayBetweenTwoCamerasKeepsTheirCommonPoint()
    {
        Viewport from;
        from.size = {800, 600};
        from = fitted(from, kFabric);
        const QPointF pixel(200, 150);
        const QPointF point = from.toPes(pixel);
        const Viewport to = zoomed(from, 8.0, pixel, kFabric);
        for (const double share : {0.0, 0.25, 0.5, 0.9, 1.0})
            QVERIFY(close(between(from, to, share).toPes(pixel), point, 1e-6));
    }
};

WAFERSCOPE_TEST(ViewportTest)
#include "viewport_test.moc"
