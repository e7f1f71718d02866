#pragma once

#include "app/document/document.h"
#include "app/document/layout_evaluator.h"
#include "app/jobs/advisor.h"
#include "app/jobs/opener.h"
#include "app/jobs/run_controller.h"
#include "app/presenters/picture_presenter.h"
#include "app/settings.h"
#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "app/window/window_actions.h"
#include "app/window/window_parts.h"
#include "formats/machines/machines.h"
#include "session/map_project.h"
#include "views/panels/message_bar.h"
#include "views/wafer/wafer_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QMainWindow>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

namespace waferscope {

/// What presenters connect, all of it real and none of it connected: a test makes the one that it is about.
struct PresenterFixture {
    Settings settings{Settings::Kind::Safe};
    QMainWindow window;
    LayoutEvaluator evaluator;
    Document document{[this](const std::shared_ptr<const Layout>& layout,
                             const std::shared_ptr<const Assumptions>& assumptions,
                             LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); }};
    Opener opener{document, evaluator};
    Advisor advisor{document};
    WindowActions actions{document.undoStack(), &window};
    WindowParts parts{window, actions};
    RunController runs{[this](PaneSide side) { return fieldRequestOf(*parts.pane, actions, side); }};

    PresenterFixture() { opener.setDefaults(readInstallation("cs1").value(), {}); }

    /// At once, without a job.
    void open(const std::string& model = "gallery:mnist-mlp")
    {
        document.open(openProject({model, opener.installation(), {}}, {}).value().project, {});
    }

    void show()
    {
        window.show();
        static_cast<void>(QTest::qWaitForWindowExposed(&window));
    }

    WaferView& wafer(PaneSide side = PaneSide::Left) { return parts.pane->view(side); }

    [[nodiscard]] const Mapping& mapping() const { return document.layout()->mapping(); }

    [[nodiscard]] QString nameOf(KernelId kernel) const
    {
        return QString::fromStdString((*document.layout()->graph())[kernel].name);
    }

    template <typename T>
    T* child(const char* name)
    {
        return window.findChild<T*>(QLatin1String(name));
    }

    /// Presses a button of the question that is about to be asked.
    static void answer(QMessageBox::StandardButton button)
    {
        QTimer::singleShot(100, qApp, [button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            box->button(button)->click();
        });
    }
};

} // namespace waferscope
