#include "builder_fixture.h"
#include "tests/test_class.h"

#include <QApplication>
#include <QWindow>

namespace waferscope {

/// Drags under a display server, where a drag runs in a loop of its own.
class BuilderXvfbTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dragsByHand();
};

/// Presses, moves and releases as a hand does; the drag's own loop runs in between.
void BuilderXvfbTest::dragsByHand()
{
    BuilderFixture fixture;
    fixture.insert(QStringLiteral("conv"));
    fixture.insert(QStringLiteral("pool"));
    QVERIFY(fixture.counted());
    const auto drag = [&fixture](QWidget* from, QPoint start, QPoint end) {
        QWindow* window = fixture.window.windowHandle();
        const auto inWindow = [&fixture](QWidget* widget, QPoint place) {
            return widget->mapTo(&fixture.window, place);
        };
        const QPoint first = inWindow(from, start);
        const QPoint last = inWindow(fixture.list().viewport(), end);
        constexpr int kSteps = 10;
        for (int step = 1; step <= kSteps; ++step) // a timer each: the drag runs inside the first one that counts
            QTimer::singleShot(20 * step, window,
                               [=] { QTest::mouseMove(window, first + (last - first) * step / kSteps); });
        bool isOver = false;
        QTimer::singleShot(20 * (kSteps + 2), window, [=, &isOver] {
            QTest::mouseRelease(window, Qt::LeftButton, {}, last);
            isOver = true;
        });
        QTest::mouseMove(window, first);
        QTest::mousePress(window, Qt::LeftButton, {}, first);
        QVERIFY(QTest::qWaitFor([&isOver] { return isOver; }, 20000));
    };
    auto* tree = fixture.child<QTreeView>("builder.palette.blocks");
    const QModelIndex norm = BuilderFixture::find(*tree, QStringLiteral("norm"));
    tree->scrollTo(norm);
    drag(tree->viewport(), tree->visualRect(norm).center(), fixture.middleOf(1) - QPoint(0, 14));
    QCOMPARE(namesOf(fixture.spec()), (QStringList{"conv", "norm", "pool"}));
    QVERIFY(fixture.counted());
    drag(fixture.list().viewport(), fixture.middleOf(2), fixture.middleOf(1) - QPoint(0, 14));
    QCOMPARE(namesOf(fixture.spec()), (QStringList{"conv", "pool", "norm"}));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderXvfbTest)
#include "builder_xvfb_test.moc"
