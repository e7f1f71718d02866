#include "app/presenters/selection_presenter.h"

#include "app/document/document.h"
#include "app/presenters/layout_presenter.h"
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

SelectionPresenter::SelectionPresenter(const WindowParts& parts, const WindowActions& actions,
                                       const LayoutPresenter& layouts, Document& document)
    : m_parts(parts)
    , m_layouts(layouts)
    , m_document(document)
{
    connect(&document, &Document::selectionChanged, this, &SelectionPresenter::show);
    connect(&document, &Document::layoutChanged, this, [this] {
        if (!m_document.isPreviewing())
            show();
    });
    connect(&layouts, &LayoutPresenter::panesChosen, this, &SelectionPresenter::show);
    connect(actions.deselect, &QAction::triggered, &document, [&document] { document.select(std::nullopt); });
    connectWafers();
    connectLists();
    show();
}

void SelectionPresenter::connectWafers()
{
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        const WaferView& view = m_parts.pane->view(side);
        connect(&view, &WaferView::kernelClicked, this, [this, side](std::optional<KernelId> kernel) {
            m_document.select(kernel ? ofLeft(side, *kernel) : std::nullopt);
        });
        connect(&view, &WaferView::kernelActivated, this, [this, side](KernelId kernel) {
            if (const std::optional<KernelId> known = ofLeft(side, kernel))
                goTo(*known);
        });
    }
}

/// The shown layout's kernel that a kernel on one side stands for.
std::optional<KernelId> SelectionPresenter::ofLeft(PaneSide side, KernelId kernel) const
{
    const std::optional<ShownLayout> here = m_layouts.shownOn(side);
    const std::shared_ptr<const Layout> left = m_document.layout();
    return here && left ? here->layout->graph()->likeIn(*left->graph(), kernel) : std::nullopt;
}

/// Those on the right that stand for kernels of the shown layout.
std::vector<KernelId> SelectionPresenter::onRight(const std::vector<KernelId>& kernels) const
{
    std::vector<KernelId> right;
    const std::optional<ShownLayout> shown = m_layouts.shownOn(PaneSide::Right);
    for (const KernelId kernel : kernels)
        if (const auto like =
                shown ? m_document.layout()->graph()->likeIn(*shown->layout->graph(), kernel) : std::nullopt)
            right.push_back(*like);
    return right;
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
    const std::vector<KernelId> selected = kernel ? std::vector{*kernel} : std::vector<KernelId>{};
    m_parts.pane->view(PaneSide::Left).setSelection(selected);
    m_parts.pane->view(PaneSide::Right).setSelection(onRight(selected));
    m_parts.network->select(first);
    m_parts.bottom->timeline().setSelection(kernel);
}

void SelectionPresenter::showFound(const std::vector<KernelId>& kernels)
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    m_parts.pane->view(PaneSide::Left).setFound(layout ? layout->graph()->allLike(kernels) : kernels);
    const std::optional<ShownLayout> right = m_layouts.shownOn(PaneSide::Right);
    m_parts.pane->view(PaneSide::Right)
        .setFound(right ? right->layout->graph()->allLike(onRight(kernels)) : std::vector<KernelId>{});
}

void SelectionPresenter::goTo(KernelId kernel)
{
    m_document.select(kernel);
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    if (evaluation && kernel.index() < evaluation->kernels.size())
        m_parts.pane->view(PaneSide::Left).fitTo(evaluation->kernels[kernel.index()].rectangle);
}

} // namespace waferscope
