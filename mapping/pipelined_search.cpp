#include "mapping/pipelined_search.h"

#include "mapping/area_bound.h"
#include "mapping/evaluate.h"
#include "mapping/pipelined_evaluation.h"
#include "mapping/router.h"
#include "mapping/row_placer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace waferscope {

namespace {

constexpr std::array<Stacking, 2> kStackings{Stacking::Rows, Stacking::Columns};
constexpr double kTargetStep = 1.002; // the search stops when the target is known this well
constexpr int kScanSteps = 16; // targets tried above the least, a round
constexpr int kScanRounds = 3;

class PipelinedSearch {
public:
    PipelinedSearch(const Layout& layout, const Assumptions& assumptions, const JobControl& job)
        : m_layout(layout)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_model(CostModel::of(layout.execution, layout.system(), assumptions))
    {
    }

    Result<MappedLayout> search();

private:
    [[nodiscard]] std::optional<Error> kernelThatNeverFits() const;
    [[nodiscard]] std::int64_t leastPes() const;
    [[nodiscard]] Error doesNotFit() const;
    [[nodiscard]] bool fits(Cycles target) const;
    [[nodiscard]] std::optional<Cycles> leastTarget() const;
    void scanFrom(Cycles target);
    void tryTarget(Cycles target);
    void consider(std::vector<PlacedKernel> kernels);
    [[nodiscard]] Cycles binding(const Evaluation& evaluation) const
    {
        return std::max({evaluation.deltaT, evaluation.transmission, evaluation.input});
    }
    [[nodiscard]] bool isBetter(const Evaluation& a, const Evaluation& b) const;

