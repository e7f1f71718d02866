#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"
#include "tests/tick_watch.h"
#include "views/wafer/wafer_view.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace waferscope;

namespace {

/// Two kernels 40 PEs wide with room between them, and a locked one.
std::shared_ptr<WaferContents> threeKernels()
{
    synthetic::WaferMaker maker(200, 150);
    maker.add("block/left", LayerKind::Convolution, {{10, 20}, 40, 50});
    maker.add("block/right", LayerKind::Linear, {{120, 20}, 40, 50});
    maker.add("block/locked", LayerKind::Pooling, {{60, 100}, 40, 40});
    maker.contents->regions[2].locked = true;
    maker.connect(0, 1);
    return maker.contents;
}

/// Records the drags that a view reports.
struct Record {
    std::vector<PeCoord> moved;
    std::vector<PeCoord> dropped;
    std::vector<PeRect> resized;
    int begun = 0;
    int cancelled = 0;
    std::vector<std::optional<KernelId>> clicked;
};

class Fixture {
public:
    explicit Fixture(QSize size = {800, 600})
    {
        view.setMotion(Motion::Reduced);
        view.resize(size);
        view.setContents(threeKernels());
        view.show();
        connectAll();
    }

    [[nodiscard]] QPoint pixelOf(double x, double y) const
    {
        return view.viewport().toLogical(QPointF(x, y)).toPoint();
    }

    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mousePress(&view, Qt::LeftButton, modifiers, from);
        constexpr int kSteps = 8;
        for (int i = 1; i <= kSteps; ++i)
            moveTo(from + (to - from) * i / kSteps, modifiers);
    }

    void moveTo(QPoint at, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QMouseEvent event(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(&view, &event);
    }

    void release(QPoint at, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseRelease(&view, Qt::LeftButton, modifiers, at);
    }

    void wheel(QPoint at, int notches)
    {
        QWheelEvent event(at, view.mapToGlobal(at), QPoint(), QPoint(0, notches * 120), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }

    WaferView view;
    Record record;

private:
    void connectAll()
    {
        QObject::connect(&view, &WaferView::dragBegun, [this](KernelId) { ++record.begun; });
        QObject::connect(&view, &WaferView::resizeBegun, [this](KernelId, ResizeHandle) { ++record.begun; });
        QObject::connect(&view, &WaferView::dragMoved, [this](KernelId, PeCoord at) { record.moved.push_back(at); });
        QObject::connect(&view, &WaferView::dragDropped,
                         [this](KernelId, PeCoord at) { record.dropped.push_back(at); });
        QObject::connect(&view, &WaferView::resizeDropped,
                         [this](KernelId, const PeRect& to) { record.resized.push_back(to); });
        QObject::connect(&view, &WaferView::dragCancelled, [this] { ++record.cancelled; });
        QObject::connect(&view, &WaferView::kernelClicked,
                         [this](std::optional<KernelId> kernel) { record.clicked.push_back(kernel); });
    }
};

} // namespace

class WaferViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasAStableName()
    {
        const WaferView view;
        QCOMPARE(view.objectName(), QStringLiteral("waferView"));
        QVERIFY(!view.accessibleName().isEmpty());
    }

    void fitsTheWaferUntilSomebodyMoves()
    {
        Fixture f;
        f.view.resize(1000, 500);
        QVERIFY(QRectF(f.view.rect()).contains(f.view.viewport().toLogical(PeRect{{0, 0}, 200, 150})));
        f.wheel(f.pixelOf(100, 75), 3);
        const double scale = f.view.viewport().pesPerPixel;
        f.view.resize(900, 450);
        QCOMPARE(f.view.viewport().pesPerPixel, scale);
        f.view.fit();
        QVERIFY(QRectF(f.view.rect()).contains(f.view.viewport().toLogical(PeRect{{0, 0}, 200, 150})));
    }

    void wheelKeepsThePeUnderThePointer()
    {
        Fixture f;
        const QPoint at = f.pixelOf(30.5, 44.5);
        const PeCoord before = f.view.viewport().peAt(at);
        const double scale = f.view.viewport().pesPerPixel;
        for (int i = 0; i < 5; ++i)
            f.wheel(at, 1);
        QVERIFY(f.view.viewport().peAt(at) == before);
        QVERIFY(std::abs(f.view.viewport().pesPerPixel - scale / std::pow(1.25, 5)) < 1e-9);
        for (int i = 0; i < 5; ++i)
            f.wheel(at, -1);
        QVERIFY(f.view.viewport().peAt(at) == before);
    }

