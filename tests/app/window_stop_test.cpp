#include "window_fixture.h"

#include "app/jobs/opener.h"
#include "tests/test_class.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

namespace waferscope {

/// A search that is cancelled in the window, by mouse and by keys: what it had found is offered.
class WindowStopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestIsKeptByMouse_data();
    void theBestIsKeptByMouse();
    void theBestIsKeptByKey();
    void escapeGivesItUp();
    void discardGivesItUp();
};

namespace {

struct StopFixture : WindowFixture {
    using WindowFixture::WindowFixture;

    QPushButton* button(const char* name) { return child<QPushButton>(name); }

    void click(const char* name)
    {
        QPushButton* pressed = button(name);
        QVERIFY(pressed->isVisible());
        QTest::mouseClick(pressed, Qt::LeftButton, {}, pressed->rect().center());
    }

    /// Opens a network and cancels once a layout has been found.
    bool cancelOnceFound()
    {
        QSignalSpy improved{window.findChild<Opener*>(), &Opener::improved};
        window.openModel(QStringLiteral("gallery:resnet50"));
        if (!QTest::qWaitFor([&] { return !improved.isEmpty() && button("job.cancel")->isVisible(); }, 60000))
            return false;
        click("job.cancel");
        return QTest::qWaitFor([this] { return button("job.keep")->isVisible(); }, 5000);
    }
};

} // namespace

void WindowStopTest::theBestIsKeptByMouse_data()
{
    QTest::addColumn<int>("theme");
    QTest::newRow("light") << static_cast<int>(ThemeChoice::Light);
    QTest::newRow("dark") << static_cast<int>(ThemeChoice::Dark);
}

void WindowStopTest::theBestIsKeptByMouse()
{
    QFETCH(int, theme);
    StopFixture fixture{static_cast<ThemeChoice>(theme)};
    QVERIFY(fixture.cancelOnceFound());
    QVERIFY(!fixture.button("job.cancel")->isVisible());
    QVERIFY(fixture.window.document().isEmpty());
    const QString said = fixture.child<QLabel>("job.label")->text();
    QVERIFY2(said.contains(QStringLiteral("stopped")) && said.contains(QStringLiteral("so far")), qPrintable(said));
    fixture.picture(QStringLiteral("stopped-%1").arg(QLatin1String(QTest::currentDataTag())));
    fixture.click("job.keep");
    QVERIFY(!fixture.window.document().isEmpty());
    QVERIFY(fixture.window.document().evaluation()->legal());
    QVERIFY(!fixture.child<JobBar>("jobBar")->isVisible() || !fixture.button("job.keep")->isVisible());
    QVERIFY(fixture.window.findChild<MessageBar*>()->message().contains(QStringLiteral("is kept")));
    fixture.picture(QStringLiteral("kept-%1").arg(QLatin1String(QTest::currentDataTag())));
}

/// The offer has the keyboard.
void WindowStopTest::theBestIsKeptByKey()
{
    StopFixture fixture;
    QVERIFY(fixture.cancelOnceFound());
    QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(fixture.button("job.keep")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(!fixture.window.document().isEmpty());
}

void WindowStopTest::escapeGivesItUp()
{
    StopFixture fixture;
    QVERIFY(fixture.cancelOnceFound());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!fixture.child<JobBar>("jobBar")->isVisible());
    QVERIFY(fixture.window.document().isEmpty());
}

void WindowStopTest::discardGivesItUp()
{
    StopFixture fixture;
    QVERIFY(fixture.cancelOnceFound());
    fixture.click("job.discard");
    QVERIFY(!fixture.child<JobBar>("jobBar")->isVisible());
    QVERIFY(fixture.window.document().isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowStopTest)
#include "window_stop_test.moc"
