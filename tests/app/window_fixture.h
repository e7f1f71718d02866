#pragma once

#include "app/window/main_window.h"
#include "tests/tick_watch.h"
#include "views/wafer/wafer_view.h"

#include <QApplication>
#include <QDir>
#include <QTest>

namespace waferscope {

/// A window that keeps nothing, and what tests do with it.
struct WindowFixture {
    Settings settings{Settings::Kind::Safe};
    ThemeSwitch theme;
    MainWindow window;

    explicit WindowFixture(ThemeChoice choice = ThemeChoice::Light, QSize size = {1400, 900})
        : window(settings, (theme.apply(choice), theme))
    {
        window.resize(size);
        window.show();
        static_cast<void>(QTest::qWaitForWindowExposed(&window));
    }

    /// Opens and waits until it is mapped and seen.
    bool open(const QString& model)
    {
        const auto before = window.document().project();
        window.openModel(model);
        const bool opened = QTest::qWaitFor([&] { return window.document().project() != before; }, 60000);
        return opened && waitForTicks(50); // the camera comes to rest
    }

    /// Waits until the left side has run to its end.
    bool waitForRun()
    {
        const RunController& runs = window.runs();
        return QTest::qWaitFor([&] { return runs.runOf(PaneSide::Left) && !runs.isRunning(PaneSide::Left); }, 60000);
    }

    /// Saves what the window shows into the build folder, to be looked at.
    void picture(const QString& name)
    {
        QVERIFY(waitForTicks(50)); // camera and frame at rest
        QDir().mkpath(folder());
        QVERIFY(window.grab().save(folder() + QLatin1Char('/') + name + QStringLiteral(".png")));
    }

    static QString folder() { return QStringLiteral(WAFERSCOPE_BINARY_DIR "/screenshots"); }

    void trigger(QAction* action)
    {
        QVERIFY2(action->isEnabled(), qPrintable(action->objectName()));
        action->trigger();
    }

    template <typename T>
    T* child(const char* name)
    {
        return window.findChild<T*>(QLatin1String(name));
    }
};

} // namespace waferscope
