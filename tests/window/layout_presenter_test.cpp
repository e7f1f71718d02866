#include "presenter_fixture.h"

#include "app/presenters/layout_presenter.h"
#include "session/edit_project.h"
#include "tests/test_class.h"
#include "views/models/delta_model.h"

#include <QApplication>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

namespace waferscope {

/// Which layouts stand in the panes, without the rest of the window.
class LayoutPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProjectIsShownAndRun();
    void theSwitchFollowsTheLayout();
    void compareShowsBoth();
    void compareTakesAnyTwo();
    void oneLayoutAloneIsNotCompared();
    void aMissingModeIsMapped();
    void aPreviewIsLeftToTheWafer();
    void theBestSoFarStandsInFrontUntilTheEnd();
    void theBestSoFarGoesWithItsJob();

private:
    static std::unique_ptr<LayoutPresenter> presenterOf(PresenterFixture& fixture)
    {
        return std::make_unique<LayoutPresenter>(*fixture.parts.pane, *fixture.parts.bottom, *fixture.parts.deltas,
                                                 fixture.actions, fixture.document, fixture.opener, fixture.runs);
    }
    /// The picture in front of the wafers; null while there is none.
    static const WaferView* soFar(PresenterFixture& fixture)
    {
        const auto* view = fixture.child<WaferView>("wafer.soFar");
        return view && view->isVisible() && view->picture().contents ? view : nullptr;
    }
};

void LayoutPresenterTest::aProjectIsShownAndRun()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::StartPage);
    QVERIFY(!presenter->shownOn(PaneSide::Left));
    fixture.open();
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::OneWafer);
    QCOMPARE(presenter->shownOn(PaneSide::Left)->layout, fixture.document.layout());
    QVERIFY(!presenter->shownOn(PaneSide::Right));
    QVERIFY(fixture.wafer().picture().contents);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.runs.runOf(PaneSide::Left), 60000);
    fixture.document.close();
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::StartPage);
    QVERIFY(!fixture.wafer().picture().contents);
    QVERIFY(!fixture.runs.runOf(PaneSide::Left));
}

void LayoutPresenterTest::theSwitchFollowsTheLayout()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    const QSignalSpy chosen(presenter.get(), &LayoutPresenter::panesChosen);
    fixture.open();
    fixture.actions.modeAction(ViewMode::WeightStreaming)->trigger();
    QVERIFY(fixture.document.layout()->mode() == Mode::WeightStreaming);
    QCOMPARE(chosen.count(), 1);
    fixture.document.showLayout(0); // by somebody else
    QVERIFY(fixture.actions.modeAction(ViewMode::Pipelined)->isChecked());
}

void LayoutPresenterTest::compareShowsBoth()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::TwoWafers);
    QVERIFY(presenter->shownOn(PaneSide::Left)->layout->mode() == Mode::Pipelined);
    QVERIFY(presenter->shownOn(PaneSide::Right)->layout->mode() == Mode::WeightStreaming);
    QVERIFY(!fixture.child<QTableView>("deltaTable")->isHidden());
    QVERIFY(fixture.parts.deltas->rowCount() > 0);
    QVERIFY(fixture.child<QToolButton>("wafer.left.caption")->text().startsWith(QStringLiteral("Pipelined · ")));
    QVERIFY(
        fixture.child<QToolButton>("wafer.right.caption")->text().startsWith(QStringLiteral("Weight streaming · ")));
    fixture.document.showLayout(1); // by somebody else: the two change places
    QVERIFY(presenter->shownOn(PaneSide::Left)->layout->mode() == Mode::WeightStreaming);
    QVERIFY(presenter->shownOn(PaneSide::Right)->layout->mode() == Mode::Pipelined);
    QVERIFY(fixture.actions.modeAction(ViewMode::Compare)->isChecked());
}

