#include "tests/test_class.h"
#include "window_fixture.h"

#include "views/panels/start_card.h"

#include <QApplication>
#include <algorithm>

namespace waferscope {

/// Walks through everything that the window can show, in both themes and at both scales, and leaves pictures in the
/// build folder's screenshots/ to be looked at.
class WindowStatesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lookAtAll_data();
    void lookAtAll();

private:
    static bool waitForCards(WindowFixture& fixture);
    static void seekTo(WindowFixture& fixture, double share);
    static void lookAtPipelined(WindowFixture& fixture, const QString& name);
    static void lookAtStreaming(WindowFixture& fixture, const QString& name);
    static void lookAtSmall(WindowFixture& fixture, const QString& name);
};

void WindowStatesTest::lookAtAll_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void WindowStatesTest::lookAtAll()
{
    QFETCH(bool, dark);
    WindowFixture fixture(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    QString name = dark ? QStringLiteral("dark") : QStringLiteral("light");
    if (fixture.window.devicePixelRatioF() > 1.0)
        name += QStringLiteral("_2x");
    QVERIFY(waitForCards(fixture));
    fixture.picture(name + QStringLiteral("_start"));
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    QVERIFY(fixture.waitForRun());
    lookAtPipelined(fixture, name);
    lookAtStreaming(fixture, name);
    lookAtSmall(fixture, name);
}

/// The start page counts every network of the gallery, then places them, small ones first: waits for half of them.
bool WindowStatesTest::waitForCards(WindowFixture& fixture)
{
    const QList<StartCardButton*> cards = fixture.window.findChildren<StartCardButton*>();
    const auto isCounted = [](const StartCardButton* button) { return !button->card().counts.isEmpty(); };
    const auto isPlaced = [](const StartCardButton* button) {
        return !button->card().regions.empty() || !button->card().remark.isEmpty();
    };
    return cards.size() >= 10
        && QTest::qWaitFor(
               [&] {
                   return std::all_of(cards.begin(), cards.end(), isCounted)
                       && 2 * std::count_if(cards.begin(), cards.end(), isPlaced) >= cards.size();
               },
               120000);
}

void WindowStatesTest::seekTo(WindowFixture& fixture, double share)
{
    Player& player = fixture.window.runs().player();
    QVERIFY(player.score());
    player.seek(Cycles{static_cast<std::int64_t>(share * static_cast<double>(player.score()->length.count()))});
}

void WindowStatesTest::lookAtPipelined(WindowFixture& fixture, const QString& name)
{
    WindowActions& actions = fixture.window.actions();
    fixture.picture(name + QStringLiteral("_layers"));
    fixture.trigger(actions.routes);
    fixture.picture(name + QStringLiteral("_routes"));
    fixture.trigger(actions.routes);
    fixture.window.document().select(KernelId{12});
    for (int i = 0; i < kFieldKindCount; ++i) {
        const auto kind = static_cast<FieldKind>(i);
        seekTo(fixture, 0.08);
        fixture.trigger(actions.pictureAction(kind));
        fixture.picture(name + QLatin1Char('_') + QString::fromLatin1(nameOf(kind).data()));
    }
    fixture.trigger(actions.report);
    fixture.picture(name + QStringLiteral("_report"));
    fixture.trigger(actions.report);
    QTest::mouseClick(fixture.child<QWidget>("why.cycles"), Qt::LeftButton);
    fixture.picture(name + QStringLiteral("_why"));
    fixture.trigger(actions.commands);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("conv2"));
    fixture.picture(name + QStringLiteral("_commands"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
}

void WindowStatesTest::lookAtStreaming(WindowFixture& fixture, const QString& name)
{
    WindowActions& actions = fixture.window.actions();
    fixture.trigger(actions.pictureAction(FieldKind::SramUsed));
    fixture.trigger(actions.modeAction(ViewMode::WeightStreaming));
    QVERIFY(fixture.waitForRun());
    seekTo(fixture, 0.16);
    fixture.picture(name + QStringLiteral("_streaming"));
    fixture.trigger(actions.modeAction(ViewMode::Compare));
    QVERIFY(fixture.waitForRun());
    seekTo(fixture, 0.05);
    fixture.picture(name + QStringLiteral("_compare"));
    fixture.trigger(actions.modeAction(ViewMode::Pipelined));
}

void WindowStatesTest::lookAtSmall(WindowFixture& fixture, const QString& name)
{
    fixture.trigger(fixture.window.actions().pictureAction(std::nullopt));
    fixture.window.resize(1024, 700);
    fixture.picture(name + QStringLiteral("_small"));
    const WaferView& view = fixture.window.wafer(PaneSide::Left);
    QVERIFY(view.width() * view.height() >= fixture.window.width() * fixture.window.height() * 6 / 10);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowStatesTest)
#include "window_states_scale_test.moc"
