#include "app/presenters/panel_presenter.h"

#include "app/document/document.h"
#include "app/settings.h"
#include "app/window/bottom_panel.h"
#include "app/window/window_parts.h"
#include "views/network/network_graph_view.h"

#include <QAction>
#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>

namespace waferscope {

namespace {

constexpr int kNarrow = 1200; ///< logical pixels below which docks and strip fold
constexpr int kInspectorWidth = 264;

} // namespace

PanelPresenter::PanelPresenter(QMainWindow& window, const WindowParts& parts, const WindowActions& actions,
                               const Document& document, Settings& settings)
    : m_window(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_document(document)
    , m_settings(settings)
{
    window.installEventFilter(this);
    connectActions();
    connect(parts.network, &NetworkPanel::pageChanged, this, &PanelPresenter::followPage);
    connect(&document, &Document::opened, this, &PanelPresenter::showOpened);
    restore();
    showOpened();
}

void PanelPresenter::connectActions()
{
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions.timeline, &PanelPresenter::updateStrip);
    on(m_actions.report, &PanelPresenter::updateStrip);
    on(m_actions.networkGraph, &PanelPresenter::showGraph);
    on(m_actions.findLayer, &PanelPresenter::findLayer);
    on(m_actions.hidePanels, &PanelPresenter::hidePanels);
    on(m_actions.fullScreen, &PanelPresenter::fillScreen);
    on(m_actions.resetLayout, &PanelPresenter::reset);
}

bool PanelPresenter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fold(roomOfWindow());
    return QObject::eventFilter(watched, event);
}

PanelPresenter::Room PanelPresenter::roomOfWindow() const
{
    return m_window.width() < kNarrow ? Room::Narrow : Room::Wide;
}

void PanelPresenter::keep()
{
    m_settings.keepWindow(m_window.saveGeometry(), m_parts.middle->saveState());
}

/// A state of another program version or screen changes nothing that could not be undone by Reset.
void PanelPresenter::restore()
{
    if (!m_settings.geometry().isEmpty())
        m_window.restoreGeometry(m_settings.geometry());
    if (!m_settings.windowState().isEmpty())
        m_parts.middle->restoreState(m_settings.windowState());
}

void PanelPresenter::reset()
{
    m_settings.forgetWindow();
    m_actions.networkGraph->setChecked(false);
    m_parts.network->showPage(NetworkPanel::Page::List);
    m_window.resize(WindowParts::kUsualSize);
    m_parts.middle->resizeDocks({m_parts.networkDock, m_parts.inspectorDock},
                                {m_parts.network->sizeHint().width(), kInspectorWidth}, Qt::Horizontal);
    m_room = Room::Unknown;
    fold(roomOfWindow());
}

/// Another project, or none.
void PanelPresenter::showOpened()
{
    m_parts.bottom->setContents(m_document.isEmpty() ? BottomPanel::Contents::Hidden : BottomPanel::Contents::Shown);
    setDocks(m_room == Room::Wide);
}

/// Where nothing is open there is nothing for them to show.
void PanelPresenter::setDocks(bool shown)
{
    m_parts.networkDock->setVisible(shown && !m_document.isEmpty());
    m_parts.inspectorDock->setVisible(shown && !m_document.isEmpty());
}

/// In a narrow window the wafer comes first: docks fold to their buttons and the strip to its own.
void PanelPresenter::fold(Room room)
{
    if (room == m_room)
        return;
    m_room = room;
    setDocks(room == Room::Wide);
    m_actions.timeline->setChecked(room == Room::Wide);
    updateStrip();
}

void PanelPresenter::hidePanels(bool hidden)
{
    setDocks(!hidden);
    if (hidden)
        m_stripBeforeHiding = m_actions.timeline->isChecked();
    m_actions.timeline->setChecked(!hidden && m_stripBeforeHiding);
    updateStrip();
}

void PanelPresenter::updateStrip()
{
    BottomPanel::Strip strip = BottomPanel::Strip::Folded;
    if (m_actions.report->isChecked())
        strip = BottomPanel::Strip::Report;
    else if (m_actions.timeline->isChecked())
        strip = BottomPanel::Strip::Timeline;
    m_parts.bottom->setStrip(strip);
}

/// Beside the wafer, so that what is chosen in one is seen in the other.
void PanelPresenter::showGraph(bool large)
{
    NetworkPanel& network = *m_parts.network;
    m_parts.networkDock->show();
    network.showPage(large ? NetworkPanel::Page::Graph : NetworkPanel::Page::List);
    m_parts.middle->resizeDocks({m_parts.networkDock}, {large ? m_window.width() * 2 / 5 : network.sizeHint().width()},
                                Qt::Horizontal);
    if (large)
        network.graph().setFocus(Qt::OtherFocusReason);
}

/// The list needs no large dock.
void PanelPresenter::followPage(NetworkPanel::Page page)
{
    if (page == NetworkPanel::Page::List && m_actions.networkGraph->isChecked())
        m_actions.networkGraph->trigger();
}

void PanelPresenter::findLayer()
{
    m_parts.networkDock->show();
    m_parts.network->focusSearch();
}

void PanelPresenter::fillScreen(bool full)
{
    if (full)
        m_window.showFullScreen();
    else
        m_window.showNormal();
}

} // namespace waferscope
