#include "app/presenters/layout_presenter.h"

#include "app/document/document.h"
#include "app/document/layout_edits.h"
#include "app/jobs/opener.h"
#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "views/base/number_text.h"
#include "views/models/delta_model.h"
#include "views/wafer/wafer_view.h"

#include <QAction>
#include <QActionGroup>

namespace waferscope {

namespace {

QString captionOf(const Layout& layout)
{
    const QString machine = machineText(*layout.installation());
    if (layout.execution().replicas > 1)
        return QStringLiteral("Pipelined · %1 copies · %2").arg(layout.execution().replicas).arg(machine);
    return layout.mode() == Mode::Pipelined ? QStringLiteral("Pipelined · %1").arg(machine)
                                            : QStringLiteral("Weight streaming · %1").arg(machine);
}

} // namespace

LayoutPresenter::LayoutPresenter(WaferPane& pane, BottomPanel& bottom, DeltaModel& deltas, const WindowActions& actions,
                                 Document& document, Opener& opener, RunController& runs)
    : m_pane(pane)
    , m_bottom(bottom)
    , m_deltas(deltas)
    , m_actions(actions)
    , m_document(document)
    , m_opener(opener)
    , m_runs(runs)
{
    connect(&document, &Document::opened, this, &LayoutPresenter::showOpened);
    connect(&document, &Document::layoutChanged, this, &LayoutPresenter::showLayouts);
    connect(&opener, &Opener::improved, this,
            [this](const MappedLayout& best) { m_pane.setSoFar(contentsOf(*best.layout, *best.evaluation)); });
    connect(&opener, &Opener::jobBegan, this, [this] { m_pane.setSoFar(nullptr); }); // it may take another's place
    connect(&opener, &Opener::jobEnded, this, [this] { m_pane.setSoFar(nullptr); });
    connect(actions.modes, &QActionGroup::triggered, this, [this](const QAction* action) {
        choose(static_cast<ViewMode>(m_actions.modes->actions().indexOf(action)));
    });
    showOpened();
    showLayouts();
}

/// Another project, or none; its layouts come with the next signal.
void LayoutPresenter::showOpened()
{
    const bool open = !m_document.isEmpty();
    m_runs.rewind();
    m_pane.present(open ? WaferPane::Shown::OneWafer : WaferPane::Shown::StartPage);
    if (open) {
        m_pane.view(PaneSide::Left).fit();
        m_pane.view(PaneSide::Left).setFocus();
    }
}

/// A preview is the wafer's own matter until it is dropped.
void LayoutPresenter::showLayouts()
{
    if (m_document.isPreviewing())
        return;
    checkMode();
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        showSide(side);
    showCompared();
}

bool LayoutPresenter::isComparing() const
{
    return m_pane.shown() == WaferPane::Shown::TwoWafers;
}

std::optional<ShownLayout> LayoutPresenter::shownOn(PaneSide side) const
{
    if (m_document.isEmpty() || !m_pane.isShown(side))
        return std::nullopt;
    const std::shared_ptr<const Project> project = m_document.project();
    if (side == PaneSide::Left)
        return ShownLayout{m_document.layout(), m_document.evaluation(), project->assumptions};
    const std::optional<std::size_t> other = layoutOfMode(*project, Mode::WeightStreaming);
    if (!other)
        return std::nullopt;
    return ShownLayout{project->layouts[*other], m_document.evaluationOf(*other), project->assumptions};
}

void LayoutPresenter::showSide(PaneSide side)
{
    const std::optional<ShownLayout> shown = shownOn(side);
    m_pane.view(side).setContents(shown ? contentsOf(*shown->layout, *shown->evaluation) : nullptr);
    if (shown)
        m_pane.setCaption(side, captionOf(*shown->layout));
    m_runs.show(side, shown);
}

void LayoutPresenter::showCompared()
{
    const std::optional<ShownLayout> left = isComparing() ? shownOn(PaneSide::Left) : std::nullopt;
    const std::optional<ShownLayout> right = isComparing() ? shownOn(PaneSide::Right) : std::nullopt;
    m_bottom.setDeltas(left && right ? BottomPanel::Deltas::Shown : BottomPanel::Deltas::Hidden);
    m_deltas.show(left ? left->evaluation : nullptr, right ? right->evaluation : nullptr, tr("Pipelined"),
                  tr("Weight streaming"));
}

/// The first mode that is wanted and that the project has no layout of.
std::optional<Mode> LayoutPresenter::missingFor(ViewMode mode) const
{
    for (const Mode needed : {Mode::Pipelined, Mode::WeightStreaming}) {
        const bool wanted = mode == ViewMode::Compare || (needed == Mode::Pipelined) == (mode == ViewMode::Pipelined);
        if (wanted && !layoutOfMode(*m_document.project(), needed))
            return needed;
    }
    return std::nullopt;
}

void LayoutPresenter::choose(ViewMode mode)
{
    if (m_document.isEmpty())
        return;
    if (const std::optional<Mode> missing = missingFor(mode)) {
        m_opener.addMissingMode(*missing);
        checkMode();
        return;
    }
    m_pane.present(mode == ViewMode::Compare ? WaferPane::Shown::TwoWafers : WaferPane::Shown::OneWafer);
    const Mode left = mode == ViewMode::WeightStreaming ? Mode::WeightStreaming : Mode::Pipelined;
    const std::size_t index = *layoutOfMode(*m_document.project(), left);
    if (index != m_document.currentIndex())
        m_document.showLayout(index);
    else
        showLayouts();
    Q_EMIT modeChosen();
}

/// The switch shows what is shown, whoever changed it.
void LayoutPresenter::checkMode()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    ViewMode mode = ViewMode::Pipelined;
    if (layout && layout->mode() == Mode::WeightStreaming)
        mode = ViewMode::WeightStreaming;
    else if (isComparing())
        mode = ViewMode::Compare;
    if (mode == ViewMode::WeightStreaming && isComparing())
        m_pane.present(WaferPane::Shown::OneWafer);
    m_actions.modeAction(mode)->setChecked(true);
}

} // namespace waferscope