    void cameraGlidesAndArrives()
    {
        Fixture f;
        f.view.setMotion(Motion::Full);
        const double scale = f.view.viewport().pesPerPixel;
        f.view.zoomIn();
        QCOMPARE(f.view.viewport().pesPerPixel, scale); // not at once
        QTRY_COMPARE(f.view.viewport().pesPerPixel, scale / 1.25);
    }

    void dragReportsWholePes()
    {
        Fixture f;
        const double pe = 1.0 / f.view.viewport().pesPerLogicalPixel();
        const QPoint from = f.pixelOf(30, 45);
        f.drag(from, from + QPoint(qRound(25 * pe), qRound(30 * pe)), Qt::AltModifier);
        QCOMPARE(f.record.begun, 1);
        QVERIFY((f.record.moved.back() == PeCoord{35, 50}));
        f.release(from + QPoint(qRound(25 * pe), qRound(30 * pe)), Qt::AltModifier);
        QCOMPARE(f.record.dropped.size(), std::size_t{1});
        QVERIFY((f.record.dropped.front() == PeCoord{35, 50}));
        QVERIFY(f.record.clicked.empty());
    }

    void dragSnapsToNeighboursAndTheFabric()
    {
        Fixture f;
        const double pe = 1.0 / f.view.viewport().pesPerLogicalPixel();
        const QPoint from = f.pixelOf(30, 45);
        f.drag(from, from + QPoint(qRound(69 * pe), 1));
        QVERIFY((f.record.moved.back() == PeCoord{80, 20})); // beside `right`, level with it
        f.moveTo(from + QPoint(qRound(-400 * pe), qRound(-400 * pe)));
        QVERIFY((f.record.moved.back() == PeCoord{0, 0})); // all of it stays inside
        f.moveTo(from + QPoint(qRound(400 * pe), qRound(400 * pe)));
        QVERIFY((f.record.moved.back() == PeCoord{160, 100}));
    }

    void escapeCancels()
    {
        Fixture f;
        const QPoint from = f.pixelOf(30, 45);
        f.drag(from, from + QPoint(80, 60));
        QTest::keyClick(&f.view, Qt::Key_Escape);
        QCOMPARE(f.record.cancelled, 1);
        const std::size_t moves = f.record.moved.size();
        f.moveTo(from + QPoint(100, 100));
        f.release(from + QPoint(100, 100));
        QCOMPARE(f.record.moved.size(), moves);
        QVERIFY(f.record.dropped.empty());
        QVERIFY(f.record.clicked.empty());
        f.drag(from, from + QPoint(80, 60)); // and it can be dragged again
        QCOMPARE(f.record.begun, 2);
    }

    void backWhereItWasIsNoDrop()
    {
        Fixture f;
        const QPoint from = f.pixelOf(30, 45);
        f.drag(from, from + QPoint(80, 60));
        f.moveTo(from);
        f.release(from);
        QVERIFY(f.record.dropped.empty());
        QCOMPARE(f.record.cancelled, 1);
    }

    /// The view itself neither sets nor clears a ghost, whatever the mouse does.
    void theGhostIsTheListeners()
    {
        Fixture f;
        f.drag(f.pixelOf(30, 45), f.pixelOf(70, 60));
        QVERIFY(!f.record.moved.empty());
        QVERIFY(!f.view.picture().ghost);
        f.view.setGhost(DragGhost{KernelId{0}, {{1, 2}, 40, 50}, Legality::Illegal, {}});
        f.release(f.pixelOf(70, 60));
        QVERIFY(f.view.picture().ghost.has_value());
        f.drag(f.pixelOf(30, 45), f.pixelOf(70, 60));
        QTest::keyClick(&f.view, Qt::Key_Escape);
        QVERIFY(f.view.picture().ghost.has_value());
    }

