#include "app/presenters/theme_presenter.h"

#include "app/window/theme_switch.h"
#include "app/window/wafer_pane.h"
#include "app/window/window_actions.h"
#include "views/wafer/wafer_view.h"

#include <QAction>
#include <QActionGroup>

namespace waferscope {

ThemePresenter::ThemePresenter(const WindowActions& actions, ThemeSwitch& theme, Settings& settings, WaferPane& pane)
{
    connect(actions.themes, &QActionGroup::triggered, this, [&actions, &theme, &settings](const QAction* action) {
        const auto choice = static_cast<ThemeChoice>(actions.themes->actions().indexOf(action));
        settings.keepTheme(choice);
        theme.apply(choice);
    });
    const auto dress = [&pane](ThemeKind kind) {
        for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
            pane.view(side).setTheme(kind);
    };
    connect(&theme, &ThemeSwitch::changed, this, dress);
    dress(theme.kind());
}

} // namespace waferscope
