#include "presenter_fixture.h"

#include "app/presenters/panel_presenter.h"
#include "tests/test_class.h"

#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QTableView>

namespace waferscope {

/// Docks, strip and window size, without what they show.
class PanelPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void panelsComeWithAProject();
    void aNarrowWindowFoldsThem();
    void hiddenPanelsComeBackAsTheyWere();
    void theStripIsTimelineOrReport();
    void theGraphIsLargeAndTheListIsNot();
    void resetMakesTheUsualWindow();
    void theWindowIsKept();

private:
    static std::unique_ptr<PanelPresenter> presenterOf(PresenterFixture& fixture)
    {
        return std::make_unique<PanelPresenter>(fixture.window, fixture.parts, fixture.actions, fixture.document,
                                                fixture.settings);
    }
};

void PanelPresenterTest::panelsComeWithAProject()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    QVERIFY(!fixture.parts.networkDock->isVisible());
    QVERIFY(!fixture.parts.inspectorDock->isVisible());
    QVERIFY(!fixture.parts.bottom->isVisible());
    fixture.open();
    QVERIFY(fixture.parts.networkDock->isVisible());
    QVERIFY(fixture.parts.inspectorDock->isVisible());
    QVERIFY(fixture.parts.bottom->isVisible());
    fixture.document.close();
    QVERIFY(!fixture.parts.networkDock->isVisible());
    QVERIFY(!fixture.parts.bottom->isVisible());
}

void PanelPresenterTest::aNarrowWindowFoldsThem()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    fixture.window.resize(1100, 800);
    QTRY_VERIFY(!fixture.parts.networkDock->isVisible());
    QVERIFY(!fixture.actions.timeline->isChecked());
    QVERIFY(!fixture.child<QWidget>("strip")->isVisible());
    fixture.window.resize(1300, 800);
    QTRY_VERIFY(fixture.parts.networkDock->isVisible());
    QVERIFY(fixture.child<QWidget>("strip")->isVisible());
}

void PanelPresenterTest::hiddenPanelsComeBackAsTheyWere()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    for (const bool strip : {true, false}) {
        if (fixture.actions.timeline->isChecked() != strip)
            fixture.actions.timeline->trigger();
        fixture.actions.hidePanels->trigger();
        QVERIFY(!fixture.parts.inspectorDock->isVisible());
        QVERIFY(!fixture.child<QWidget>("strip")->isVisible());
        fixture.actions.hidePanels->trigger();
        QVERIFY(fixture.parts.inspectorDock->isVisible());
        QCOMPARE(fixture.child<QWidget>("strip")->isVisible(), strip);
    }
}

void PanelPresenterTest::theStripIsTimelineOrReport()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    const auto* report = fixture.child<QTableView>("reportTable");
    QVERIFY(!report->isVisible());
    fixture.actions.report->trigger();
    QVERIFY(report->isVisible());
    fixture.actions.timeline->trigger(); // the report stays
    QVERIFY(report->isVisible());
    fixture.actions.report->trigger();
    QVERIFY(!fixture.child<QWidget>("strip")->isVisible());
}

void PanelPresenterTest::theGraphIsLargeAndTheListIsNot()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    const int before = fixture.parts.networkDock->width();
    fixture.actions.networkGraph->trigger();
    QVERIFY(fixture.parts.network->page() == NetworkPanel::Page::Graph);
    QTRY_VERIFY(fixture.parts.networkDock->width() > before);
    fixture.parts.network->showPage(NetworkPanel::Page::List); // by the panel's own switch
    QVERIFY(!fixture.actions.networkGraph->isChecked());
    QTRY_COMPARE(fixture.parts.networkDock->width(), fixture.parts.network->sizeHint().width());
    fixture.parts.networkDock->hide();
    fixture.actions.findLayer->trigger();
    QVERIFY(fixture.parts.networkDock->isVisible());
    QTRY_VERIFY(fixture.child<QLineEdit>("network.search")->hasFocus());
}

void PanelPresenterTest::resetMakesTheUsualWindow()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    fixture.window.resize(1100, 720);
    QTRY_VERIFY(!fixture.parts.networkDock->isVisible());
    fixture.actions.resetLayout->trigger();
    QCOMPARE(fixture.window.size(), WindowParts::kUsualSize);
    QVERIFY(fixture.parts.networkDock->isVisible());
    QVERIFY(fixture.actions.timeline->isChecked());
}

/// A second window is as large as the first was.
void PanelPresenterTest::theWindowIsKept()
{
    Settings settings(Settings::Kind::Kept);
    PresenterFixture first;
    PanelPresenter before(first.window, first.parts, first.actions, first.document, settings);
    first.window.resize(1234, 777);
    before.keep();
    PresenterFixture second;
    const PanelPresenter after(second.window, second.parts, second.actions, second.document, settings);
    QCOMPARE(second.window.size(), QSize(1234, 777));
    second.actions.resetLayout->trigger();
    QVERIFY(settings.geometry().isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::PanelPresenterTest)
#include "panel_presenter_test.moc"