    void whatTheListenerSaysIsShown()
    {
        Fixture f;
        connect(&f.view, &WaferView::dragMoved, this, [&f](KernelId kernel, PeCoord origin) {
            f.view.setGhost(DragGhost{kernel, {origin, 40, 50}, Legality::Illegal, QStringLiteral("No.")});
        });
        f.drag(f.pixelOf(30, 45), f.pixelOf(70, 60));
        QCOMPARE(f.view.picture().ghost->legality, Legality::Illegal);
        QCOMPARE(f.view.picture().ghost->reason, QStringLiteral("No."));
    }

    void lockedKernelsStay()
    {
        Fixture f;
        const QPointF centre = f.view.viewport().centre;
        f.drag(f.pixelOf(80, 120), f.pixelOf(100, 110));
        QCOMPARE(f.record.begun, 0);
        QVERIFY(f.view.viewport().centre != centre); // the wafer moves instead
    }

    void clickMeansTheNearestWithinSixPixels()
    {
        Fixture f;
        const QPoint edge = f.pixelOf(50, 45);
        for (const int away : {4, 12}) {
            QTest::mouseClick(&f.view, Qt::LeftButton, Qt::NoModifier, edge + QPoint(away, 0));
        }
        QVERIFY(f.record.clicked == (std::vector<std::optional<KernelId>>{KernelId{0}, std::nullopt}));
    }

    void handlesResize()
    {
        Fixture f;
        f.view.setSelection({KernelId{0}});
        const double pe = 1.0 / f.view.viewport().pesPerLogicalPixel();
        const QPoint corner = f.pixelOf(50, 70);
        f.drag(corner, corner + QPoint(qRound(12 * pe), qRound(-7 * pe)));
        f.release(corner + QPoint(qRound(12 * pe), qRound(-7 * pe)));
        QCOMPARE(f.record.resized.size(), std::size_t{1});
        QVERIFY((f.record.resized.front() == PeRect{{10, 20}, 52, 43}));
        const QPoint west = f.pixelOf(10, 45);
        f.drag(west, f.pixelOf(500, 45));
        f.release(f.pixelOf(500, 45));
        QVERIFY((f.record.resized.back() == PeRect{{49, 20}, 1, 50})); // never less than one PE
    }

    void middleDragPans()
    {
        Fixture f;
        const PeCoord pe = f.view.viewport().peAt({300, 300});
        QTest::mousePress(&f.view, Qt::MiddleButton, Qt::NoModifier, {300, 300});
        f.moveTo({340, 330});
        QTest::mouseRelease(&f.view, Qt::MiddleButton, Qt::NoModifier, {340, 330});
        QVERIFY(f.view.viewport().peAt({340, 330}) == pe);
    }

    void hoverTellsPeAndKernel()
    {
        Fixture f;
        std::optional<PeCoord> pe;
        std::optional<KernelId> kernel;
        connect(&f.view, &WaferView::peHovered, this, [&pe](std::optional<PeCoord> at) { pe = at; });
        connect(&f.view, &WaferView::kernelHovered, this, [&kernel](std::optional<KernelId> at) { kernel = at; });
        f.moveTo(f.pixelOf(140.5, 30.5));
        QVERIFY((pe == PeCoord{140, 30}));
        QVERIFY(kernel == KernelId{1});
        f.moveTo({2, 2});
        QVERIFY(!pe && !kernel);
    }

