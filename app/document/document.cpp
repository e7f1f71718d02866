#include "app/document/document.h"

#include "core/base/check.h"
#include "mapping/kernels/edit_kernel.h"
#include "session/edit_project.h"
#include "views/drawing/base/shown_text.h"

#include <QUndoCommand>

#include <algorithm>

namespace waferscope {

/// The only command there is. Projects are immutable, so undo is handing back the old one.
class ReplaceProjectCommand : public QUndoCommand {
public:
    ReplaceProjectCommand(Document& document, std::shared_ptr<const Project> after, const QString& text, int dragId)
        : QUndoCommand(text)
        , m_document(document)
        , m_before(document.project())
        , m_after(std::move(after))
        , m_shown(document.currentIndex())
        , m_dragId(dragId)
    {
    }

    int id() const override { return m_dragId; }
    void redo() override { show(m_after); }
    void undo() override { show(m_before); }

    bool mergeWith(const QUndoCommand* other) override
    {
        m_after = static_cast<const ReplaceProjectCommand*>(other)->m_after;
        setObsolete(sameProject(*m_before, *m_after)); // dragged back to where it was
        return true;
    }

private:
    /// What changes is seen: undo goes back to the layout that was edited.
    void show(const std::shared_ptr<const Project>& project)
    {
        m_document.m_current = m_shown;
        m_document.setProject(project);
    }

    Document& m_document;
    std::shared_ptr<const Project> m_before;
    std::shared_ptr<const Project> m_after;
    std::size_t m_shown;
    int m_dragId;
};

Document::Document(Evaluator evaluator, QObject* parent)
    : QObject(parent)
    , m_evaluate(std::move(evaluator))
{
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, &Document::titleChanged);
}

std::shared_ptr<const Layout> Document::layout() const
{
    return m_preview ? m_preview : committedLayout();
}

std::shared_ptr<const Layout> Document::committedLayout() const
{
    return m_project && m_current < m_project->layouts.size() ? m_project->layouts[m_current] : nullptr;
}

EditStart Document::editStart() const
{
    const std::shared_ptr<const Layout> layout = committedLayout();
    WAFERSCOPE_CHECK(layout);
    return {layout, m_evaluate(layout, m_project->assumptions, LayoutState::Committed), m_project->assumptions};
}

std::shared_ptr<const Evaluation> Document::evaluationOf(std::size_t index) const
{
    WAFERSCOPE_CHECK(m_project && index < m_project->layouts.size());
    return index == m_current ? m_evaluation
                              : m_evaluate(m_project->layouts[index], m_project->assumptions, LayoutState::Committed);
}

void Document::open(std::shared_ptr<const Project> project, const QString& path)
{
    m_undoStack.clear();
    m_preview.reset();
    m_selection.reset();
    m_current = 0;
    m_path = path;
    m_project = std::move(project);
    refresh();
    Q_EMIT opened();
    Q_EMIT projectChanged();
    Q_EMIT layoutChanged();
    Q_EMIT selectionChanged();
    Q_EMIT titleChanged();
}

void Document::close()
{
    open(nullptr, {});
}

void Document::markSaved(const QString& path)
{
    m_path = path;
    m_undoStack.setClean();
    Q_EMIT titleChanged();
}

void Document::showLayout(std::size_t index)
{
    WAFERSCOPE_CHECK(m_project && index < m_project->layouts.size());
    if (index == m_current)
        return;
    m_preview.reset();
    m_current = index;
    refresh();
    Q_EMIT layoutChanged();
}

void Document::select(std::optional<KernelId> kernel)
{
    if (kernel == m_selection)
        return;
    m_selection = kernel;
    Q_EMIT selectionChanged();
}

void Document::replaceProject(Project project, const QString& text, int dragId)
{
    WAFERSCOPE_CHECK(m_project);
    m_preview.reset();
    if (sameProject(project, *m_project)) {
        refresh();
        Q_EMIT layoutChanged();
        return;
    }
    m_undoStack.push(
        new ReplaceProjectCommand(*this, std::make_shared<const Project>(std::move(project)), text, dragId));
}

void Document::replaceLayout(Layout layout, const QString& text, int dragId)
{
    WAFERSCOPE_CHECK(m_project);
    replaceProject(withLayout(*m_project, m_current, std::make_shared<const Layout>(std::move(layout))), text, dragId);
}

Layout Document::moved(KernelId kernel, PeCoord origin) const
{
    const std::shared_ptr<const Layout> before = committedLayout();
    WAFERSCOPE_CHECK(before && before->mode() == Mode::Pipelined);
    const PeRect& rectangle = before->mapping()[kernel].rectangle;
    return movedKernel(editStart(), kernel, keptInside(origin, rectangle, before->system()));
}

void Document::moveKernel(KernelId kernel, PeCoord origin, int dragId)
{
    const Layout layout = moved(kernel, origin);
    const QString name = shownName((*layout.graph())[kernel].name);
    replaceLayout(layout, tr("Move %1").arg(name), dragId);
}

void Document::preview(Layout layout)
{
    WAFERSCOPE_CHECK(m_project && m_current < m_project->layouts.size());
    m_preview = std::make_shared<const Layout>(std::move(layout));
    refresh();
    Q_EMIT layoutChanged();
}

void Document::previewMove(KernelId kernel, PeCoord origin)
{
    preview(moved(kernel, origin));
}

void Document::endPreview()
{
    if (!m_preview)
        return;
    m_preview.reset();
    refresh();
    Q_EMIT layoutChanged();
}

void Document::setProject(std::shared_ptr<const Project> project)
{
    m_preview.reset();
    m_project = std::move(project);
    m_current = m_project->layouts.empty() ? 0 : std::min(m_current, m_project->layouts.size() - 1);
    refresh();
    Q_EMIT projectChanged();
    Q_EMIT layoutChanged();
}

void Document::refresh()
{
    const std::shared_ptr<const Layout> shown = layout();
    const LayoutState state = m_preview ? LayoutState::Preview : LayoutState::Committed;
    m_evaluation = shown ? m_evaluate(shown, m_project->assumptions, state) : nullptr;
    const std::size_t kernels = shown ? shown->graph()->size() : 0;
    if (m_selection && m_selection->index() >= kernels)
        select(std::nullopt);
}

} // namespace waferscope
