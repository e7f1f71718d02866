#include "app/builder/builder_actions.h"

#include "views/base/icons.h"

#include <QAction>
#include <QUndoStack>

namespace waferscope {

namespace {

/// The name is stable: tests and accessibility use it.
QAction* named(QAction* action, const char* name, const char* icon, const QString& keys, const QString& toolTip)
{
    action->setObjectName(QLatin1String(name));
    if (icon)
        action->setIcon(iconOf(QLatin1String(icon)));
    const QKeySequence shortcut(keys);
    if (!shortcut.isEmpty())
        action->setShortcut(shortcut);
    action->setToolTip(shortcut.isEmpty()
                           ? toolTip
                           : QStringLiteral("%1 (%2)").arg(toolTip, shortcut.toString(QKeySequence::NativeText)));
    return action;
}

} // namespace

BuilderActions::BuilderActions(QUndoStack& undoStack, QObject* parent)
    : QObject(parent)
{
    makeNewActions();
    makeFileActions();
    makeEditActions(undoStack);
}

void BuilderActions::makeNewActions()
{
    newPicture = named(new QAction(tr("&Picture"), this), "builder.new.picture", nullptr, QStringLiteral("Ctrl+N"),
                       tr("Begin with an input of pictures and no blocks"));
    newTokens = named(new QAction(tr("&Tokens"), this), "builder.new.tokens", nullptr, {},
                      tr("Begin with an input of tokens and no blocks"));
    newSequence = named(new QAction(tr("&Sequence of numbers"), this), "builder.new.sequence", nullptr, {},
                        tr("Begin with an input of sequences of numbers and no blocks"));
    newVector = named(new QAction(tr("&Vector"), this), "builder.new.vector", nullptr, {},
                      tr("Begin with an input of rows of numbers and no blocks"));
    newFromFamily = named(new QAction(tr("&Family in any size …"), this), "builder.new.family", nullptr, {},
                          tr("Begin with a network of a family: BERT, GPT, ResNet … in sizes of your own"));
    newFromProject = named(new QAction(tr("&Open project's network"), this), "builder.new.project", nullptr, {},
                           tr("Begin with the blocks of the network that is open in the main window"));
    newFromProject->setEnabled(false);
}

void BuilderActions::makeFileActions()
{
    open = named(new QAction(tr("&Open …"), this), "builder.open", "open", QStringLiteral("Ctrl+O"),
                 tr("Open a network of blocks"));
    save = named(new QAction(tr("&Save"), this), "builder.save", "save", QStringLiteral("Ctrl+S"),
                 tr("Save the network of blocks"));
    saveAs = named(new QAction(tr("Save &as …"), this), "builder.saveAs", nullptr, QStringLiteral("Ctrl+Shift+S"),
                   tr("Save the network of blocks under another name"));
    exportOnnx = named(new QAction(tr("&Export as ONNX …"), this), "builder.exportOnnx", "export",
                       QStringLiteral("Ctrl+E"), tr("Write the network as ONNX, with random weights"));
    mapIt = named(new QAction(tr("&Map it"), this), "builder.mapIt", "wafer", QStringLiteral("Ctrl+M"),
                  tr("Save the network and put it on the wafer"));
    close = named(new QAction(tr("&Close"), this), "builder.close", nullptr, QStringLiteral("Ctrl+W"),
                  tr("Close the builder"));
}

void BuilderActions::makeEditActions(QUndoStack& undoStack)
{
    undo = named(undoStack.createUndoAction(this, tr("&Undo")), "builder.undo", "undo", QStringLiteral("Ctrl+Z"),
                 tr("Undo"));
    redo = named(undoStack.createRedoAction(this, tr("&Redo")), "builder.redo", "redo", QStringLiteral("Ctrl+Shift+Z"),
                 tr("Redo"));
    duplicate = named(new QAction(tr("&Duplicate"), this), "builder.duplicate", nullptr, QStringLiteral("Ctrl+D"),
                      tr("Put copies of the chosen blocks behind them"));
    remove = named(new QAction(tr("Dele&te"), this), "builder.remove", nullptr, QStringLiteral("Del"),
                   tr("Remove the chosen blocks; what read them reads what they read"));
    moveUp = named(new QAction(tr("Move &up"), this), "builder.moveUp", nullptr, QStringLiteral("Alt+Up"),
                   tr("Move the chosen blocks up"));
    moveDown = named(new QAction(tr("Move d&own"), this), "builder.moveDown", nullptr, QStringLiteral("Alt+Down"),
                     tr("Move the chosen blocks down"));
    findBlock = named(new QAction(tr("&Find a block to insert"), this), "builder.find", "find",
                      QStringLiteral("Ctrl+F"), tr("Go to the palette's search field"));
    properties = named(new QAction(tr("Network and &inputs"), this), "builder.properties", "network",
                       QStringLiteral("Ctrl+I"), tr("Show title, inputs and sizes of the network"));
}

std::vector<QAction*> BuilderActions::all() const
{
    std::vector<QAction*> actions;
    for (QAction* action : findChildren<QAction*>())
        if (!action->objectName().isEmpty())
            actions.push_back(action);
    return actions;
}

} // namespace waferscope