    void keysNudgePanAndZoom()
    {
        Fixture f;
        std::vector<std::pair<int, int>> nudges;
        connect(&f.view, &WaferView::nudged, this, [&nudges](int x, int y) { nudges.emplace_back(x, y); });
        const QPointF centre = f.view.viewport().centre;
        QTest::keyClick(&f.view, Qt::Key_Right);
        QVERIFY(f.view.viewport().centre.x() > centre.x());
        f.view.setSelection({KernelId{1}});
        QTest::keyClick(&f.view, Qt::Key_Right);
        QTest::keyClick(&f.view, Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY((nudges == std::vector<std::pair<int, int>>{{1, 0}, {0, -10}}));
        const double scale = f.view.viewport().pesPerPixel;
        QTest::keyClick(&f.view, Qt::Key_Plus);
        QCOMPARE(f.view.viewport().pesPerPixel, scale / 1.25);
    }

    void linkedViewsFollowWithoutAnEcho()
    {
        Fixture left;
        Fixture right({500, 600});
        QSignalSpy echo(&right.view, &WaferView::viewportChanged);
        connect(&left.view, &WaferView::viewportChanged, &right.view, &WaferView::setViewport);
        left.wheel(left.pixelOf(30, 40), 2);
        QCOMPARE(right.view.viewport().centre, left.view.viewport().centre);
        QCOMPARE(right.view.viewport().pesPerLogicalPixel(), left.view.viewport().pesPerLogicalPixel());
        QCOMPARE(echo.count(), 0);
        QCOMPARE(right.view.viewport().logicalSize(), QSizeF(500, 600));
    }

    void fieldRequestIsWhatCanBeSeen()
    {
        Fixture f;
        FieldRequest request = f.view.fieldRequest(FieldKind::Busy);
        QVERIFY((request.area == PeRect{{0, 0}, 200, 150}));
        QCOMPARE(request.stride, 1);
        f.view.resize(320, 240);
        f.view.zoomOut();
        f.view.zoomOut();
        request = f.view.fieldRequest(FieldKind::Busy);
        QVERIFY(request.stride >= 2);
        for (int i = 0; i < 12; ++i)
            f.view.zoomIn();
        request = f.view.fieldRequest(FieldKind::Busy);
        QCOMPARE(request.stride, 1);
        QVERIFY(request.area.width < 200);
    }

    void repaintsOnlyForAChange()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.view));
        QVERIFY(waitForTicks(10)); // painted for the first time
        struct Counter : QObject {
            int paints = 0;
            bool eventFilter(QObject*, QEvent* event) override
            {
                paints += event->type() == QEvent::Paint ? 1 : 0;
                return false;
            }
        } counter;
        f.view.installEventFilter(&counter);
        f.view.setTheme(f.view.picture().theme);
        f.view.setLegend(f.view.picture().legend);
        f.view.setSelection({});
        f.view.setContents(f.view.picture().contents);
        QVERIFY(waitForTicks(20));
        QCOMPARE(counter.paints, 0);
        f.view.setSelection({KernelId{0}});
        QTRY_COMPARE(counter.paints, 1);
    }

    void survivesHavingNothing()
    {
        WaferView view;
        view.resize(400, 300);
        view.setNotice(QStringLiteral("Nothing yet"));
        view.show();
        QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, {100, 100});
        QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, {100, 100});
        QTest::mouseMove(&view, {200, 200});
        QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, {200, 200});
        QTest::keyClick(&view, Qt::Key_Plus);
        QTest::keyClick(&view, Qt::Key_Left);
        view.fit();
        view.centreOn({1, 1});
        QVERIFY(!view.grab().isNull());
    }

    void contentsMayGoDuringADrag()
    {
        Fixture f;
        const QPoint from = f.pixelOf(30, 45);
        f.drag(from, from + QPoint(60, 0));
        f.view.setContents(nullptr);
        QCOMPARE(f.record.cancelled, 1);
        f.moveTo(from);
        f.release(from);
        f.view.setContents(contentsWithout());
        QVERIFY(!f.view.grab().isNull());
    }

    void regionsHaveNamesForScreenReaders()
    {
        Fixture f;
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&f.view);
        QVERIFY(canvas);
        QCOMPARE(canvas->childCount(), 3);
        QAccessibleInterface* region = canvas->child(2);
        QCOMPARE(region->text(QAccessible::Name), QStringLiteral("block/locked"));
        QVERIFY(region->text(QAccessible::Description).contains(QStringLiteral("locked")));
        QVERIFY(region->text(QAccessible::Description).contains(QStringLiteral("40 by 40 PEs at 60, 100")));
        QCOMPARE(canvas->indexOfChild(region), 2);
        QCOMPARE(canvas->childAt(region->rect().center().x(), region->rect().center().y()), region);
        f.view.setContents(contentsWithout());
        QCOMPARE(canvas->childCount(), 0);
        QVERIFY(!region->isValid());
    }

private:
    static std::shared_ptr<const WaferContents> contentsWithout() { return synthetic::WaferMaker(200, 150).contents; }
};

WAFERSCOPE_TEST_IN(QApplication, WaferViewTest)
#include "wafer_view_test.moc"
