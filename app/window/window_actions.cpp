#include "app/window/window_actions.h"

#include "views/base/icons.h"
#include "views/base/number_text.h"
#include "views/drawing/wafer/legend.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QUndoStack>

namespace waferscope {

namespace {

/// The name is stable: lessons, tests and accessibility use it.
QAction* named(QAction* action, const char* name, const char* icon, const QKeySequence& keys = {})
{
    action->setObjectName(QLatin1String(name));
    if (icon)
        action->setIcon(iconOf(QLatin1String(icon)));
    if (!keys.isEmpty())
        action->setShortcut(keys);
    const QString plain = action->text().remove(QLatin1Char('&')).remove(QStringLiteral(" …"));
    action->setToolTip(keys.isEmpty() ? plain
                                      : QStringLiteral("%1 (%2)").arg(plain, keys.toString(QKeySequence::NativeText)));
    action->setStatusTip({});
    return action;
}

QAction* checkable(QAction* action, bool checked)
{
    action->setCheckable(true);
    action->setChecked(checked);
    return action;
}

QActionGroup* exclusiveGroup(QObject* parent, const char* name)
{
    auto* group = new QActionGroup(parent);
    group->setObjectName(QLatin1String(name));
    group->setExclusive(true);
    return group;
}

} // namespace

WindowActions::WindowActions(QUndoStack& undoStack, QObject* parent)
    : QObject(parent)
{
    makeFileActions();
    makeEditActions(undoStack);
    makeModeActions();
    makePictureActions();
    makeViewActions();
    makeThemeActions();
    makePlaybackActions();
    makeSpeedActions();
    measurements = named(new QAction(tr("Published &measurements …"), this), "help.measurements", nullptr);
    about = named(new QAction(tr("About Waferscope"), this), "help.about", nullptr);
}

void WindowActions::makeFileActions()
{
    startPage = named(new QAction(tr("Start page"), this), "file.start", "home", tr("Ctrl+Home"));
    open = named(new QAction(tr("&Open …"), this), "file.open", "open", QKeySequence(QStringLiteral("Ctrl+O")));
    save = named(new QAction(tr("&Save"), this), "file.save", "save", QKeySequence(QStringLiteral("Ctrl+S")));
    saveAs =
        named(new QAction(tr("Save as …"), this), "file.saveAs", nullptr, QKeySequence(QStringLiteral("Ctrl+Shift+S")));
    exportPicture = named(new QAction(tr("&Export picture …"), this), "file.exportPicture", "export",
                          QKeySequence(QStringLiteral("Ctrl+E")));
    exportBatch = named(new QAction(tr("Export plan, report and batch script …"), this), "file.exportBatch", "report",
                        QKeySequence(QStringLiteral("Ctrl+Shift+E")));
    builder = named(new QAction(tr("&Build a network …"), this), "file.builder", "network",
                    QKeySequence(QStringLiteral("Ctrl+Shift+B")));
    quit = named(new QAction(tr("&Quit"), this), "file.quit", nullptr, QKeySequence(QStringLiteral("Ctrl+Q")));
}

void WindowActions::makeEditActions(QUndoStack& undoStack)
{
    undo = named(undoStack.createUndoAction(this, tr("&Undo")), "edit.undo", "undo",
                 QKeySequence(QStringLiteral("Ctrl+Z")));
    redo = named(undoStack.createRedoAction(this, tr("&Redo")), "edit.redo", "redo",
                 QKeySequence(QStringLiteral("Ctrl+Shift+Z")));
    lock = checkable(
        named(new QAction(tr("&Lock kernel"), this), "edit.lock", "lock", QKeySequence(QStringLiteral("Ctrl+L"))),
        false);
    turn = named(new QAction(tr("T&urn kernel"), this), "edit.turn", nullptr, QKeySequence(QStringLiteral("Ctrl+T")));
    deselect = named(new QAction(tr("Deselect"), this), "edit.deselect", nullptr,
                     QKeySequence(QStringLiteral("Ctrl+Shift+A")));
    editNetwork = named(new QAction(tr("&Edit the network's blocks …"), this), "edit.network", "network",
                        QKeySequence(QStringLiteral("Ctrl+Shift+N")));
    findLayer =
        named(new QAction(tr("&Find layer"), this), "edit.findLayer", "find", QKeySequence(QStringLiteral("Ctrl+F")));
    goToPe =
        named(new QAction(tr("&Go to PE …"), this), "edit.goToPe", nullptr, QKeySequence(QStringLiteral("Ctrl+G")));
    commands = named(new QAction(tr("Find command or layer"), this), "edit.commands", "find",
                     QKeySequence(QStringLiteral("Ctrl+K")));
}

void WindowActions::makeModeActions()
{
    modes = exclusiveGroup(this, "modes");
    named(modes->addAction(tr("Pipelined")), "mode.pipelined", "pipelined", QKeySequence(QStringLiteral("Ctrl+1")));
    named(modes->addAction(tr("Weight streaming")), "mode.streaming", "streaming",
          QKeySequence(QStringLiteral("Ctrl+2")));
    named(modes->addAction(tr("Compare")), "mode.compare", "compare", QKeySequence(QStringLiteral("Ctrl+3")));
    for (QAction* action : modes->actions())
        action->setCheckable(true);
    modes->actions().constFirst()->setChecked(true);
}

void WindowActions::makePictureActions()
{
    pictures = exclusiveGroup(this, "pictures");
    named(pictures->addAction(tr("Layers")), "picture.layers", "layers", QKeySequence(QStringLiteral("1")));
    for (int i = 0; i < kFieldKindCount; ++i) {
        const auto kind = static_cast<FieldKind>(i);
        const std::string name = "picture." + std::string(nameOf(kind));
        const QKeySequence key = i < kMainFieldKindCount ? QKeySequence(QString::number(i + 2)) : QKeySequence();
        named(pictures->addAction(titleOf(kind)), name.c_str(), "heat", key);
    }
    for (QAction* action : pictures->actions())
        action->setCheckable(true);
    pictures->actions().constFirst()->setChecked(true);
}

void WindowActions::makeViewActions()
{
    routes = checkable(
        named(new QAction(tr("All routes"), this), "view.routes", "routes", QKeySequence(QStringLiteral("R"))), false);
    labels = checkable(named(new QAction(tr("Names"), this), "view.labels", "label", QKeySequence(QStringLiteral("N"))),
                       true);
    fit = named(new QAction(tr("Fit the wafer"), this), "view.fit", "fit", QKeySequence(QStringLiteral("Ctrl+0")));
    timeline = checkable(named(new QAction(tr("Timeline and charts"), this), "view.timeline", "timeline",
                               QKeySequence(QStringLiteral("T"))),
                         true);
    report = checkable(
        named(new QAction(tr("Report table"), this), "view.report", "report", QKeySequence(QStringLiteral("Ctrl+R"))),
        false);
    networkGraph = checkable(
        named(new QAction(tr("Network graph"), this), "view.networkGraph", "graph", QKeySequence(QStringLiteral("G"))),
        false);
    sizes = checkable(named(new QAction(tr("Network sizes"), this), "view.sizes", nullptr), true);
    hidePanels = checkable(
        named(new QAction(tr("Hide panels"), this), "view.hidePanels", nullptr, QKeySequence(QStringLiteral("F5"))),
        false);
    fullScreen = checkable(
        named(new QAction(tr("Full screen"), this), "view.fullScreen", nullptr, QKeySequence(QStringLiteral("F11"))),
        false);
    resetLayout = named(new QAction(tr("Reset window layout"), this), "view.resetLayout", nullptr);
}

void WindowActions::makeThemeActions()
{
    themes = exclusiveGroup(this, "themes");
    named(themes->addAction(tr("As the system")), "theme.system", nullptr);
    named(themes->addAction(tr("Light")), "theme.light", nullptr);
    named(themes->addAction(tr("Dark")), "theme.dark", nullptr);
    for (QAction* action : themes->actions())
        action->setCheckable(true);
    themes->actions().constFirst()->setChecked(true);
}

void WindowActions::makePlaybackActions()
{
    play = named(new QAction(tr("Play"), this), "play.toggle", "play", QKeySequence(QStringLiteral("Space")));
    toStart = named(new QAction(tr("To the start"), this), "play.toStart", "to-start",
                    QKeySequence(QStringLiteral("Shift+Home")));
    phaseBack = named(new QAction(tr("One phase back"), this), "play.phaseBack", "phase-back",
                      QKeySequence(QStringLiteral("[")));
    beatBack = named(new QAction(tr("One delta T or layer back"), this), "play.back", "step-back",
                     QKeySequence(QStringLiteral("Left")));
    cycleBack = named(new QAction(tr("One cycle back"), this), "play.cycleBack", nullptr,
                      QKeySequence(QStringLiteral("Shift+Left")));
    cycleForward = named(new QAction(tr("One cycle on"), this), "play.cycleForward", nullptr,
                         QKeySequence(QStringLiteral("Shift+Right")));
    beatForward = named(new QAction(tr("One delta T or layer on"), this), "play.forward", "step-forward",
                        QKeySequence(QStringLiteral("Right")));
    phaseForward = named(new QAction(tr("One phase on"), this), "play.phaseForward", "phase-forward",
                         QKeySequence(QStringLiteral("]")));
    toEnd =
        named(new QAction(tr("To the end"), this), "play.toEnd", "to-end", QKeySequence(QStringLiteral("Shift+End")));
}

void WindowActions::makeSpeedActions()
{
    speeds = exclusiveGroup(this, "speeds");
    for (const double speed : {0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0}) {
        QAction* action = speeds->addAction(QStringLiteral("%1×").arg(numberText(speed)));
        named(action, qPrintable(QStringLiteral("speed.%1").arg(speed)), nullptr);
        action->setData(speed);
        action->setCheckable(true);
        action->setChecked(speed == 1.0);
    }
}

std::vector<QAction*> WindowActions::all() const
{
    std::vector<QAction*> actions;
    for (QAction* action : findChildren<QAction*>()) {
        if (!action->objectName().isEmpty())
            actions.push_back(action);
    }
    return actions;
}

std::vector<QAction*> WindowActions::ofAProject() const
{
    std::vector<QAction*> actions{save,      saveAs,       exportPicture, exportBatch, goToPe,
                                  findLayer, networkGraph, fit,           hidePanels,  startPage};
    for (const QActionGroup* group : {modes, pictures}) {
        for (QAction* action : group->actions())
            actions.push_back(action);
    }
    return actions;
}

QAction* WindowActions::modeAction(ViewMode mode) const
{
    return modes->actions().at(static_cast<int>(mode));
}

std::optional<FieldKind> WindowActions::chosenField() const
{
    const auto index = pictures->actions().indexOf(pictures->checkedAction());
    return index <= 0 ? std::nullopt : std::optional(static_cast<FieldKind>(index - 1));
}

void WindowActions::addPicturesTo(QMenu& menu) const
{
    menu.addAction(pictureAction(std::nullopt));
    for (int i = 0; i < kMainFieldKindCount; ++i)
        menu.addAction(pictureAction(static_cast<FieldKind>(i)));
    QMenu* sram = menu.addMenu(tr("SRAM by kind"));
    QMenu* links = menu.addMenu(tr("Links by direction"));
    for (int i = kMainFieldKindCount; i < kFieldKindCount; ++i) {
        const auto kind = static_cast<FieldKind>(i);
        (directionOf(kind) ? links : sram)->addAction(pictureAction(kind));
    }
}

QAction* WindowActions::pictureAction(std::optional<FieldKind> field) const
{
    return pictures->actions().at(field ? static_cast<int>(*field) + 1 : 0);
}

} // namespace waferscope
