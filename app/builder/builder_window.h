#pragma once

#include "app/builder/block_presenter.h"
#include "app/builder/builder_actions.h"
#include "app/builder/builder_parts.h"
#include "app/builder/draft_file_presenter.h"
#include "app/builder/draft_presenter.h"
#include "app/builder/network_draft.h"

#include <QMainWindow>

#include <memory>

namespace waferscope {

/// A window of its own in which a network is put together from blocks. It makes the draft, the parts and a presenter a
/// task; these connect the parts.
class BuilderWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit BuilderWindow(QWidget* parent = nullptr);

    [[nodiscard]] NetworkDraft& draft() { return m_draft; }
    [[nodiscard]] BuilderActions& actions() { return m_actions; }

    /// What "New from the open project" begins with; null where the project has no blocks.
    void setProjectNetwork(std::shared_ptr<const NetworkSpec> spec) { m_files.setProjectNetwork(std::move(spec)); }
    /// Begins with a network that lies in no file of its own; asks first when something is unsaved.
    void begin(const NetworkSpec& spec) { m_files.begin(spec); }
    void openFile(const QString& path) { m_files.openFile(path); } ///< asks first
    bool saveTo(const QString& path) { return m_files.saveTo(path); }
    void exportOnnxTo(const QString& path) { m_files.exportOnnxTo(path); }

Q_SIGNALS:
    void mapWanted(const QString& path); ///< a file that was just saved

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    NetworkDraft m_draft;
    BuilderActions m_actions;
    BuilderParts m_parts;
    // They hear of a change in this order, and go before the rest.
    DraftPresenter m_shown;
    BlockPresenter m_blocks;
    DraftFilePresenter m_files;
};

} // namespace waferscope
