#include "app/window/bottom_panel.h"
#include "app/window/main_tool_bar.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "views/command_palette.h"
#include "views/icons.h"
#include "views/inspector.h"
#include "views/job_bar.h"
#include "views/layer_model.h"
#include "views/message_bar.h"
#include "views/network_panel.h"
#include "views/report_model.h"
#include "views/size_bar.h"
#include "views/theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr QSize kUsualSize(1400, 900);
constexpr QSize kLeastSize(1024, 700);

/// A dock's name, quietly; the docks close from the toolbar and the View menu.
QWidget* dockTitle(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text.toUpper(), parent);
    label->setObjectName(QStringLiteral("dockTitle"));
    QFont font = interfaceFont(FontSize::Label);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.8);
    label->setFont(font);
    label->setContentsMargins(kSpace4, kSpace2, kSpace2, kSpace1);
    return label;
}

} // namespace

void MainWindow::makeLayout()
{
    setMinimumSize(kLeastSize);
    resize(kUsualSize);
    m_middle = new QMainWindow(this, Qt::Widget);
    m_middle->setObjectName(QStringLiteral("middle"));
    m_pane = new WaferPane(m_middle);
    m_middle->setCentralWidget(m_pane);
    m_network = new NetworkPanel(*m_layers, this);
    m_inspector = new Inspector(this);
    m_networkDock = makeDock("dock.network", tr("Network"), "network", m_network);
    m_inspectorDock = makeDock("dock.inspector", tr("Inspector"), "inspector", m_inspector);
    m_middle->addDockWidget(Qt::LeftDockWidgetArea, m_networkDock);
    m_middle->addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);

    m_bottom = new BottomPanel(m_actions, *m_report, *m_deltas, this);
    m_vertical = new QSplitter(Qt::Vertical, this);
    m_vertical->setObjectName(QStringLiteral("vertical"));
    m_vertical->setHandleWidth(1);
    m_vertical->setChildrenCollapsible(false);
    m_vertical->addWidget(m_middle);
    m_vertical->addWidget(m_bottom);
    m_vertical->setStretchFactor(0, 1);
    m_vertical->setStretchFactor(1, 0);
    connect(m_bottom, &BottomPanel::heightWanted, this, [this](int height) {
        m_vertical->setSizes({m_vertical->height() - height - 1, height});
    });

    m_message = new MessageBar(this);
    m_sizes = new SizeBar(this);
    m_jobBar = new JobBar(this);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* part :
         {static_cast<QWidget*>(m_message), static_cast<QWidget*>(m_jobBar), static_cast<QWidget*>(m_sizes)})
        column->addWidget(part);
    column->addWidget(m_vertical, 1);
    setCentralWidget(centre);

    m_toolBar =
        new MainToolBar(m_actions, {m_networkDock->toggleViewAction(), m_inspectorDock->toggleViewAction()}, this);
    addToolBar(m_toolBar);
    m_palette = new CommandPalette(this);
    setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the toolbar
}

QDockWidget* MainWindow::makeDock(const char* name, const QString& title, const char* icon, QWidget* contents)
{
    auto* dock = new QDockWidget(title, m_middle);
    dock->setObjectName(QLatin1String(name));
    dock->setFeatures(QDockWidget::DockWidgetClosable);
    dock->setTitleBarWidget(dockTitle(title, dock));
    dock->setWidget(contents);
    QAction* toggle = dock->toggleViewAction();
    toggle->setObjectName(QStringLiteral("view.") + QLatin1String(name));
    toggle->setIcon(iconOf(QLatin1String(icon)));
    toggle->setToolTip(tr("Show or hide: %1").arg(title));
    return dock;
}

