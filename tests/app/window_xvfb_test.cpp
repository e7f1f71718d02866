#include "tests/test_class.h"
#include "window_fixture.h"

#include "views/panels/start_page.h"

#include <QAbstractButton>
#include <QApplication>
#include <QProcess>

namespace waferscope {

/// A real pointer on a real display.
class WindowXvfbTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void galleryCardOpensByMouseAndAKernelIsDragged();

private:
    static QStringList at(const QWidget& widget, QPoint place)
    {
        const QPoint device = widget.mapToGlobal(place) * widget.devicePixelRatioF();
        return {QStringLiteral("mousemove"), QString::number(device.x()), QString::number(device.y())};
    }

    /// Hands a whole gesture to the X server; the event loop runs while it happens.
    static bool gesture(const QStringList& arguments)
    {
        QProcess process;
        process.start(QStringLiteral("xdotool"), arguments);
        return QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 20000)
            && process.exitCode() == 0;
    }
};

void WindowXvfbTest::galleryCardOpensByMouseAndAKernelIsDragged()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    auto* card = fixture.child<QAbstractButton>("card.gallery:screening-mlp");
    QVERIFY(card);
    QVERIFY(gesture(at(*card, card->rect().center()) + QStringList{QStringLiteral("click"), QStringLiteral("1")}));
    QVERIFY(QTest::qWaitFor([&] { return !document.isEmpty(); }, 60000));
    QVERIFY(fixture.waitForRun());
    QVERIFY(waitForTicks(80)); // the camera comes to rest

    WaferView& view = fixture.window.wafer(PaneSide::Left);
    const PeRect start = document.layout()->mapping()[KernelId{1}].rectangle;
    const QPoint from = view.viewport()
                            .toLogical(QPointF(start.origin.x + start.width / 2.0, start.origin.y + start.height / 2.0))
                            .toPoint();
    QStringList drag = at(view, from) + QStringList{QStringLiteral("mousedown"), QStringLiteral("1")};
    for (int i = 1; i <= 10; ++i)
        drag += QStringList{QStringLiteral("sleep"), QStringLiteral("0.03")} + at(view, from + QPoint(8 * i, 4 * i));
    drag += {QStringLiteral("sleep"), QStringLiteral("0.1"), QStringLiteral("mouseup"), QStringLiteral("1")};
    QVERIFY(gesture(drag));
    QTRY_COMPARE(document.undoStack().count(), 1);
    QVERIFY(document.layout()->mapping()[KernelId{1}].rectangle != start);
    QTest::keyClick(&fixture.window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document.layout()->mapping()[KernelId{1}].rectangle, start);
    fixture.picture(QStringLiteral("xvfb"));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowXvfbTest)
#include "window_xvfb_test.moc"
