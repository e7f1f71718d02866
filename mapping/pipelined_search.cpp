#include "mapping/pipelined_search.h"

#include "core/check.h"
#include "mapping/area_bound.h"
#include "mapping/evaluate.h"
#include "mapping/pipelined_evaluation.h"
#include "mapping/placement/placed_kernels.h"
#include "mapping/placement/strip_search.h"
#include "mapping/router.h"
#include "mapping/training_shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace waferscope {

namespace {

constexpr double kWire = 2e-5; ///< of the least time: what a PE between neighbours costs, which only settles ties
constexpr int kScanSteps = 16; ///< targets tried above the least where streams or the input bind, a round
constexpr int kScanRounds = 3;
constexpr std::int64_t kFirstPass = 20'000; ///< moves; four times as many in every later one
constexpr int kMostDoublings = 20;

class PipelinedSearch {
public:
    PipelinedSearch(const Layout& layout, const PlacingConfig& config, const Assumptions& assumptions,
                    const JobControl& job)
        : m_layout(layout)
        , m_config(config)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_model(CostModel::of(layout.execution, layout.system(), assumptions))
        , m_seed(layout.execution.seed)
    {
    }

    Result<MappedLayout> search();

private:
    [[nodiscard]] std::optional<Error> kernelThatNeverFits() const;
    [[nodiscard]] std::int64_t leastPes() const;
    [[nodiscard]] Error doesNotFit() const;
    [[nodiscard]] PlacementProblem problemOf(const TrainingShapes& shapes) const;
    [[nodiscard]] std::optional<Error> place(const PlacementProblem& problem, Cycles least, std::int64_t moves);
    [[nodiscard]] std::vector<PlacedKernel> placedOf(const PlacementProblem& problem,
                                                     const StripSolution& solution) const;
    void scanSlower(const PlacementProblem& problem);
    void consider(std::vector<PlacedKernel> kernels);
    [[nodiscard]] Cycles enough() const; ///< cycles of kernels that need not grow any more
    [[nodiscard]] bool isBetter(const Evaluation& a, const Evaluation& b) const;

