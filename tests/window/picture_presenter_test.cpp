#include "presenter_fixture.h"

#include "app/presenters/layout_presenter.h"
#include "tests/test_class.h"

#include <QApplication>
#include <QImage>
#include <QTemporaryDir>

namespace waferscope {

namespace {

/// With the layouts that it shows.
struct PictureFixture : PresenterFixture {
    LayoutPresenter layouts{*parts.pane, *parts.bottom, *parts.deltas, actions, document, opener, runs};
    PicturePresenter pictures{window, *parts.pane, actions, layouts, runs, *parts.message};
};

} // namespace

/// What the wafers' pictures show, without the rest of the window.
class PicturePresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHeatMapComesAndGoes();
    void routesAndNamesAreSwitched();
    void streamingShowsTheLayerAtWork();
    void whatIsSeenIsExported();
};

void PicturePresenterTest::aHeatMapComesAndGoes()
{
    PictureFixture fixture;
    fixture.show();
    fixture.open();
    QVERIFY(!fieldRequestOf(*fixture.parts.pane, fixture.actions, PaneSide::Left));
    fixture.actions.pictureAction(FieldKind::Busy)->trigger();
    QVERIFY(fieldRequestOf(*fixture.parts.pane, fixture.actions, PaneSide::Left)->kind == FieldKind::Busy);
    QVERIFY(!fieldRequestOf(*fixture.parts.pane, fixture.actions, PaneSide::Right)); // is not seen
    QVERIFY(fixture.wafer().picture().kind == PictureKind::HeatMap);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.wafer().picture().field, 60000);
    fixture.actions.pictureAction(std::nullopt)->trigger();
    QVERIFY(fixture.wafer().picture().kind == PictureKind::Layers);
    QVERIFY(!fixture.wafer().picture().field);
}

void PicturePresenterTest::routesAndNamesAreSwitched()
{
    PictureFixture fixture;
    fixture.actions.routes->trigger();
    fixture.actions.labels->trigger();
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        QVERIFY(fixture.wafer(side).picture().routes == Visibility::Shown);
        QVERIFY(fixture.wafer(side).picture().labels == Visibility::Hidden);
    }
}

void PicturePresenterTest::streamingShowsTheLayerAtWork()
{
    PictureFixture fixture;
    fixture.open();
    fixture.actions.modeAction(ViewMode::WeightStreaming)->trigger();
    QVERIFY(!fixture.wafer().picture().notice.isEmpty()); // it is being emulated
    QTRY_VERIFY_WITH_TIMEOUT(fixture.runs.runOf(PaneSide::Left), 60000);
    const PlaybackScore& score = *fixture.runs.player().score();
    fixture.runs.player().seek(Cycles{(score.layerStarts[0].count() + score.layerStarts[1].count()) / 2});
    QVERIFY(fixture.wafer().picture().streaming);
    QVERIFY(fixture.wafer().picture().notice.isEmpty());
    fixture.actions.modeAction(ViewMode::Pipelined)->trigger();
    QVERIFY(!fixture.wafer().picture().streaming);
}

void PicturePresenterTest::whatIsSeenIsExported()
{
    PictureFixture fixture;
    fixture.show();
    fixture.open();
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("wafer.png"));
    fixture.pictures.exportTo(file);
    QCOMPARE(fixture.parts.message->message(), QStringLiteral("Wrote %1.").arg(file));
    QVERIFY(!QImage(file).isNull());
    fixture.pictures.exportTo(folder.filePath(QStringLiteral("no/such/folder.svg")));
    QVERIFY(!fixture.parts.message->message().startsWith(QStringLiteral("Wrote")));
    QVERIFY(!fixture.parts.message->message().isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::PicturePresenterTest)
#include "picture_presenter_test.moc"
