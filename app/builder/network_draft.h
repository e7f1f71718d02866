#pragma once

#include "app/jobs/job_runner.h"
#include "core/blocks/block_counts.h"
#include "views/builder/spec_edit.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace waferscope {

/// The one network that is built in the builder's window, as an immutable value with undo, and what it comes to.
/// Counting runs off the window's thread, one at a time: while one runs, only the latest network waits.
class NetworkDraft : public QObject {
    Q_OBJECT
public:
    explicit NetworkDraft(QObject* parent = nullptr);

    [[nodiscard]] std::shared_ptr<const NetworkSpec> spec() const { return m_spec; }
    /// Of spec(); null while they are not known.
    [[nodiscard]] std::shared_ptr<const SpecCounts> counts() const { return m_counts; }
    [[nodiscard]] QUndoStack& undoStack() { return m_undoStack; }
    [[nodiscard]] const QString& path() const { return m_path; } ///< of the file; empty until saved
    [[nodiscard]] bool isModified() const { return !m_undoStack.isClean(); }
    [[nodiscard]] const std::vector<std::size_t>& choice() const { return m_choice; } ///< chosen blocks

    /// Another network; the one before is forgotten with its undo steps.
    void open(NetworkSpec spec, const QString& path);
    void markSaved(const QString& path);

    /// Undoable; edits with the same key that follow each other become one step, and one that changes nothing leaves
    /// none. `choice` are the blocks that are chosen afterwards.
    void edit(SpecEdit edit, std::vector<std::size_t> choice);
    void edit(SpecEdit edit); ///< the same blocks stay chosen
    void choose(std::vector<std::size_t> blocks);

    [[nodiscard]] bool isCounting() const { return m_counting.isRunning(); }

Q_SIGNALS:
    void specChanged();
    void countsChanged();
    void choiceChanged();
    void titleChanged(); ///< path or clean state

private:
    friend class ReplaceSpecCommand;
    void replace(std::shared_ptr<const NetworkSpec> spec, const std::vector<std::size_t>& choice);
    void count();

    std::shared_ptr<const NetworkSpec> m_spec;
    std::shared_ptr<const SpecCounts> m_counts;
    std::vector<std::size_t> m_choice;
    QString m_path;
    QUndoStack m_undoStack;
    JobRunner m_counting; ///< last member: joined before the others go
};

} // namespace waferscope
