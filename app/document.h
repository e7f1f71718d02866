#pragma once

#include "app/layout_evaluator.h"
#include "core/evaluation.h"
#include "core/project.h"
#include "mapping/edit_kernel.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <optional>

namespace waferscope {

/// The one open project. Lives on the window's thread and is the only thing that changes it.
/// Everyone else gets snapshots: shared_ptr<const ...> that never change under them.
class Document : public QObject {
    Q_OBJECT
public:
    /// Fast enough for a drag: it is asked on the window's thread for every step of the mouse.
    using Evaluator = std::function<std::shared_ptr<const Evaluation>(
        const std::shared_ptr<const Layout>&, const std::shared_ptr<const Assumptions>&, LayoutState)>;

    explicit Document(Evaluator evaluator, QObject* parent = nullptr);

    [[nodiscard]] bool isEmpty() const { return m_project == nullptr; }
    [[nodiscard]] std::shared_ptr<const Project> project() const { return m_project; }
    [[nodiscard]] QUndoStack& undoStack() { return m_undoStack; }
    [[nodiscard]] const QString& path() const { return m_path; } ///< of the plan; empty until saved

    /// The layout that is shown, while dragging with the kernel under the hand. Null when there is none.
    [[nodiscard]] std::shared_ptr<const Layout> layout() const;
    /// The same without a preview: what an edit starts from.
    [[nodiscard]] std::shared_ptr<const Layout> committedLayout() const;
    /// The same with what it is worth. There is a layout.
    [[nodiscard]] EditStart editStart() const;
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluation() const { return m_evaluation; }
    [[nodiscard]] std::size_t currentIndex() const { return m_current; }
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluationOf(std::size_t index) const;
    [[nodiscard]] std::optional<KernelId> selection() const { return m_selection; }

    /// Another project; what was there is forgotten with its undo steps.
    void open(std::shared_ptr<const Project> project, const QString& path);
    void close();
    /// The project now lies at `path` as it is.
    void markSaved(const QString& path);

    void showLayout(std::size_t index);
    void select(std::optional<KernelId> kernel);

    /// Edits that carry the same drag id become one undo step.
    [[nodiscard]] int newDragId() { return ++m_lastDragId; }
    static constexpr int kNoDrag = -1;

    /// Undoable. An edit that changes nothing leaves no step.
    void replaceProject(Project project, const QString& text, int dragId = kNoDrag);
    /// Undoable: replaces the layout that is shown.
    void replaceLayout(Layout layout, const QString& text, int dragId = kNoDrag);
    /// Undoable, named after the kernel, which stays on the fabric.
    void moveKernel(KernelId kernel, PeCoord origin, int dragId = kNoDrag);

    /// Shows and evaluates an edit of the shown layout that may still be called off. Not undoable, not saved.
    void preview(Layout layout);
    void previewMove(KernelId kernel, PeCoord origin);
    void endPreview();
    [[nodiscard]] bool isPreviewing() const { return m_preview != nullptr; }

Q_SIGNALS:
    void opened(); ///< another project, or none
    void projectChanged(); ///< any part of it
    void layoutChanged(); ///< another layout is shown, or it changed, or its preview did
    void selectionChanged();
    void titleChanged(); ///< path or clean state

private:
    friend class ReplaceProjectCommand;
    void setProject(std::shared_ptr<const Project> project);
    void refresh();
    [[nodiscard]] Layout moved(KernelId kernel, PeCoord origin) const;

    Evaluator m_evaluate;
    std::shared_ptr<const Project> m_project;
    std::shared_ptr<const Layout> m_preview;
    std::shared_ptr<const Evaluation> m_evaluation;
    std::optional<KernelId> m_selection;
    std::size_t m_current = 0;
    int m_lastDragId = 0;
    QString m_path;
    QUndoStack m_undoStack;
};

} // namespace waferscope
