#pragma once

#include "app/jobs/run_controller.h"

#include <QObject>

#include <optional>

class QWidget;

namespace waferscope {

class LayoutPresenter;
class MessageBar;
class WaferPane;
class WindowActions;

/// What the wafers' pictures show: layers or a heat map, routes, names, the layer that streams at this moment; and the
/// picture as a file.
class PicturePresenter : public QObject {
    Q_OBJECT
public:
    PicturePresenter(QWidget& window, WaferPane& pane, const WindowActions& actions, const LayoutPresenter& layouts,
                     RunController& runs, MessageBar& message);

    /// By the file's ending: .png, .svg or .pdf. What is seen in the left pane.
    void exportTo(const QString& path);

private:
    void connectActions();
    void connectRuns();
    void showKind();
    void showRun(PaneSide side);
    void showMoment(Cycles time);
    void showStreaming(PaneSide side, Cycles time);
    void showFrame(const Frame& frame);
    void exportPicture();

    QWidget& m_window;
    WaferPane& m_pane;
    const WindowActions& m_actions;
    const LayoutPresenter& m_layouts;
    RunController& m_runs;
    MessageBar& m_message;
};

/// The heat map that a pane wants: none where it shows layers, or nothing.
[[nodiscard]] std::optional<FieldRequest> fieldRequestOf(const WaferPane& pane, const WindowActions& actions,
                                                         PaneSide side);

} // namespace waferscope
