#include "app/window/window_parts.h"

#include "app/window/bottom_panel.h"
#include "app/window/main_tool_bar.h"
#include "app/window/wafer_pane.h"
#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/models/delta_model.h"
#include "views/models/layer_model.h"
#include "views/models/report_model.h"
#include "views/network/network_panel.h"
#include "views/panels/command_palette.h"
#include "views/panels/inspector.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"
#include "views/panels/size_bar.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace waferscope {

namespace {

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

QMenu* addMenu(QMainWindow& window, const QString& title, const char* name, const QList<QAction*>& entries)
{
    QMenu* menu = window.menuBar()->addMenu(title);
    menu->setObjectName(QLatin1String(name));
    for (QAction* entry : entries) {
        if (entry)
            menu->addAction(entry);
        else
            menu->addSeparator();
    }
    return menu;
}

} // namespace

WindowParts::WindowParts(QMainWindow& window, const WindowActions& actions)
    : layers(std::make_unique<LayerModel>())
    , report(std::make_unique<ReportModel>())
    , deltas(std::make_unique<DeltaModel>())
    , middle(new QMainWindow(&window, Qt::Widget))
    , pane(new WaferPane(middle))
    , network(new NetworkPanel(*layers, &window))
    , inspector(new Inspector(&window))
    , networkDock(makeDock("dock.network", tr("Network"), "network", network))
    , inspectorDock(makeDock("dock.inspector", tr("Inspector"), "inspector", inspector))
    , bottom(new BottomPanel(actions, *report, *deltas, &window))
    , vertical(makeVertical(window))
    , message(new MessageBar(&window))
    , sizes(new SizeBar(&window))
    , jobs(new JobBar(&window))
    , toolBar(new MainToolBar(actions, {networkDock->toggleViewAction(), inspectorDock->toggleViewAction()}, &window))
    , palette(new CommandPalette(&window))
{
    arrange(window);
    makeMenus(window, actions);
    connect(bottom, &BottomPanel::heightWanted, this, [this](int height) {
        vertical->setSizes({vertical->height() - height - 1, height});
    });
}

WindowParts::~WindowParts() = default;

QDockWidget* WindowParts::makeDock(const char* name, const QString& title, const char* icon, QWidget* contents) const
{
    auto* dock = new QDockWidget(title, middle);
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

/// The middle joins the window here, before what comes after it in the order of the Tab key: the start page comes
/// first.
QSplitter* WindowParts::makeVertical(QWidget& window) const
{
    middle->setObjectName(QStringLiteral("middle"));
    middle->setCentralWidget(pane);
    middle->addDockWidget(Qt::LeftDockWidgetArea, networkDock);
    middle->addDockWidget(Qt::RightDockWidgetArea, inspectorDock);
    auto* splitter = new QSplitter(Qt::Vertical, &window);
    splitter->setObjectName(QStringLiteral("vertical"));
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(middle);
    splitter->addWidget(bottom);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    return splitter;
}

void WindowParts::arrange(QMainWindow& window) const
{
    window.setMinimumSize(kLeastSize);
    window.resize(kUsualSize);
    auto* centre = new QWidget(&window);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* part : {static_cast<QWidget*>(message), static_cast<QWidget*>(jobs), static_cast<QWidget*>(sizes)})
        column->addWidget(part);
    column->addWidget(vertical, 1);
    window.setCentralWidget(centre);
    window.addToolBar(toolBar);
    window.setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the toolbar
}

void WindowParts::makeMenus(QMainWindow& window, const WindowActions& actions) const
{
    const WindowActions& a = actions;
    addMenu(window, tr("&File"), "menu.file",
            {a.startPage, a.open, a.builder, nullptr, a.save, a.saveAs, nullptr, a.exportPicture, a.exportBatch,
             nullptr, a.quit});
    addMenu(window, tr("&Edit"), "menu.edit",
            {a.undo, a.redo, nullptr, a.lock, a.turn, a.deselect, nullptr, a.editNetwork, nullptr, a.findLayer,
             a.goToPe, a.commands});
    QMenu* view = addMenu(window, tr("&View"), "menu.view", a.modes->actions() + QList<QAction*>{nullptr});
    a.addPicturesTo(*view);
    view->addSeparator();
    view->addActions({a.routes, a.labels, a.fit});
    view->addSeparator();
    view->addActions({networkDock->toggleViewAction(), a.networkGraph, inspectorDock->toggleViewAction(), a.timeline,
                      a.report, a.sizes, a.hidePanels, a.fullScreen, a.resetLayout});
    view->addSeparator();
    QMenu* themes = view->addMenu(tr("Theme"));
    themes->setObjectName(QStringLiteral("menu.theme"));
    themes->addActions(a.themes->actions());
    addMenu(window, tr("&Playback"), "menu.playback",
            {a.play, nullptr, a.beatBack, a.beatForward, a.cycleBack, a.cycleForward, a.phaseBack, a.phaseForward,
             nullptr, a.toStart, a.toEnd});
    addMenu(window, tr("&Help"), "menu.help", {a.measurements, a.about});
}

} // namespace waferscope
