#pragma once

#include "app/builder/builder_presenter.h"
#include "app/document/document.h"
#include "app/document/layout_evaluator.h"
#include "app/jobs/advisor.h"
#include "app/jobs/opener.h"
#include "app/jobs/run_controller.h"
#include "app/presenters/command_presenter.h"
#include "app/presenters/execution_presenter.h"
#include "app/presenters/file_presenter.h"
#include "app/presenters/inspector_presenter.h"
#include "app/presenters/job_presenter.h"
#include "app/presenters/kernel_presenter.h"
#include "app/presenters/layout_presenter.h"
#include "app/presenters/network_presenter.h"
#include "app/presenters/panel_presenter.h"
#include "app/presenters/picture_presenter.h"
#include "app/presenters/playback_presenter.h"
#include "app/presenters/selection_presenter.h"
#include "app/presenters/start_page_presenter.h"
#include "app/presenters/theme_presenter.h"
#include "app/presenters/verdict_presenter.h"
#include "app/settings.h"
#include "app/window/theme_switch.h"
#include "app/window/window_actions.h"
#include "app/window/window_parts.h"

#include <QMainWindow>

namespace waferscope {

/// The one window. It makes what is worked on, the parts, and a presenter a panel or task; these connect the parts.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Settings& settings, ThemeSwitch& theme);

    void openModel(const QString& model) { m_files.open(model); } ///< asks first when something is unsaved
    [[nodiscard]] Document& document() { return m_document; }
    [[nodiscard]] RunController& runs() { return m_runs; }
    [[nodiscard]] Advisor& advisor() { return m_advisor; }
    [[nodiscard]] WindowActions& actions() { return m_actions; }
    [[nodiscard]] WaferView& wafer(PaneSide side);
    [[nodiscard]] BuilderWindow& builder() { return m_builder.builder(); }

    /// By the file's ending: .png, .svg or .pdf. What is seen in a pane.
    void exportPictureTo(const QString& path) { m_pictures.exportTo(path); }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    // What is worked on
    LayoutEvaluator m_evaluator;
    Document m_document;
    Opener m_opener;
    Advisor m_advisor;
    WindowActions m_actions;
    WindowParts m_parts;
    RunController m_runs;
    // Who shows it. They hear of a change in this order: numbers first, then what takes long to paint, then what is
    // selected in it. They go before the rest.
    // rest.
    ExecutionPresenter m_execution;
    FilePresenter m_files;
    StartPagePresenter m_startPage;
    BuilderPresenter m_builder;
    JobPresenter m_jobs;
    PanelPresenter m_panels;
    ThemePresenter m_theme;
    VerdictPresenter m_verdict;
    InspectorPresenter m_inspector;
    NetworkPresenter m_network;
    LayoutPresenter m_layouts;
    PicturePresenter m_pictures;
    PlaybackPresenter m_playback;
    SelectionPresenter m_selection;
    KernelPresenter m_kernel;
    CommandPresenter m_commands;
};

} // namespace waferscope
