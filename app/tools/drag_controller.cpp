#include "app/tools/drag_controller.h"

#include "core/words/sentences.h"
#include "mapping/kernels/edit_kernel.h"
#include "views/base/number_text.h"
#include "views/drawing/base/shown_text.h"

namespace waferscope {

DragController::DragController(Document& document, WaferView& view, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_view(view)
{
    connect(&view, &WaferView::dragBegun, this, &DragController::begin);
    connect(&view, &WaferView::dragMoved, this, &DragController::move);
    connect(&view, &WaferView::dragDropped, this, &DragController::drop);
    connect(&view, &WaferView::resizeBegun, this, &DragController::begin);
    connect(&view, &WaferView::resizeMoved, this, &DragController::resize);
    connect(&view, &WaferView::resizeDropped, this, &DragController::dropResized);
    connect(&view, &WaferView::dragCancelled, this, &DragController::cancel);
    connect(&view, &WaferView::nudged, this, &DragController::nudge);
    connect(&document, &Document::selectionChanged, this, [this] { m_nudged.reset(); });
}

const Mapping* DragController::mapping() const
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    return layout ? std::get_if<Mapping>(&layout->arrangement()) : nullptr;
}

void DragController::begin(KernelId kernel)
{
    m_document.select(kernel);
    m_nudged.reset();
    m_dragId = m_document.newDragId();
}

void DragController::move(KernelId kernel, PeCoord origin)
{
    if (!mapping())
        return;
    m_document.previewMove(kernel, origin);
    showGhost(kernel);
}

void DragController::drop(KernelId kernel, PeCoord origin)
{
    m_view.setGhost(std::nullopt);
    if (mapping())
        m_document.moveKernel(kernel, origin, m_dragId);
}

/// The ghost shows the shape that the kernel would take, which is the fastest inside the wanted rectangle.
void DragController::resize(KernelId kernel, const PeRect& wanted)
{
    if (!mapping())
        return;
    const Result<Layout> resized = resizedKernel(m_document.editStart(), kernel, wanted);
    if (!resized.ok()) {
        m_view.setGhost(
            DragGhost{kernel, wanted, Legality::Illegal, shownText(QString::fromStdString(resized.error().message))});
        return;
    }
    m_document.preview(resized.value());
    showGhost(kernel);
}

void DragController::dropResized(KernelId kernel, const PeRect& wanted)
{
    m_view.setGhost(std::nullopt);
    if (!mapping())
        return;
    const Result<Layout> resized = resizedKernel(m_document.editStart(), kernel, wanted);
    m_document.endPreview();
    if (!resized.ok()) {
        Q_EMIT failed(QString::fromStdString(resized.error().message));
        return;
    }
    const QString name = shownName((*resized.value().graph())[kernel].name);
    m_document.replaceLayout(resized.value(), tr("Resize %1").arg(name), m_dragId);
}

void DragController::cancel()
{
    m_view.setGhost(std::nullopt);
    m_document.endPreview();
}

/// Presses in a row on one kernel are one undo step.
void DragController::nudge(int columns, int rows)
{
    const std::optional<KernelId> kernel = m_document.selection();
    const Mapping* placed = mapping();
    if (!kernel || !placed || (*placed)[*kernel].locked)
        return;
    if (m_nudged != kernel) {
        m_nudged = kernel;
        m_nudgeId = m_document.newDragId();
    }
    const PeCoord origin = (*placed)[*kernel].rectangle.origin;
    m_document.moveKernel(*kernel, {origin.x + columns, origin.y + rows}, m_nudgeId);
}

void DragController::showGhost(KernelId kernel)
{
    const KernelGraph& graph = *m_document.layout()->graph();
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    const Violation* violation = firstAbout(kernel, evaluation->violations, graph);
    DragGhost ghost{kernel, (*mapping())[kernel].rectangle, Legality::Legal, {}};
    if (violation) {
        ghost.legality = Legality::Illegal;
        ghost.reason = sentenceText(sentenceOf(*violation, graph));
    }
    m_view.setGhost(ghost);
}

} // namespace waferscope
