#include "presenter_fixture.h"

#include "tests/test_class.h"
#include "views/panels/start_page.h"

#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QSplitter>

namespace waferscope {

/// What stands in the window and where, before anybody shows something in it.
class WindowPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStartPageHasTheKeysFirst();
    void aPanelKeepsTheHeightItWants();
    void everyActionStandsInAMenu();
    void whatScriptsUseKeepsItsName();
};

/// Not the first button of the tool bar, which a stray Space would press.
void WindowPartsTest::theStartPageHasTheKeysFirst()
{
    PresenterFixture fixture;
    fixture.parts.bottom->setContents(BottomPanel::Contents::Hidden);
    fixture.show();
    const QWidget* first = QApplication::focusWidget();
    QVERIFY(first);
    QVERIFY2(first == &fixture.parts.pane->startPage() || fixture.parts.pane->isAncestorOf(first),
             qPrintable(first->objectName()));
}

void WindowPartsTest::aPanelKeepsTheHeightItWants()
{
    PresenterFixture fixture;
    fixture.show();
    for (const BottomPanel::Strip strip : {BottomPanel::Strip::Folded, BottomPanel::Strip::Timeline}) {
        fixture.parts.bottom->setStrip(strip);
        QCOMPARE(fixture.parts.bottom->height(), fixture.parts.vertical->sizes().last());
        QVERIFY(fixture.parts.bottom->height() >= fixture.parts.bottom->minimumHeight());
        QVERIFY(fixture.parts.bottom->height() <= fixture.parts.bottom->maximumHeight());
    }
}

/// But speeds, which the transport line has.
void WindowPartsTest::everyActionStandsInAMenu()
{
    PresenterFixture fixture;
    QSet<QAction*> found;
    for (const QMenu* menu : fixture.window.menuBar()->findChildren<QMenu*>()) {
        for (QAction* action : menu->actions())
            found.insert(action);
    }
    for (QAction* action : fixture.actions.all()) {
        const bool isSpeed = action->objectName().startsWith(QStringLiteral("speed."));
        QVERIFY2(isSpeed || found.contains(action), qPrintable(action->objectName()));
    }
}

void WindowPartsTest::whatScriptsUseKeepsItsName()
{
    PresenterFixture fixture;
    for (const char* name :
         {"middle", "waferPane", "startPage", "wafer.left", "wafer.right", "networkPanel", "inspector", "dock.network",
          "dock.inspector", "bottomPanel", "vertical", "messageBar", "sizeBar", "jobBar", "toolbar", "commandPalette"})
        QVERIFY2(fixture.child<QWidget>(name), name);
    for (const char* name : {"view.dock.network", "view.dock.inspector"})
        QVERIFY2(fixture.child<QAction>(name), name);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowPartsTest)
#include "window_parts_test.moc"
