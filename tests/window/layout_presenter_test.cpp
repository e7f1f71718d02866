#include "presenter_fixture.h"

#include "app/presenters/layout_presenter.h"
#include "tests/test_class.h"
#include "views/models/delta_model.h"

#include <QApplication>
#include <QLabel>
#include <QTableView>

namespace waferscope {

/// Which layouts stand in the panes, without the rest of the window.
class LayoutPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProjectIsShownAndRun();
    void theSwitchFollowsTheLayout();
    void compareShowsBoth();
    void aMissingModeIsMapped();
    void aPreviewIsLeftToTheWafer();

private:
    static std::unique_ptr<LayoutPresenter> presenterOf(PresenterFixture& fixture)
    {
        return std::make_unique<LayoutPresenter>(*fixture.parts.pane, *fixture.parts.bottom, *fixture.parts.deltas,
                                                 fixture.actions, fixture.document, fixture.opener, fixture.runs);
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
    const QSignalSpy chosen(presenter.get(), &LayoutPresenter::modeChosen);
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
    QVERIFY(fixture.child<QLabel>("wafer.left.caption")->text().startsWith(QStringLiteral("Pipelined · ")));
    QVERIFY(fixture.child<QLabel>("wafer.right.caption")->text().startsWith(QStringLiteral("Weight streaming · ")));
    fixture.document.showLayout(1); // there is nothing left to compare with
    QVERIFY(fixture.actions.modeAction(ViewMode::WeightStreaming)->isChecked());
    QVERIFY(fixture.parts.pane->shown() == WaferPane::Shown::OneWafer);
    QVERIFY(fixture.child<QTableView>("deltaTable")->isHidden());
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

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::LayoutPresenterTest)
#include "layout_presenter_test.moc"
