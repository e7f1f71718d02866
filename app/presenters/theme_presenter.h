#pragma once

#include <QObject>

namespace waferscope {

class Settings;
class ThemeSwitch;
class WaferPane;
class WindowActions;

/// Light, dark or as the system: chosen, kept, and worn by the wafers, which are not painted in the palette's colours.
class ThemePresenter : public QObject {
    Q_OBJECT
public:
    ThemePresenter(const WindowActions& actions, ThemeSwitch& theme, Settings& settings, WaferPane& pane);
};

} // namespace waferscope
