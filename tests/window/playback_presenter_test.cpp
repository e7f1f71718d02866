#include "presenter_fixture.h"

#include "app/jobs/run_charts.h"
#include "app/presenters/layout_presenter.h"
#include "app/presenters/playback_presenter.h"
#include "tests/test_class.h"
#include "views/timeline/charts.h"
#include "views/timeline/timeline_view.h"
#include "views/timeline/transport_bar.h"

#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QToolButton>

namespace waferscope {

namespace {

/// With a run to play.
struct PlaybackFixture : PresenterFixture {
    LayoutPresenter layouts{*parts.pane, *parts.bottom, *parts.deltas, actions, document, opener, runs};
    PlaybackPresenter playback{window, *parts.bottom, actions, runs};

    Player& player() { return runs.player(); }
    bool run()
    {
        open();
        return QTest::qWaitFor([this] { return runs.runOf(PaneSide::Left) && !runs.isRunning(PaneSide::Left); }, 60000);
    }
};

} // namespace

/// Transport, timeline and charts, without the rest of the window.
class PlaybackPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyARunCanBePlayed();
    void actionsMoveInTime();
    void barsMoveInTime();
    void speedIsSaid();
    void aHiddenWindowDoesNotPlay();
};

void PlaybackPresenterTest::onlyARunCanBePlayed()
{
    PlaybackFixture fixture;
    const auto* place = fixture.child<QLabel>("transport.place");
    QVERIFY(!fixture.actions.play->isEnabled());
    QCOMPARE(place->text(), fixture.runs.notice());
    QVERIFY(fixture.run());
    QVERIFY(fixture.actions.play->isEnabled());
    QVERIFY(place->text().startsWith(QStringLiteral("step 1 · ")));
    QVERIFY(fixture.parts.bottom->charts().chartCount() > 0);
    fixture.actions.play->trigger();
    QVERIFY(fixture.player().isPlaying());
    QCOMPARE(fixture.actions.play->text(), QStringLiteral("Pause"));
    fixture.document.close();
    QVERIFY(!fixture.actions.play->isEnabled());
    QCOMPARE(fixture.actions.play->text(), QStringLiteral("Play"));
    QCOMPARE(place->text(), fixture.runs.notice());
}

void PlaybackPresenterTest::actionsMoveInTime()
{
    PlaybackFixture fixture;
    QVERIFY(fixture.run());
    const auto timeAfter = [&](QAction* action) {
        action->trigger();
        return fixture.player().time();
    };
    const WindowActions& a = fixture.actions;
    const PlaybackScore score = *fixture.player().score();
    QCOMPARE(timeAfter(a.cycleForward), Cycles{1});
    QCOMPARE(timeAfter(a.cycleBack), Cycles{0});
    const Cycles beat = timeAfter(a.beatForward);
    QCOMPARE(beat, score.neighbourOf(Cycles{0}, Stride::Beat, Heading::Forward));
    QCOMPARE(timeAfter(a.beatBack), Cycles{0});
    QCOMPARE(timeAfter(a.phaseForward), score.neighbourOf(Cycles{0}, Stride::Phase, Heading::Forward));
    QCOMPARE(timeAfter(a.phaseBack), Cycles{0});
    QCOMPARE(timeAfter(a.toEnd), score.length);
    QCOMPARE(timeAfter(a.toStart), Cycles{0});
}

void PlaybackPresenterTest::barsMoveInTime()
{
    PlaybackFixture fixture;
    QVERIFY(fixture.run());
    const Cycles length = fixture.player().score()->length;
    Q_EMIT fixture.parts.bottom->transport().scrubbed(0.5);
    QVERIFY(std::abs(fixture.player().time().count() * 2 - length.count()) <= 1);
    Q_EMIT fixture.parts.bottom->timeline().sought(Cycles{7});
    QCOMPARE(fixture.player().time(), Cycles{7});
    const double unit = chartTimeOf(length, fixture.player().score()->clock).cycles;
    Q_EMIT fixture.parts.bottom->charts().sought(static_cast<double>(length.count()) / 4.0 / unit);
    QVERIFY(std::abs(fixture.player().time().count() * 4 - length.count()) <= 4);
}

void PlaybackPresenterTest::speedIsSaid()
{
    PlaybackFixture fixture;
    const auto* speed = fixture.child<QToolButton>("transport.speed");
    QCOMPARE(speed->text(), QStringLiteral("1×"));
    QVERIFY(fixture.run());
    QVERIFY(speed->text().startsWith(QStringLiteral("1×  1 : ")));
    const double slowdown = fixture.player().slowdown();
    fixture.actions.speeds->actions().last()->trigger(); // eight times
    QCOMPARE(fixture.player().slowdown(), slowdown / 8.0);
    QVERIFY(speed->text().startsWith(QStringLiteral("8×  1 : ")));
}

/// It goes on when it is seen again.
void PlaybackPresenterTest::aHiddenWindowDoesNotPlay()
{
    PlaybackFixture fixture;
    fixture.show();
    QVERIFY(fixture.run());
    QSignalSpy moved(&fixture.player(), &Player::timeChanged);
    fixture.actions.play->trigger();
    QVERIFY(moved.wait());
    fixture.window.hide();
    moved.clear();
    QVERIFY(!moved.wait(300));
    fixture.window.show();
    QVERIFY(moved.wait());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::PlaybackPresenterTest)
#include "playback_presenter_test.moc"