/// Chosen in the caption above a wafer; the table's columns then have the layouts' names.
void LayoutPresenterTest::compareTakesAnyTwo()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open();
    const std::shared_ptr<const Project> project = fixture.document.project();
    const auto twin = std::make_shared<const Layout>(project->layouts.front()->withName("before"));
    fixture.document.open(std::make_shared<const Project>(withAddedLayout(*project, twin)), {});
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    const auto indexOn = [&](PaneSide side) {
        const auto& layouts = fixture.document.project()->layouts;
        return std::find(layouts.begin(), layouts.end(), presenter->shownOn(side)->layout) - layouts.begin();
    };
    const auto choose = [&](const char* caption, int index) {
        fixture.child<QToolButton>(caption)->menu()->actions().at(index)->trigger();
    };
    QCOMPARE(indexOn(PaneSide::Right), 1);
    choose("wafer.right.caption", 2);
    QCOMPARE(indexOn(PaneSide::Left), 0);
    QCOMPARE(indexOn(PaneSide::Right), 2);
    QVERIFY(fixture.child<QToolButton>("wafer.right.caption")->text().contains(QStringLiteral(" · before")));
    QCOMPARE(fixture.parts.deltas->headerData(DeltaModel::RightColumn, Qt::Horizontal).toString(),
             QStringLiteral("before"));
    choose("wafer.left.caption", 2); // changes places with it
    QCOMPARE(indexOn(PaneSide::Left), 2);
    QCOMPARE(indexOn(PaneSide::Right), 0);
    choose("wafer.left.caption", 1);
    QCOMPARE(indexOn(PaneSide::Left), 1);
    QCOMPARE(indexOn(PaneSide::Right), 0);
    QVERIFY(fixture.parts.deltas->rowCount() > 0);
}

/// Undo may take the layout away that was compared with.
void LayoutPresenterTest::oneLayoutAloneIsNotCompared()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.open();
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    Project alone = *fixture.document.project();
    alone.layouts.resize(1);
    fixture.document.replaceProject(alone, {});
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::OneWafer);
    QVERIFY(fixture.actions.modeAction(ViewMode::Pipelined)->isChecked());
    QVERIFY(!presenter->shownOn(PaneSide::Right));
}

void LayoutPresenterTest::aMissingModeIsMapped()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.open();
    Project project = *fixture.document.project();
    project.layouts.resize(1);
    fixture.document.open(std::make_shared<const Project>(std::move(project)), {});
    QVERIFY(fixture.document.layout()->mode() == Mode::Pipelined);
    fixture.actions.modeAction(ViewMode::WeightStreaming)->trigger();
    QVERIFY(fixture.opener.isBusy());
    QVERIFY(fixture.actions.modeAction(ViewMode::Pipelined)->isChecked()); // until it is there
    QTRY_VERIFY_WITH_TIMEOUT(fixture.document.layout()->mode() == Mode::WeightStreaming, 60000);
    QVERIFY(fixture.actions.modeAction(ViewMode::WeightStreaming)->isChecked());
}

void LayoutPresenterTest::aPreviewIsLeftToTheWafer()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.open();
    const auto before = fixture.wafer().picture().contents;
    fixture.document.previewMove(KernelId{0}, {300, 300});
    QCOMPARE(fixture.wafer().picture().contents, before);
    fixture.document.endPreview();
    fixture.document.moveKernel(KernelId{0}, {300, 300});
    QVERIFY(fixture.wafer().picture().contents != before);
}

/// Of another machine; the open project stays as it is until its one undo step.
void LayoutPresenterTest::theBestSoFarStandsInFrontUntilTheEnd()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.open("gallery:resnet50");
    const auto before = fixture.document.project();
    const auto contents = fixture.wafer().picture().contents;
    fixture.opener.changeMachine(QStringLiteral("cs2"));
    QTRY_VERIFY_WITH_TIMEOUT(soFar(fixture), 60000);
    QVERIFY(fixture.opener.isBusy());
    QVERIFY(soFar(fixture)->picture().contents->fabric == readInstallation("cs2").value()->system.fabric());
    QCOMPARE(soFar(fixture)->picture().contents->regions.size(), contents->regions.size());
    QVERIFY(!fixture.wafer().isVisible());
    QCOMPARE(fixture.document.project(), before);
    QCOMPARE(fixture.document.undoStack().count(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.opener.isBusy(), 120000);
    QVERIFY(!soFar(fixture) && fixture.wafer().isVisible());
    QVERIFY(fixture.wafer().picture().contents != contents);
    QCOMPARE(fixture.document.undoStack().count(), 1);
    fixture.document.undoStack().undo();
    QCOMPARE(fixture.document.project(), before);
}

/// Back to the start page, from which it was opened.
void LayoutPresenterTest::theBestSoFarGoesWithItsJob()
{
    PresenterFixture fixture;
    const auto presenter = presenterOf(fixture);
    fixture.show();
    fixture.opener.open(QStringLiteral("gallery:resnet50"));
    QTRY_VERIFY_WITH_TIMEOUT(soFar(fixture), 60000);
    QVERIFY(fixture.document.isEmpty());
    fixture.opener.cancel();
    QVERIFY(!soFar(fixture));
    QVERIFY(fixture.child<QWidget>("startPage")->isVisible());
    QVERIFY(fixture.document.isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::LayoutPresenterTest)
#include "layout_presenter_test.moc"
