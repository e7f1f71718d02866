#include "app/window/main_window.h"

#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "views/panels/start_page.h"

#include <QAction>
#include <QCloseEvent>

namespace waferscope {

MainWindow::MainWindow(Settings& settings, ThemeSwitch& theme)
    : m_document([this](const std::shared_ptr<const Layout>& layout,
                        const std::shared_ptr<const Assumptions>& assumptions,
                        LayoutState state) { return m_evaluator.evaluationOf(layout, assumptions, state); })
    , m_opener(m_document, m_evaluator, this)
    , m_advisor(m_document)
    , m_actions(m_document.undoStack(), this)
    , m_parts(*this, m_actions)
    , m_runs([this](PaneSide side) { return fieldRequestOf(*m_parts.pane, m_actions, side); })
    , m_execution(*m_parts.toolBar, m_document, m_opener, settings)
    , m_files(*this, m_actions, m_document, m_opener, *m_parts.message, settings)
    , m_startPage(m_parts.pane->startPage(), m_actions, m_document, m_opener, settings)
    , m_builder(*this, m_actions, m_document)
    , m_jobs(m_opener, m_runs, *m_parts.jobs, *m_parts.message)
    , m_panels(*this, m_parts, m_actions, m_document, settings)
    , m_theme(m_actions, theme, settings, *m_parts.pane)
    , m_verdict(m_parts.bottom->verdict(), *m_parts.report, wafer(PaneSide::Left), m_document, m_advisor)
    , m_inspector(*m_parts.inspector, m_document)
    , m_network(*this, m_parts, m_actions, m_document, m_opener)
    , m_layouts(*m_parts.pane, *m_parts.bottom, *m_parts.deltas, m_actions, m_document, m_opener, m_runs)
    , m_pictures(*this, *m_parts.pane, m_actions, m_layouts, m_runs, *m_parts.message)
    , m_playback(*this, *m_parts.bottom, m_actions, m_runs)
    , m_selection(m_parts, m_actions, m_layouts, m_document)
    , m_kernel(wafer(PaneSide::Left), m_actions, m_document, *m_parts.message)
    , m_commands(*this, m_parts, m_actions, m_document)
{
    setObjectName(QStringLiteral("mainWindow"));
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(&m_parts.pane->startPage(), &StartPage::openWanted, &m_files, &FilePresenter::open);
    connect(&m_builder, &BuilderPresenter::mapWanted, &m_files, &FilePresenter::open);
    connect(&m_verdict, &VerdictPresenter::placeWanted, &m_selection, &SelectionPresenter::goTo);
}

WaferView& MainWindow::wafer(PaneSide side)
{
    return m_parts.pane->view(side);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_files.mayLeave() || !m_builder.close()) {
        event->ignore();
        return;
    }
    m_panels.keep();
    event->accept();
}

} // namespace waferscope
