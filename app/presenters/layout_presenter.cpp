#include "app/presenters/layout_presenter.h"

#include "app/document/document.h"
#include "app/jobs/opener.h"
#include "app/window/bottom_panel.h"
#include "app/window/wafer_pane.h"
#include "session/edit_project.h"
#include "views/base/number_text.h"
#include "views/drawing/base/shown_text.h"
#include "views/models/delta_model.h"
#include "views/wafer/wafer_view.h"

#include <QAction>
#include <QActionGroup>

namespace waferscope {

namespace {

/// Modes where they tell the two apart, else the layouts' own names.
QString nameBeside(const Layout& layout, const Layout& other)
{
    if (layout.mode() == other.mode())
        return shownName(layout.name());
    return layout.mode() == Mode::Pipelined ? LayoutPresenter::tr("Pipelined")
                                            : LayoutPresenter::tr("Weight streaming");
}

QString captionOf(const Layout& layout)
{
    const QString machine = machineText(*layout.installation());
    if (layout.execution().replicas > 1)
        return QStringLiteral("Pipelined · %1 replicas · %2").arg(layout.execution().replicas).arg(machine);
    return layout.mode() == Mode::Pipelined ? QStringLiteral("Pipelined · %1").arg(machine)
                                            : QStringLiteral("Weight streaming · %1").arg(machine);
}

/// Of all layouts; those that would read alike have their names behind.
QStringList captionsOf(const Project& project)
{
    QStringList plain;
    for (const std::shared_ptr<const Layout>& layout : project.layouts)
        plain << captionOf(*layout);
    QStringList captions = plain;
    for (qsizetype i = 0; i < plain.size(); ++i)
        if (plain.count(plain[i]) > 1)
            captions[i] += QStringLiteral(" · ") + shownName(project.layouts[static_cast<std::size_t>(i)]->name());
    return captions;
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
    for (const auto signal : {&Opener::improved, &Opener::offered})
        connect(&opener, signal, this,
                [this](const MappedLayout& best) { m_pane.setSoFar(contentsOf(*best.layout, *best.evaluation)); });
    connect(&opener, &Opener::jobBegan, this, [this] { m_pane.setSoFar(nullptr); }); // it may take another's place
    for (const auto signal : {&Opener::jobEnded, &Opener::offerEnded})
        connect(&opener, signal, this, [this] { m_pane.setSoFar(nullptr); });
    connect(actions.modes, &QActionGroup::triggered, this, [this](const QAction* action) {
        choose(static_cast<ViewMode>(m_actions.modes->actions().indexOf(action)));
    });
    connect(&pane, &WaferPane::layoutWanted, this,
            [this](PaneSide side, int index) { chooseFor(side, static_cast<std::size_t>(index)); });
    showOpened();
    showLayouts();
}

/// Another project, or none; its layouts come with the next signal.
void LayoutPresenter::showOpened()
{
    const bool open = !m_document.isEmpty();
    m_runs.rewind();
    m_beside = std::nullopt;
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

/// On the right: what was chosen, else the first layout of the other mode, else any other.
std::optional<std::size_t> LayoutPresenter::indexOn(PaneSide side) const
{
    const std::size_t left = m_document.currentIndex();
    if (side == PaneSide::Left)
        return left;
    const std::vector<std::shared_ptr<const Layout>>& layouts = m_document.project()->layouts;
    if (layouts.size() < 2)
        return std::nullopt;
    if (m_beside && *m_beside < layouts.size() && *m_beside != left)
        return m_beside;
    const bool isPipelined = layouts[left]->mode() == Mode::Pipelined;
    const auto other = layoutOfMode(*m_document.project(), isPipelined ? Mode::WeightStreaming : Mode::Pipelined);
    return other ? *other : left == 0 ? std::size_t{1} : std::size_t{0};
}

std::optional<ShownLayout> LayoutPresenter::shownOn(PaneSide side) const
{
    if (m_document.isEmpty() || !m_pane.isShown(side))
        return std::nullopt;
    const std::shared_ptr<const Project> project = m_document.project();
    if (side == PaneSide::Left)
        return ShownLayout{m_document.layout(), m_document.evaluation(), project->assumptions};
    const std::optional<std::size_t> beside = indexOn(side);
    if (!beside)
        return std::nullopt;
    return ShownLayout{project->layouts[*beside], m_document.evaluationOf(*beside), project->assumptions};
}

void LayoutPresenter::showSide(PaneSide side)
{
    const std::optional<ShownLayout> shown = shownOn(side);
    m_pane.view(side).setContents(shown ? contentsOf(*shown->layout, *shown->evaluation) : nullptr);
    if (shown && isComparing())
        m_pane.setCaption(side, captionsOf(*m_document.project()), static_cast<int>(*indexOn(side)));
    m_runs.show(side, shown);
}

void LayoutPresenter::showCompared()
{
    const std::optional<ShownLayout> left = isComparing() ? shownOn(PaneSide::Left) : std::nullopt;
    const std::optional<ShownLayout> right = isComparing() ? shownOn(PaneSide::Right) : std::nullopt;
    m_bottom.setDeltas(left && right ? BottomPanel::Deltas::Shown : BottomPanel::Deltas::Hidden);
    if (left && right)
        m_deltas.show(left->evaluation, right->evaluation, nameBeside(*left->layout, *right->layout),
                      nameBeside(*right->layout, *left->layout));
    else
        m_deltas.show(nullptr, nullptr, {}, {});
}

/// The layout that a mode begins with; none when the project lacks one: a mode's own, or a second to compare.
std::optional<std::size_t> LayoutPresenter::firstFor(ViewMode mode) const
{
    const Project& project = *m_document.project();
    if (mode == ViewMode::WeightStreaming)
        return layoutOfMode(project, Mode::WeightStreaming);
    const std::optional<std::size_t> pipelined = layoutOfMode(project, Mode::Pipelined);
    if (mode == ViewMode::Pipelined)
        return pipelined;
    return project.layouts.size() < 2 ? std::nullopt : std::optional(pipelined.value_or(m_document.currentIndex()));
}

void LayoutPresenter::choose(ViewMode mode)
{
    if (m_document.isEmpty())
        return;
    const std::optional<std::size_t> index = firstFor(mode);
    if (!index) {
        m_opener.addOtherMode();
        checkMode();
        return;
    }
    m_pane.present(mode == ViewMode::Compare ? WaferPane::Shown::TwoWafers : WaferPane::Shown::OneWafer);
    if (*index != m_document.currentIndex())
        m_document.showLayout(*index);
    else
        showLayouts();
    Q_EMIT panesChosen();
}

/// A layout that stands on the other side changes places.
void LayoutPresenter::chooseFor(PaneSide side, std::size_t index)
{
    const std::size_t left = *indexOn(PaneSide::Left);
    const std::size_t right = *indexOn(PaneSide::Right);
    if (side == PaneSide::Left) {
        m_beside = index == right ? left : right;
        m_document.showLayout(index);
    } else if (index == left) {
        m_beside = left;
        m_document.showLayout(right);
    } else {
        m_beside = index;
        showLayouts();
    }
    Q_EMIT panesChosen();
}

/// The switch shows what is shown, whoever changed it.
void LayoutPresenter::checkMode()
{
    if (isComparing() && !m_document.isEmpty() && m_document.project()->layouts.size() < 2) // undone: nothing is beside
        m_pane.present(WaferPane::Shown::OneWafer);
    const std::shared_ptr<const Layout> layout = m_document.layout();
    ViewMode mode = ViewMode::Pipelined;
    if (isComparing())
        mode = ViewMode::Compare;
    else if (layout && layout->mode() == Mode::WeightStreaming)
        mode = ViewMode::WeightStreaming;
    m_actions.modeAction(mode)->setChecked(true);
}

} // namespace waferscope
