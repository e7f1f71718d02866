#pragma once

#include "core/blocks/spec_edits.h"

#include <QObject>
#include <QPoint>
#include <QString>

#include <vector>

class QWidget;

namespace waferscope {

class BuilderActions;
class BuilderParts;
class NetworkDraft;

/// What a person does to blocks: adds, moves, doubles, removes, branches and joins them.
class BlockPresenter : public QObject {
    Q_OBJECT
public:
    BlockPresenter(QWidget& window, const BuilderParts& parts, const BuilderActions& actions, NetworkDraft& draft);

private:
    void connectActions();
    void connectParts();
    void insert(const QString& type);
    void insertAt(const QString& type, std::size_t at);
    void move(const std::vector<std::size_t>& blocks, std::size_t before);
    void duplicateChosen();
    void removeChosen();
    void moveChosen(int rows);
    void branchFrom(BlockPlace stem, const QString& type);
    void joinWith(std::size_t at, BlockPlace other);
    void fillBranchMenu();
    void fillJoinMenu();
    void popUpContextMenu(QPoint place);
    void updateActions();
    [[nodiscard]] QString nameOf(BlockPlace place) const;
    [[nodiscard]] QString namesOf(const std::vector<std::size_t>& blocks) const;
    [[nodiscard]] Incoming incomingAt(std::size_t block) const;

    QWidget& m_window;
    const BuilderParts& m_parts;
    const BuilderActions& m_actions;
    NetworkDraft& m_draft;
};

} // namespace waferscope
