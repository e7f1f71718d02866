#pragma once

#include "app/builder/builder_actions.h"

#include <QObject>

#include <memory>
#include <optional>

class QMainWindow;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolBar;

namespace waferscope {

class BlockForm;
class BlockList;
class BlockListModel;
class BlockPalette;
class JobBar;
class MessageBar;
class NetworkForm;
class TotalsBar;

/// Everything that stands in the builder's window, made and put into its place: palette, list and form side by side,
/// the totals below, menus and tool bar. The window owns the widgets. What they show, the presenters say.
class BuilderParts : public QObject {
    Q_OBJECT
public:
    BuilderParts(QMainWindow& window, const BuilderActions& actions);
    ~BuilderParts() override;

    const std::unique_ptr<BlockListModel> model;

    BlockPalette* const palette;
    BlockList* const list;
    MessageBar* const message;
    JobBar* const jobs;
    TotalsBar* const totals;
    QStackedWidget* const forms; ///< one of the two below
    BlockForm* const blockForm;
    NetworkForm* const networkForm;
    QSplitter* const splitter;

    QMenu* const newMenu;
    QMenu* const galleryMenu; ///< in the one above; empty yet
    QMenu* const branchMenu; ///< filled when it shows
    QMenu* const joinMenu; ///< likewise

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< of the window: its size

private:
    void arrange(QMainWindow& window);
    void makeMenus(QMainWindow& window, const BuilderActions& actions);
    void fillNewMenu(const BuilderActions& actions) const;
    void fillBlocksMenu(QMenu& menu, const BuilderActions& actions) const;
    void makeToolBar(QMainWindow& window, const BuilderActions& actions) const;
    void addNewButton(QToolBar& bar) const;
    void share(int width);

    std::optional<bool> m_isNarrow; ///< none before it was first laid out
};

} // namespace waferscope