void MainWindow::makeMenus()
{
    const auto add = [this](const QString& title, const char* name, const QList<QAction*>& entries) {
        QMenu* menu = menuBar()->addMenu(title);
        menu->setObjectName(QLatin1String(name));
        for (QAction* entry : entries) {
            if (entry)
                menu->addAction(entry);
            else
                menu->addSeparator();
        }
        return menu;
    };
    const WindowActions& a = m_actions;
    add(tr("&File"), "menu.file",
        {a.startPage, a.open, a.builder, nullptr, a.save, a.saveAs, nullptr, a.exportPicture, a.exportBatch, nullptr,
         a.quit});
    add(tr("&Edit"), "menu.edit",
        {a.undo, a.redo, nullptr, a.lock, a.turn, a.deselect, nullptr, a.editNetwork, nullptr, a.findLayer, a.goToPe,
         a.commands});
    QMenu* view = add(tr("&View"), "menu.view", a.modes->actions() + QList<QAction*>{nullptr} + a.pictures->actions());
    view->addSeparator();
    view->addActions({a.routes, a.labels, a.fit});
    view->addSeparator();
    view->addActions({m_networkDock->toggleViewAction(), a.networkGraph, m_inspectorDock->toggleViewAction(),
                      a.timeline, a.report, a.sizes, a.hidePanels, a.fullScreen, a.resetLayout});
    view->addSeparator();
    QMenu* themes = view->addMenu(tr("Theme"));
    themes->setObjectName(QStringLiteral("menu.theme"));
    themes->addActions(a.themes->actions());
    add(tr("&Playback"), "menu.playback",
        {a.play, nullptr, a.beatBack, a.beatForward, a.cycleBack, a.cycleForward, a.phaseBack, a.phaseForward, nullptr,
         a.toStart, a.toEnd});
    add(tr("&Help"), "menu.help", {a.about});
}

/// In a narrow window the wafer comes first: docks fold to their buttons and the strip to its own.
void MainWindow::fold(Room room)
{
    if (room == m_room)
        return;
    m_room = room;
    const bool wide = room == Room::Wide;
    m_networkDock->setVisible(wide && !m_document.isEmpty());
    m_inspectorDock->setVisible(wide && !m_document.isEmpty());
    m_actions.timeline->setChecked(wide);
    updateStrip();
}

void MainWindow::hidePanels(bool hidden)
{
    const bool open = !m_document.isEmpty() && !hidden;
    m_networkDock->setVisible(open);
    m_inspectorDock->setVisible(open);
    if (hidden)
        m_stripBeforeHiding = m_actions.timeline->isChecked();
    m_actions.timeline->setChecked(!hidden && m_stripBeforeHiding);
    updateStrip();
}

void MainWindow::updateStrip()
{
    BottomPanel::Strip strip = BottomPanel::Strip::Folded;
    if (m_actions.report->isChecked())
        strip = BottomPanel::Strip::Report;
    else if (m_actions.timeline->isChecked())
        strip = BottomPanel::Strip::Timeline;
    m_bottom->setStrip(strip);
}

void MainWindow::updateSizes()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    m_sizes->setNetwork(layout ? layout->network.get() : nullptr);
    m_sizes->setVisible(m_sizes->hasSizes() && m_actions.sizes->isChecked());
}

/// A state of another program version or screen changes nothing that could not be undone by Reset.
void MainWindow::restoreWindow()
{
    if (!m_settings.geometry().isEmpty())
        restoreGeometry(m_settings.geometry());
    if (!m_settings.windowState().isEmpty())
        m_middle->restoreState(m_settings.windowState());
    m_networkDock->hide();
    m_inspectorDock->hide();
}

void MainWindow::resetLayout()
{
    m_settings.forgetWindow();
    m_actions.networkGraph->setChecked(false);
    m_network->showPage(NetworkPanel::Page::List);
    resize(kUsualSize);
    m_middle->resizeDocks({m_networkDock, m_inspectorDock}, {m_network->sizeHint().width(), 264}, Qt::Horizontal);
    m_room = Room::Unknown;
    fold(width() < 1200 ? Room::Narrow : Room::Wide);
}

} // namespace waferscope
