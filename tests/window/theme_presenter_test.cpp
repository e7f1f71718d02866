#include "presenter_fixture.h"

#include "app/presenters/theme_presenter.h"
#include "app/window/theme_switch.h"
#include "tests/test_class.h"

#include <QActionGroup>
#include <QApplication>

namespace waferscope {

class ThemePresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wafersWearWhatIsChosen();
    void theChoiceIsKept();
};

void ThemePresenterTest::wafersWearWhatIsChosen()
{
    ThemeSwitch theme;
    theme.apply(ThemeChoice::Dark);
    PresenterFixture fixture;
    const ThemePresenter presenter(fixture.actions, theme, fixture.settings, *fixture.parts.pane);
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        QVERIFY(fixture.wafer(side).picture().theme == ThemeKind::Dark);
    fixture.actions.themes->actions().at(1)->trigger();
    QVERIFY(theme.kind() == ThemeKind::Light);
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        QVERIFY(fixture.wafer(side).picture().theme == ThemeKind::Light);
}

void ThemePresenterTest::theChoiceIsKept()
{
    ThemeSwitch theme;
    PresenterFixture fixture;
    Settings settings(Settings::Kind::Kept);
    const ThemePresenter presenter(fixture.actions, theme, settings, *fixture.parts.pane);
    for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
        fixture.actions.themes->actions().at(static_cast<int>(choice))->trigger();
        QVERIFY(settings.theme() == choice);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::ThemePresenterTest)
#include "theme_presenter_test.moc"
