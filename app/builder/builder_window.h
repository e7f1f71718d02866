#pragma once

#include "app/builder/builder_actions.h"
#include "app/builder/network_draft.h"
#include "core/blocks/spec_edits.h"

#include <QMainWindow>

#include <memory>

class QMenu;
class QSplitter;
class QStackedWidget;

namespace waferscope {

class BlockForm;
class BlockList;
class BlockListModel;
class BlockPalette;
class JobBar;
class MessageBar;
class NetworkForm;
class TotalsBar;
enum class MessageKind;

/// A window of its own in which a network is put together from blocks. It makes the parts and connects them; its
/// members are spread over builder_window_*.cpp by what they are about.
class BuilderWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit BuilderWindow(QWidget* parent = nullptr);
    ~BuilderWindow() override;

    [[nodiscard]] NetworkDraft& draft() { return m_draft; }
    [[nodiscard]] BuilderActions& actions() { return m_actions; }

    /// What "New from the open project" begins with; null where the project has no blocks.
    void setProjectNetwork(std::shared_ptr<const NetworkSpec> spec);
    /// Begins with a network that lies in no file of its own; asks first when something is unsaved.
    void begin(const NetworkSpec& spec);
    void openFile(const QString& path); ///< asks first; what is open stays until the file has been read
    bool saveTo(const QString& path);
    void exportOnnxTo(const QString& path);

Q_SIGNALS:
    void mapWanted(const QString& path); ///< a file that was just saved

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    // builder_window.cpp
    void makeLayout();
    void makeMenus();
    void makeNewMenu();
    void makeToolBar();
    void connectAll();
    void connectActions();
    void connectParts();
    void showSpec();
    void showCounts();
    void showChoice();
    void updateForm();
    void updateActions();
    void updateTitle();
    void say(MessageKind kind, const QString& sentence);

    // builder_window_files.cpp
    [[nodiscard]] bool mayLeave();
    void beginEmpty(const InputSpec& input);
    void beginFromFamily();
    void browse();
    bool save();
    bool saveAs();
    void exportOnnx();
    void mapIt();

    // builder_window_edits.cpp
    void insertBlock(const QString& type);
    void insertBlockAt(const QString& type, std::size_t at);
    void moveBlocks(const std::vector<std::size_t>& blocks, std::size_t before);
    void duplicateChosen();
    void removeChosen();
    void moveChosen(int rows);
    void branchFrom(BlockPlace stem, const QString& type);
    void joinWith(std::size_t at, BlockPlace other);
    void fillBranchMenu();
    void fillJoinMenu();
    void popUpContextMenu(QPoint place);
    [[nodiscard]] QString nameOf(BlockPlace place) const;
    [[nodiscard]] QString namesOf(const std::vector<std::size_t>& blocks) const;
    [[nodiscard]] Incoming incomingAt(std::size_t block) const;

    NetworkDraft m_draft;
    BuilderActions m_actions;
    std::unique_ptr<BlockListModel> m_model;
    std::shared_ptr<const NetworkSpec> m_project;
    BlockPalette* m_palette = nullptr;
    BlockList* m_list = nullptr;
    BlockForm* m_blockForm = nullptr;
    NetworkForm* m_networkForm = nullptr;
    QStackedWidget* m_forms = nullptr;
    QSplitter* m_splitter = nullptr;
    MessageBar* m_message = nullptr;
    JobBar* m_jobBar = nullptr;
    TotalsBar* m_totals = nullptr;
    QMenu* m_newMenu = nullptr;
    QMenu* m_galleryMenu = nullptr;
    QMenu* m_branchMenu = nullptr;
    QMenu* m_joinMenu = nullptr;
    std::optional<bool> m_isNarrow; ///< none before it was first laid out
    JobRunner m_reading;
    JobRunner m_exporting; ///< last members: joined before the others go
};

} // namespace waferscope
