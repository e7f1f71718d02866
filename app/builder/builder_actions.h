#pragma once

#include <QObject>

#include <vector>

class QAction;
class QUndoStack;

namespace waferscope {

/// Every action of the builder's window, made once. Each has a stable, unique objectName. They do nothing by
/// themselves; the window connects them.
class BuilderActions : public QObject {
    Q_OBJECT
public:
    BuilderActions(QUndoStack& undoStack, QObject* parent);

    // File
    QAction* newPicture;
    QAction* newTokens;
    QAction* newSequence;
    QAction* newVector;
    QAction* newFromFamily;
    QAction* newFromProject;
    QAction* open;
    QAction* save;
    QAction* saveAs;
    QAction* exportOnnx;
    QAction* mapIt;
    QAction* close;
    // Edit
    QAction* undo;
    QAction* redo;
    QAction* duplicate;
    QAction* remove;
    QAction* moveUp;
    QAction* moveDown;
    QAction* findBlock;
    QAction* properties; ///< of the network as a whole

    /// All of them, for tests.
    [[nodiscard]] std::vector<QAction*> all() const;

private:
    void makeNewActions();
    void makeFileActions();
    void makeEditActions(QUndoStack& undoStack);
};

} // namespace waferscope
