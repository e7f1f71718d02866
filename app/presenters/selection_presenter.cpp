#include "app/presenters/selection_presenter.h"

#include "app/document/document.h"
#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "app/window/window_actions.h"
#include "app/window/window_parts.h"
#include "views/network/network_panel.h"
#include "views/panels/command_palette.h"
#include "views/panels/table_panel.h"
#include "views/timeline/timeline_view.h"
#include "views/wafer/wafer_view.h"

#include <QAction>

namespace waferscope {

SelectionPresenter::SelectionPresenter(const WindowParts& parts, const WindowActions& actions, Document& document)
    : m_parts(parts)
    , m_document(document)
{
    connect(&document, &Document::selectionChanged, this, &SelectionPresenter::show);
    connect(&document, &Document::layoutChanged, this, [this] {
        if (!m_document.isPreviewing())
            show();
    });
    connect(actions.deselect, &QAction::triggered, &document, [&document] { document.select(std::nullopt); });
    connectWafers();
    connectLists();
    show();
}

void SelectionPresenter::connectWafers()
{
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        const WaferView& view = m_parts.pane->view(side);
        connect(&view, &WaferView::kernelClicked, &m_document, &Document::select);
        connect(&view, &WaferView::kernelActivated, this, &SelectionPresenter::goTo);
    }
}

void SelectionPresenter::connectLists()
{
    connect(m_parts.network, &NetworkPanel::kernelChosen, &m_document, &Document::select);
    connect(m_parts.network, &NetworkPanel::kernelActivated, this, &SelectionPresenter::goTo);
    connect(m_parts.network, &NetworkPanel::kernelsFound, this, &SelectionPresenter::showFound);
    connect(&m_parts.bottom->timeline(), &TimelineView::kernelClicked, &m_document, &Document::select);
    connect(&m_parts.bottom->report(), &TablePanel::rowChosen, this,
            [this](int row) { m_document.select(KernelId{static_cast<std::size_t>(row)}); });
    connect(m_parts.palette, &CommandPalette::placeChosen, this,
            [this](std::size_t kernel) { goTo(KernelId{kernel}); });
}

void SelectionPresenter::show()
{
    const std::optional<KernelId> kernel = m_document.selection();
    const std::shared_ptr<const Layout> layout = m_document.layout();
    const auto first = kernel && layout ? std::optional(layout->graph()->firstLike(*kernel)) : kernel;
    const auto listOf = [](std::optional<KernelId> id) { return id ? std::vector{*id} : std::vector<KernelId>{}; };
    m_parts.pane->view(PaneSide::Left).setSelection(listOf(kernel));
    m_parts.pane->view(PaneSide::Right).setSelection(listOf(first)); // its layout streams weights: there are no copies
    m_parts.network->select(first);
    m_parts.bottom->timeline().setSelection(kernel);
}

void SelectionPresenter::showFound(const std::vector<KernelId>& kernels)
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    m_parts.pane->view(PaneSide::Left).setFound(layout ? layout->graph()->allLike(kernels) : kernels);
    m_parts.pane->view(PaneSide::Right).setFound(kernels);
}

void SelectionPresenter::goTo(KernelId kernel)
{
    m_document.select(kernel);
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    if (evaluation && kernel.index() < evaluation->kernels.size())
        m_parts.pane->view(PaneSide::Left).fitTo(evaluation->kernels[kernel.index()].rectangle);
}

} // namespace waferscope
