#pragma once

#include "app/window/window_actions.h"

#include <QObject>
#include <QSize>

#include <memory>

class QDockWidget;
class QMainWindow;
class QSplitter;
class QWidget;

namespace waferscope {

class BottomPanel;
class CommandPalette;
class DeltaModel;
class Inspector;
class JobBar;
class LayerModel;
class MainToolBar;
class MessageBar;
class NetworkPanel;
class ReportModel;
class SizeBar;
class WaferPane;

/// Everything that stands in the window, made and put into its place: tool bar and menus, bars above the wafer, docks
/// around it, the panel below. The window owns the widgets. What they show, the presenters say.
class WindowParts : public QObject {
    Q_OBJECT
public:
    static constexpr QSize kUsualSize{1400, 900};

    WindowParts(QMainWindow& window, const WindowActions& actions);
    ~WindowParts() override;

    const std::unique_ptr<LayerModel> layers;
    const std::unique_ptr<ReportModel> report;
    const std::unique_ptr<DeltaModel> deltas;

    QMainWindow* const middle; ///< docks around the pane
    WaferPane* const pane;
    NetworkPanel* const network;
    Inspector* const inspector;
    QDockWidget* const networkDock;
    QDockWidget* const inspectorDock;
    BottomPanel* const bottom;
    QSplitter* const vertical; ///< middle above bottom
    MessageBar* const message;
    SizeBar* const sizes;
    JobBar* const jobs;
    MainToolBar* const toolBar;
    CommandPalette* const palette;

private:
    QDockWidget* makeDock(const char* name, const QString& title, const char* icon, QWidget* contents) const;
    QSplitter* makeVertical(QWidget& window) const;
    void arrange(QMainWindow& window) const;
    void makeMenus(QMainWindow& window, const WindowActions& actions) const;
};

} // namespace waferscope
