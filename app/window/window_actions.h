#pragma once

#include "core/run/field.h"

#include <QObject>

#include <optional>
#include <vector>

class QAction;
class QActionGroup;
class QMenu;
class QUndoStack;

namespace waferscope {

/// What the panes show of the layouts.
enum class ViewMode { Pipelined, WeightStreaming, Compare };

/// Every action of the window, made once: menus, toolbar, transport line and the command palette show the same ones.
/// Each has a stable, unique objectName. They do nothing by themselves; the window connects them.
class WindowActions : public QObject {
    Q_OBJECT
public:
    WindowActions(QUndoStack& undoStack, QObject* parent);

    // File
    QAction* startPage;
    QAction* open;
    QAction* save;
    QAction* saveAs;
    QAction* exportPicture;
    QAction* exportBatch;
    QAction* builder;
    QAction* quit;
    // Edit
    QAction* undo;
    QAction* redo;
    QAction* lock; ///< checkable: the selected kernel stays where it is
    QAction* turn; ///< the selected kernel by a quarter
    QAction* deselect;
    QAction* editNetwork; ///< of a project whose network is made of blocks
    QAction* findLayer;
    QAction* goToPe;
    QAction* commands;
    // View
    QActionGroup* modes; ///< by ViewMode
    QActionGroup* pictures; ///< Layers first, then by FieldKind
    QAction* routes; ///< checkable
    QAction* labels; ///< checkable
    QAction* fit;
    QAction* timeline; ///< checkable: the strip below
    QAction* report; ///< checkable: the table instead of the timeline
    QAction* networkGraph; ///< checkable: large, beside the wafer
    QAction* sizes; ///< checkable: the bar of sizes that the network leaves open
    QActionGroup* themes; ///< system, light, dark
    QAction* hidePanels; ///< checkable
    QAction* fullScreen; ///< checkable
    QAction* resetLayout;
    // Playback
    QAction* play;
    QAction* toStart;
    QAction* phaseBack;
    QAction* beatBack;
    QAction* cycleBack;
    QAction* cycleForward;
    QAction* beatForward;
    QAction* phaseForward;
    QAction* toEnd;
    QActionGroup* speeds;
    // Help
    QAction* measurements;
    QAction* about;

    /// All of them, for the palette and for tests.
    [[nodiscard]] std::vector<QAction*> all() const;
    /// Those that need something open, whatever is chosen in it.
    [[nodiscard]] std::vector<QAction*> ofAProject() const;

    [[nodiscard]] QAction* modeAction(ViewMode mode) const;
    /// None: the picture of the layers.
    [[nodiscard]] std::optional<FieldKind> chosenField() const;
    /// All pictures: the parts of SRAM and the single links in menus of their own.
    void addPicturesTo(QMenu& menu) const;
    [[nodiscard]] QAction* pictureAction(std::optional<FieldKind> field) const;

private:
    void makeFileActions();
    void makeEditActions(QUndoStack& undoStack);
    void makeModeActions();
    void makePictureActions();
    void makeViewActions();
    void makeThemeActions();
    void makePlaybackActions();
    void makeSpeedActions();
};

} // namespace waferscope