    const Layout& m_layout;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    CostModel m_model;
    std::vector<ShapeFamily> m_families;
    Cycles m_bound{1};
    std::optional<MappedLayout> m_best;
};

Result<MappedLayout> PipelinedSearch::search()
{
    const Error stopped{ErrorCode::Stopped, "The search for a placement was stopped."};
    m_job.report(0.0, "Shapes of the kernels");
    m_families = shapeFamiliesOf(*m_layout.graph, m_model, m_layout.system());
    if (const auto error = kernelThatNeverFits())
        return *error;
    if (leastPes() > m_layout.system().peCount())
        return doesNotFit();
    m_bound = areaBound(m_families, m_layout.system());
    m_job.report(0.2, "Least time that fits");
    const std::optional<Cycles> least = leastTarget();
    if (m_job.stopRequested())
        return stopped;
    if (!least)
        return doesNotFit();
    scanFrom(*least);
    if (m_job.stopRequested() && !m_best)
        return stopped;
    m_job.report(1.0, "Placed");
    return *m_best;
}

std::optional<Error> PipelinedSearch::kernelThatNeverFits() const
{
    for (std::size_t i = 0; i < m_families.size(); ++i)
        if (!m_families[i].leastArea(m_families[i].mostCycles()))
            return Error{ErrorCode::DoesNotFit,
                         "The kernel " + m_layout.graph->kernels()[i].name + " does not fit on "
                             + m_layout.system().title + ": in no shape do its PEs hold its memory in "
                             + std::to_string(m_model.usableSram.count()) + " bytes."};
    return std::nullopt;
}

/// PEs that the kernels need however slow they are: what their memory asks for.
std::int64_t PipelinedSearch::leastPes() const
{
    std::int64_t area = 0;
    for (const ShapeFamily& family : m_families)
        area += family.leastArea(family.mostCycles()).value_or(0);
    return area;
}

Error PipelinedSearch::doesNotFit() const
{
    return {ErrorCode::DoesNotFit,
            "The kernels of " + m_layout.network->name() + " do not fit on " + m_layout.system().title
                + " together: for their memory alone they need " + std::to_string(leastPes()) + " PEs in rows of "
                + std::to_string(m_layout.system().columns) + ", and there are "
                + std::to_string(m_layout.system().peCount()) + "."};
}

bool PipelinedSearch::fits(Cycles target) const
{
    return std::any_of(kStackings.begin(), kStackings.end(), [&](Stacking stacking) {
        return placeInRows(m_families, m_layout.system().fabric(), target, stacking).has_value();
    });
}

/// Doubles from the area bound until rows fit, then halves the gap down to kTargetStep.
std::optional<Cycles> PipelinedSearch::leastTarget() const
{
    Cycles slowest{1};
    for (const ShapeFamily& family : m_families)
        slowest = std::max(slowest, family.mostCycles());
    Cycles least = m_bound;
    Cycles most = least;
    while (!fits(most)) {
        if (most >= slowest || m_job.stopRequested())
            return std::nullopt;
        least = most;
        most = std::min(slowest, Cycles{most.count() + std::max<std::int64_t>(1, most.count() / 16)});
    }
    while (static_cast<double>(most.count()) > static_cast<double>(least.count()) * kTargetStep
           && most - least > Cycles{1}) {
        if (m_job.stopRequested())
            return std::nullopt;
        const Cycles middle{least.count() + (most - least).count() / 2};
        (fits(middle) ? most : least) = middle;
    }
    return most;
}

/// Slower kernels are smaller, their streams shorter and less crowded: worth it while something else binds. Targets up
/// to where kernels are `growth_limit` faster than what binds, first far apart, then around the best.
void PipelinedSearch::scanFrom(Cycles target)
{
    tryTarget(target);
    if (!m_best)
        return;
    const double limit = m_assumptions["growth_limit"];
    double least = static_cast<double>(target.count());
    double most =
        static_cast<double>(std::max(m_best->evaluation->transmission, m_best->evaluation->input).count()) / limit;
    for (int round = 0; round < kScanRounds && most > least && !m_job.stopRequested(); ++round) {
        const double growth = std::pow(most / least, 1.0 / kScanSteps);
        double next = least;
        for (int i = 0; i < kScanSteps && !m_job.stopRequested(); ++i) {
            m_job.report(0.4 + 0.6 * (round * kScanSteps + i) / (kScanRounds * kScanSteps), "Streams");
            next *= growth;
            if (next <= static_cast<double>(binding(*m_best->evaluation).count()) || !m_best->evaluation->legal())
                tryTarget(Cycles{static_cast<std::int64_t>(next)});
        }
        const auto best = static_cast<double>(m_best->evaluation->deltaT.count());
        least = std::max(least, best / growth);
        most = std::min(most, best * growth);
    }
}

void PipelinedSearch::tryTarget(Cycles target)
{
    for (const Stacking stacking : kStackings)
        if (auto kernels = placeInRows(m_families, m_layout.system().fabric(), target, stacking))
            consider(std::move(*kernels));
}

bool PipelinedSearch::isBetter(const Evaluation& a, const Evaluation& b) const
{
    if (a.legal() != b.legal())
        return a.legal();
    if (binding(a) != binding(b))
        return binding(a) < binding(b);
    const double enough = static_cast<double>(binding(a).count()) / m_assumptions["growth_limit"];
    const auto distance = [enough](Cycles deltaT) { return std::abs(static_cast<double>(deltaT.count()) - enough); };
    if (distance(a.deltaT)
        != distance(b.deltaT)) // kernels grow until they are so much faster than what binds, not more
        return distance(a.deltaT) < distance(b.deltaT);
    return a.numbers.activePes < b.numbers.activePes;
}

void PipelinedSearch::consider(std::vector<PlacedKernel> kernels)
{
    Layout layout = m_layout;
    std::vector<Route> routes =
        chooseRoutes(*layout.graph, kernels, layout.system(), RouterConfig::of(layout, m_assumptions));
    layout.arrangement = Mapping{std::move(kernels), std::move(routes)};
    Evaluation evaluation = evaluatePipelined(layout, m_assumptions);
    evaluation.areaBound = SamplesPerSecond{layout.system().clock.count() / static_cast<double>(m_bound.count())};
    if (m_best && !isBetter(evaluation, *m_best->evaluation))
        return;
    m_best = MappedLayout{std::make_shared<const Layout>(std::move(layout)),
                          std::make_shared<const Evaluation>(std::move(evaluation))};
    auto partial = std::make_shared<MappingPartial>();
    partial->best = *m_best;
    m_job.publish(std::move(partial));
}

} // namespace

Result<MappedLayout> searchPipelined(const Layout& layout, const Assumptions& assumptions, const JobControl& job)
{
    return PipelinedSearch(layout, assumptions, job).search();
}

} // namespace waferscope