    const Layout& m_layout;
    const PlacingConfig& m_config;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    CostModel m_model;
    std::vector<ShapeFamily> m_families;
    Cycles m_bound{1};
    Cycles m_fastest{std::numeric_limits<std::int64_t>::max()}; ///< delta T of the fastest placement
    std::uint64_t m_seed = 1;
    std::optional<MappedLayout> m_best;
};

Result<MappedLayout> PipelinedSearch::search()
{
    m_job.report(0.0, "Shapes of the kernels");
    m_families = shapeFamiliesOf(*m_layout.graph, m_model, m_layout.system());
    if (const auto error = kernelThatNeverFits())
        return *error;
    if (leastPes() > m_layout.system().peCount())
        return doesNotFit();
    m_bound = areaBound(m_families, m_layout.system().peCount());
    if (m_job.stopRequested())
        return Error{ErrorCode::Stopped, "The search for a placement was stopped."};
    const TrainingShapes shapes{m_families};
    const PlacementProblem problem = problemOf(shapes);
    std::int64_t left = m_config.moves;
    for (int pass = 0; left > 0 && !m_job.stopRequested(); ++pass) {
        const std::int64_t moves = std::min(left, kFirstPass << std::min(2 * pass, kMostDoublings));
        if (const auto error = place(problem, pass == 0 ? m_bound : std::max(m_bound, enough()), moves))
            return *error;
        if (pass == 0 && m_config.objective == Objective::Throughput)
            scanSlower(problem);
        left -= moves;
        ++m_seed;
    }
    m_job.report(1.0, "Placed");
    return *m_best;
}

/// Slower kernels are smaller, their streams shorter and less crowded: worth it while something else binds. Rows at
/// targets up to where kernels are `growth_limit` faster than what binds, first far apart, then around the best.
void PipelinedSearch::scanSlower(const PlacementProblem& problem)
{
    auto least = static_cast<double>(m_fastest.count());
    auto most = static_cast<double>(enough().count());
    for (int round = 0; round < kScanRounds && most > least; ++round) {
        const double growth = std::pow(most / least, 1.0 / kScanSteps);
        double next = least;
        for (int step = 0; step < kScanSteps && !m_job.stopRequested(); ++step) {
            next *= growth;
            if (next > static_cast<double>(m_best->evaluation->period().count()))
                break;
            for (const Side side : {Side::North, Side::West})
                if (const auto rows = rowsAt(problem, static_cast<std::int64_t>(next), side))
                    consider(placedOf(problem, *rows));
        }
        const auto best = static_cast<double>(m_best->evaluation->deltaT.count());
        least = std::max(least, best / growth);
        most = std::min(most, best * growth);
    }
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

/// Streams count by what they carry.
PlacementProblem PipelinedSearch::problemOf(const TrainingShapes& shapes) const
{
    PlacementProblem problem;
    problem.width = m_layout.system().columns;
    problem.height = m_layout.system().rows;
    double elements = 0.0;
    for (const Edge& edge : m_layout.graph->edges())
        elements += static_cast<double>(edge.elements);
    const double mean = elements / std::max<double>(1.0, static_cast<double>(m_layout.graph->edges().size()));
    for (const Edge& edge : m_layout.graph->edges())
        problem.streams.push_back(
            {edge.from.index(), edge.to.index(), static_cast<double>(edge.elements) / std::max(mean, 1.0)});
    problem.order = depthFirstOrder(m_layout.graph->size(), problem.streams);
    problem.weights.wire = kWire * static_cast<double>(m_bound.count());
    if (m_config.objective == Objective::Contest) {
        for (PlacementStream& stream : problem.streams)
            stream.weight = 1.0;
        problem.weights = {1.0, m_assumptions["wire_weight"], m_assumptions["adapter_weight"]};
    }
    problem.shapes = &shapes;
    return problem;
}

/// The engine's best so far, each routed and judged as a whole.
std::optional<Error> PipelinedSearch::place(const PlacementProblem& problem, Cycles least, std::int64_t moves)
{
    JobControl inner = m_job;
    inner.publish = [&](const std::shared_ptr<const Partial>& partial) {
        consider(placedOf(problem, static_cast<const StripPartial&>(*partial).best));
    };
    const auto found = searchStrips(problem, {m_seed, moves, least.count()}, inner);
    if (m_best)
        return std::nullopt;
    return found.ok() || found.error().code == ErrorCode::Stopped
        ? Error{ErrorCode::Stopped, "The search for a placement was stopped."}
        : doesNotFit();
}

/// Every kernel on as few PEs as its time allows inside the box that it was given, or as the contest counts it.
std::vector<PlacedKernel> PipelinedSearch::placedOf(const PlacementProblem& problem,
                                                    const StripSolution& solution) const
{
    if (m_config.objective == Objective::Contest)
        return placedKernels(problem, solution);
    std::vector<PlacedKernel> kernels;
    for (std::size_t kernel = 0; kernel < problem.size(); ++kernel) {
        const PeRect& box = solution.boxes[kernel];
        const std::optional<KernelShape> shape =
            m_families[kernel].leastWithin(box.width, box.height, Cycles{solution.slowest});
        WAFERSCOPE_CHECK(shape.has_value());
        const PeCoord origin{box.origin.x + (box.width - shape->width) / 2,
                             box.origin.y + (box.height - shape->height) / 2};
        kernels.push_back({shape->arguments, {origin, shape->width, shape->height}, shape->rotation, false});
    }
    return kernels;
}

Cycles PipelinedSearch::enough() const
{
    return Cycles{static_cast<std::int64_t>(static_cast<double>(m_best->evaluation->period().count())
                                            / m_assumptions["growth_limit"])};
}

bool PipelinedSearch::isBetter(const Evaluation& a, const Evaluation& b) const
{
    if (a.legal() != b.legal())
        return a.legal();
    if (a.period() != b.period())
        return a.period() < b.period();
    const double enough = static_cast<double>(a.period().count()) / m_assumptions["growth_limit"];
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
    m_fastest = std::min(m_fastest, evaluation.deltaT);
    if (m_best && m_config.objective == Objective::Throughput && !isBetter(evaluation, *m_best->evaluation))
        return;
    m_best = MappedLayout{std::make_shared<const Layout>(std::move(layout)),
                          std::make_shared<const Evaluation>(std::move(evaluation))};
    auto partial = std::make_shared<MappingPartial>();
    partial->best = *m_best;
    m_job.publish(std::move(partial));
}

} // namespace

Result<MappedLayout> searchPipelined(const Layout& layout, const PlacingConfig& config, const Assumptions& assumptions,
                                     const JobControl& job)
{
    return PipelinedSearch(layout, config, assumptions, job).search();
}

} // namespace waferscope
