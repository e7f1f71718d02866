#pragma once

#include "app/jobs/run_controller.h"
#include "app/window/window_actions.h"

#include <QObject>

#include <optional>

namespace waferscope {

class BottomPanel;
class DeltaModel;
class Document;
class Opener;
class WaferPane;

/// Which layouts stand in the panes: one, or any two side by side with a table of what differs; in front of them, while
/// one is searched, the best so far. Hands them to the wafers and to the runs.
class LayoutPresenter : public QObject {
    Q_OBJECT
public:
    LayoutPresenter(WaferPane& pane, BottomPanel& bottom, DeltaModel& deltas, const WindowActions& actions,
                    Document& document, Opener& opener, RunController& runs);

    /// None where the pane shows nothing.
    [[nodiscard]] std::optional<ShownLayout> shownOn(PaneSide side) const;

Q_SIGNALS:
    void panesChosen(); ///< other layouts stand side by side, or one alone, and are shown

private:
    void showOpened();
    void showLayouts();
    void showSide(PaneSide side);
    void showCompared();
    void choose(ViewMode mode);
    void chooseFor(PaneSide side, std::size_t index);
    void checkMode();
    [[nodiscard]] bool isComparing() const;
    [[nodiscard]] std::optional<std::size_t> firstFor(ViewMode mode) const;
    [[nodiscard]] std::optional<std::size_t> indexOn(PaneSide side) const;

    WaferPane& m_pane;
    BottomPanel& m_bottom;
    DeltaModel& m_deltas;
    const WindowActions& m_actions;
    Document& m_document;
    Opener& m_opener;
    RunController& m_runs;
    std::optional<std::size_t> m_beside; ///< the layout that was chosen for the right pane, by its index
};

} // namespace waferscope
