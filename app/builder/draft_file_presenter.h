#pragma once

#include "app/jobs/job_runner.h"
#include "app/window/file_drop.h"
#include "core/blocks/network_spec.h"

#include <QObject>
#include <QString>

#include <memory>

class QWidget;

namespace waferscope {

class BuilderActions;
class BuilderParts;
class NetworkDraft;
struct ReadBlocks;

/// Where a draft comes from and where it goes: new, from the gallery, a family, the open project or a file; saved,
/// exported, mapped. Asks before unsaved changes are lost.
class DraftFilePresenter : public QObject {
    Q_OBJECT
public:
    DraftFilePresenter(QWidget& window, const BuilderParts& parts, const BuilderActions& actions, NetworkDraft& draft);

    /// What "New from the open project" begins with; null where the project has no blocks.
    void setProjectNetwork(std::shared_ptr<const NetworkSpec> spec);
    void begin(const NetworkSpec& spec); ///< one that lies in no file of its own
    void openFile(const QString& path); ///< what is open stays until the file has been read
    bool saveTo(const QString& path);
    void exportOnnxTo(const QString& path);
    [[nodiscard]] bool mayLeave(); ///< nothing is unsaved, or it was saved just now, or the person gives it up
    void stop(); ///< reading and writing

Q_SIGNALS:
    void mapWanted(const QString& path); ///< a file that was just saved

private:
    void connectNew();
    void connectFiles();
    void fillGallery();
    void beginEmpty(const InputSpec& input);
    void beginFromFamily();
    void browse();
    void adopt(const QString& path, const std::shared_ptr<const NetworkSpec>& before, const ReadBlocks& read);
    bool save();
    bool saveAs();
    void exportOnnx();
    void mapIt();
    void updateActions();
    void updateTitle();
    void sayError(const Error& error);

    QWidget& m_window;
    const BuilderParts& m_parts;
    const BuilderActions& m_actions;
    NetworkDraft& m_draft;
    FileDrop m_drop;
    std::shared_ptr<const NetworkSpec> m_project;
    JobRunner m_reading;
    JobRunner m_exporting; ///< last members: joined before the others go
};

} // namespace waferscope
