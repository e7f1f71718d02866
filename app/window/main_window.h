#pragma once

#include "app/advisor.h"
#include "app/document.h"
#include "app/layout_evaluator.h"
#include "app/opener.h"
#include "app/run_controller.h"
#include "app/settings.h"
#include "app/window/theme_switch.h"
#include "app/window/window_actions.h"

#include <QMainWindow>

#include <memory>

class QDockWidget;
class QSplitter;

namespace waferscope {

class BottomPanel;
class BuilderWindow;
class CommandPalette;
class DeltaModel;
class DragController;
class Inspector;
class JobBar;
class LayerModel;
class MainToolBar;
class MessageBar;
class NetworkPanel;
class ReportModel;
class SizeBar;
class WaferPane;
class WaferView;
enum class Lock;
enum class MessageKind;
enum class NumberKind;

/// The one window. It makes the parts and connects them; what they do, they do themselves.
/// Its members are spread over main_window_*.cpp by what they are about.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Settings& settings, ThemeSwitch& theme);
    ~MainWindow() override;

    void openModel(const QString& model); ///< asks first when something is unsaved
    [[nodiscard]] Document& document() { return m_document; }
    [[nodiscard]] RunController& runs() { return m_runs; }
    [[nodiscard]] Advisor& advisor() { return m_advisor; }
    [[nodiscard]] WindowActions& actions() { return m_actions; }
    [[nodiscard]] WaferView& wafer(Side side);
    [[nodiscard]] BuilderWindow& builder(); ///< main_window_builder.cpp

    /// By the file's ending: .png, .svg or .pdf. What is seen in a pane.
    void exportPictureTo(const QString& path);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class Room { Unknown, Narrow, Wide };

    // main_window_layout.cpp
    void makeLayout();
    QDockWidget* makeDock(const char* name, const QString& title, const char* icon, QWidget* contents);
    void makeMenus();
    void fold(Room room);
    void hidePanels(bool hidden);
    void updateStrip();
    void updateSizes();
    void restoreWindow();
    void resetLayout();

    // main_window_wiring.cpp
    void connectAll();
    void connectDocument();
    void connectActions();
    void connectPanels();
    void connectWafers();
    void connectJobs();
    void connectPlayback();

    // main_window_files.cpp
    void browse();
    bool save();
    bool saveAs();
    void exportPicture();
    void exportBatch();
    [[nodiscard]] bool mayLeave();
    void fillStartPage();
    void showStartPage();
    void adoptOpened(const QString& model);
    void updateTitle();
    void say(MessageKind kind, const QString& sentence);

    // main_window_builder.cpp
    void showBuilder();
    void editNetwork();
    void updateBuilder();

    // main_window_views.cpp
    void showDocument();
    void showLayout();
    void showExecution();
    void showNetwork();
    void showSide(Side side);
    void showSelection();
    void showInspector();
    void showCompared();
    void showPictureKind();
    void showTheme();
    void updateActions();
    void setMode(ViewMode mode);
    void syncMode();
    [[nodiscard]] bool isComparing() const;
    [[nodiscard]] std::optional<ShownLayout> shownOn(Side side) const;
    void showWhy(NumberKind number);
    void showBottleneck();
    void showAdvice();
    void goTo(KernelId kernel);

    // main_window_commands.cpp
    void setLocked(Lock lock);
    void turnSelected();
    void findLayer();
    void showNetworkGraph(bool large);
    void exportNetworkGraph();
    void askForPe();
    void popUpCommands();
    void popUpContextMenu(std::optional<KernelId> kernel, QPoint place);
    void showAbout();

    // main_window_playback.cpp
    void showRun(Side side);
    void showStepMarks();
    void showMoment(Cycles time);
    void showStreaming(Side side, Cycles time);
    void showFrame(const Frame& frame);
    void showPlaying();
    void updateSpeed();
    [[nodiscard]] std::optional<FieldRequest> fieldRequest(Side side) const;

    Settings& m_settings;
    ThemeSwitch& m_theme;
    LayoutEvaluator m_evaluator;
    Document m_document;
    Opener m_opener;
    RunController m_runs;
    Advisor m_advisor;
    WindowActions m_actions;
    std::unique_ptr<LayerModel> m_layers;
    std::unique_ptr<ReportModel> m_report;
    std::unique_ptr<DeltaModel> m_deltas;
    std::unique_ptr<DragController> m_drags;
    std::unique_ptr<BuilderWindow> m_builder; ///< null until it is first wanted

    QMainWindow* m_middle = nullptr; ///< docks around the pane
    QSplitter* m_vertical = nullptr;
    WaferPane* m_pane = nullptr;
    BottomPanel* m_bottom = nullptr;
    MainToolBar* m_toolBar = nullptr;
    MessageBar* m_message = nullptr;
    SizeBar* m_sizes = nullptr;
    JobBar* m_jobBar = nullptr;
    NetworkPanel* m_network = nullptr;
    Inspector* m_inspector = nullptr;
    QDockWidget* m_networkDock = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    CommandPalette* m_palette = nullptr;
    Room m_room = Room::Unknown;
    bool m_stripBeforeHiding = true;
    JobRunner m_filling; ///< of the start page; last member: joined before the others go
};

} // namespace waferscope
