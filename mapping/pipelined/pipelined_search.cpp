#include "mapping/pipelined/pipelined_search.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "mapping/pipelined/stash_estimate.h"
#include "mapping/pipelined/stream_relief.h"
#include "mapping/pipelined/training_shapes.h"
#include "mapping/placement/placed_kernels.h"
#include "mapping/placement/row_layout.h"
#include "mapping/placement/strip_search.h"
#include "mapping/routing/router.h"
#include "model/evaluate.h"
#include "model/pipelined/area_bound.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/pipelined_evaluation.h"
#include "model/pipelined/pipelined_formulas.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace waferscope {

namespace {

constexpr double kWire = 2e-5; ///< of the least time: what a PE between neighbours costs, which only settles ties
constexpr int kScanSteps = 16; ///< targets tried above the least where streams or the input bind, a round
constexpr int kScanRounds = 3;
constexpr std::size_t kSpreadStarts = 4; ///< layouts around which streams are spread
constexpr double kWorthwhile = 0.99; ///< of the period: what a start must be able to come to
constexpr std::int64_t kMovesPerJudged = 100; ///< what a layout that is routed and judged takes of the moves
constexpr std::int64_t kFirstPass = 20'000; ///< moves; four times as many in every later one
constexpr int kMostDoublings = 20;

class PipelinedSearch {
public:
    PipelinedSearch(const LayoutProblem& problem, const PlacingConfig& config, const Assumptions& assumptions,
                    const JobControl& job, LockedKernels locked)
        : m_problem(problem)
        , m_locked(std::move(locked))
        , m_config(config)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_model(CostModel::of(problem.execution, problem.system(), assumptions))
        , m_seed(problem.execution.seed)
    {
        m_locked.resize(problem.graph->size());
    }

    Result<FoundMapping> search();

private:
    [[nodiscard]] std::optional<Error> searchShapes();
    void stashMore();
    void take(std::vector<std::int64_t> stash, std::vector<ShapeFamily> families);
    [[nodiscard]] std::optional<Error> kernelThatNeverFits() const;
    [[nodiscard]] std::int64_t leastPes() const;
    [[nodiscard]] std::vector<PeRect> obstacles() const;
    [[nodiscard]] Error doesNotFit(std::int64_t pes) const;
    [[nodiscard]] PlacementProblem problemOf(const TrainingShapes& shapes) const;
    [[nodiscard]] std::optional<Error> place(const PlacementProblem& problem, Cycles least, std::int64_t moves);
    [[nodiscard]] std::vector<PlacedKernel> placedOf(const PlacementProblem& problem,
                                                     const StripSolution& solution) const;
    void scanSlower(const PlacementProblem& problem);
    Crowding judge(const PlacementProblem& problem, const StripSolution& solution);
    [[nodiscard]] Cycles periodOfFree(const PipelinedFigures& figures) const;
    void spreadStreams(const PlacementProblem& problem, std::int64_t moves);
    void addStreams(PlacementProblem& problem) const;
    PipelinedFigures consider(const std::vector<PlacedKernel>& placed);
    [[nodiscard]] Cycles hostPace() const;
    [[nodiscard]] Cycles enough() const; ///< cycles of kernels that need not grow any more
    [[nodiscard]] Cycles enoughFor(const Evaluation& evaluation) const;
    [[nodiscard]] bool isBetter(const Evaluation& a, const Evaluation& b) const;

    const LayoutProblem& m_problem;
    LockedKernels m_locked; ///< as many as kernels
    const PlacingConfig& m_config;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    CostModel m_model;
    std::vector<ShapeFamily> m_families; ///< of the kernels that are to be placed
    std::vector<KernelId> m_free; ///< those kernels
    Cycles m_bound{1}; ///< of all kernels, locked or not, however few samples they keep
    Cycles m_least{1}; ///< no kernel need be faster: all fit then, or the slowest locked one is as slow
    Cycles m_fastest{std::numeric_limits<std::int64_t>::max()}; ///< delta T of the fastest placement
    std::uint64_t m_seed = 1;
    std::optional<FoundMapping> m_best;
    /// A solution that was judged.
    struct Judged {
        StripSolution solution;
        Cycles free; ///< its period if its streams shared no links
        double crowding = 0.0; ///< cycles
    };
    std::vector<Judged> m_judged;
};

Result<FoundMapping> PipelinedSearch::search()
{
    constexpr int kMostAttempts = 3;
    m_job.report(0.0, "Shapes of the kernels");
    StashedShapes stashed = shapesWithStash(m_problem, m_locked, m_assumptions, m_job);
    if (m_job.stopRequested())
        return Error{ErrorCode::Stopped, "The search for a placement was stopped."};
    m_bound = stashed.bound;
    take(std::move(stashed.stash), std::move(stashed.families));
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
        if (const auto error = searchShapes())
            return *error;
        if (m_best->evaluation->legal() || m_free.empty() || m_job.stopRequested())
            break;
        stashMore();
    }
    m_job.report(1.0, "Placed");
    return *m_best;
}

/// With the shapes as they are.
std::optional<Error> PipelinedSearch::searchShapes()
{
    if (auto error = kernelThatNeverFits())
        return error;
    if (m_free.empty()) {
        consider({});
        return std::nullopt;
    }
    const TrainingShapes shapes{m_families};
    const PlacementProblem problem = problemOf(shapes);
    if (leastPes() > problem.freePes())
        return doesNotFit(problem.freePes());
    std::int64_t left = m_config.moves;
    for (int pass = 0; left > 0 && !m_job.stopRequested(); ++pass) {
        const std::int64_t moves = std::min(left, kFirstPass << std::min(2 * pass, kMostDoublings));
        if (auto error = place(problem, pass == 0 ? m_least : std::max(m_least, enough()), moves))
            return error;
        if (pass == 0 && m_config.objective == Objective::Throughput) {
            scanSlower(problem);
            spreadStreams(problem, moves);
        }
        left -= moves;
        ++m_seed;
    }
    if (!m_best) // there was no time for a single pass
        return Error{ErrorCode::Stopped, "The search for a placement was stopped."};
    return std::nullopt;
}

/// Hops make samples stay longer than was thought before there was a placement.
void PipelinedSearch::stashMore()
{
    constexpr std::int64_t kSpare = 2; ///< samples
    std::vector<std::int64_t> stash = *m_model.stash;
    for (std::size_t i = 0; i < stash.size(); ++i)
        stash[i] = std::max(stash[i], m_best->evaluation->pipelined().stash[i]) + kSpare;
    std::vector<ShapeFamily> families = shapeFamiliesOf(*m_problem.graph, m_model.keeping(stash), m_problem.system());
    take(std::move(stash), std::move(families));
}

/// Families of all kernels, made with such a stash. What is searched for are those that are not locked.
void PipelinedSearch::take(std::vector<std::int64_t> stash, std::vector<ShapeFamily> families)
{
    m_model = m_model.keeping(std::move(stash));
    m_least = areaBound(families, m_problem.system().livePeCount());
    m_judged.clear();
    m_free.clear();
    m_families.clear();
    for (std::size_t i = 0; i < families.size(); ++i) {
        if (m_locked[i]) {
            m_least =
                std::max(m_least, cyclesPerSample((*m_problem.graph)[KernelId{i}], m_locked[i]->arguments, m_model));
            continue;
        }
        m_free.push_back(KernelId{i});
        m_families.push_back(std::move(families[i]));
    }
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
            if (next > static_cast<double>(std::max(periodOf(*m_best->evaluation), hostPace()).count()))
                break;
            for (const FabricSide side : rowSides(problem))
                if (const auto rows = rowsAt(problem, static_cast<std::int64_t>(next), side))
                    judge(problem, *rows);
        }
        const auto best = static_cast<double>(m_best->evaluation->pipelined().deltaT.count());
        least = std::max(least, best / growth);
        most = std::min(most, best * growth);
    }
}

/// What the period of a layout could be if its streams shared no links.
Cycles PipelinedSearch::periodOfFree(const PipelinedFigures& figures) const
{
    const RouterConfig routing = RouterConfig::of(m_problem, m_assumptions);
    return std::max(figures.deltaT, Cycles{leastTransmission(*m_problem.graph, routing).count()});
}

/// Routes and judges a solution as a whole, and remembers it as one around which there may be better ones.
Crowding PipelinedSearch::judge(const PlacementProblem& problem, const StripSolution& solution)
{
    const PipelinedFigures figures = consider(placedOf(problem, solution));
    const Cycles free = periodOfFree(figures);
    Crowding crowding;
    for (std::size_t edge = 0; edge < figures.edges.size(); ++edge) {
        if (figures.edges[edge].transfer <= free)
            continue;
        crowding.cycles += static_cast<double>((figures.edges[edge].transfer - free).count());
        for (const KernelId end : {m_problem.graph->edges()[edge].from, m_problem.graph->edges()[edge].to})
            if (const auto found = std::find(m_free.begin(), m_free.end(), end); found != m_free.end())
                crowding.kernels.push_back(static_cast<std::size_t>(found - m_free.begin()));
    }
    m_judged.push_back({solution, free, crowding.cycles});
    return crowding;
}

/// Where streams bind, layouts around the least crowded ones, of each time one: the engine's own objective does not
/// know lanes.
void PipelinedSearch::spreadStreams(const PlacementProblem& problem, std::int64_t moves)
{
    std::vector<Judged> starts = std::exchange(m_judged, {});
    std::stable_sort(starts.begin(), starts.end(), [](const Judged& a, const Judged& b) {
        return std::pair(a.crowding, a.free) < std::pair(b.crowding, b.free);
    });
    std::set<Cycles> begun;
    for (const Judged& start : starts) {
        const auto period = static_cast<double>(periodOf(*m_best->evaluation).count());
        if (start.crowding == 0.0 || static_cast<double>(start.free.count()) > kWorthwhile * period)
            continue;
        if (begun.size() == kSpreadStarts || m_job.stopRequested())
            return;
        if (begun.insert(start.free).second)
            relieveStreams(
                problem, start.solution, moves / (kMovesPerJudged * kSpreadStarts), m_seed,
                [&](const StripSolution& solution) { return judge(problem, solution); }, m_job);
        m_judged.clear();
    }
}

std::optional<Error> PipelinedSearch::kernelThatNeverFits() const
{
    for (std::size_t i = 0; i < m_families.size(); ++i)
        if (!m_families[i].leastArea(m_families[i].mostCycles()))
            return Error{ErrorCode::DoesNotFit,
                         "The kernel " + printable((*m_problem.graph)[m_free[i]].name) + " does not fit on "
                             + m_problem.system().title + ": in no shape do its PEs hold its memory in "
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

Error PipelinedSearch::doesNotFit(std::int64_t pes) const
{
    const bool isAlone = m_free.size() == m_locked.size();
    return {ErrorCode::DoesNotFit,
            (isAlone ? "The kernels of " : "Beside the locked ones, the kernels of ")
                + printable(m_problem.network->name()) + " do not fit on " + m_problem.system().title
                + " together: for their memory alone they need " + std::to_string(leastPes()) + " PEs in rows of "
                + std::to_string(m_problem.system().columns) + ", and there are " + std::to_string(pes) + "."};
}

/// Dead PEs, and what is locked.
std::vector<PeRect> PipelinedSearch::obstacles() const
{
    std::vector<PeRect> obstacles = m_problem.system().deadPes;
    for (const std::optional<PlacedKernel>& locked : m_locked)
        if (locked)
            obstacles.push_back(locked->rectangle);
    return obstacles;
}

/// Streams count by what they carry. Those between locked kernels stay as they are.
void PipelinedSearch::addStreams(PlacementProblem& problem) const
{
    std::vector<std::size_t> place(m_locked.size(), 0); // among the kernels that are to be placed
    for (std::size_t free = 0; free < m_free.size(); ++free)
        place[m_free[free].index()] = free;
    double elements = 0.0;
    for (const Edge& edge : m_problem.graph->edges())
        elements += static_cast<double>(edge.elements);
    const double mean = elements / std::max<double>(1.0, static_cast<double>(m_problem.graph->edges().size()));
    for (const Edge& edge : m_problem.graph->edges()) {
        const std::size_t from = edge.from.index();
        const std::size_t to = edge.to.index();
        const double weight =
            m_config.objective == Objective::Contest ? 1.0 : static_cast<double>(edge.elements) / std::max(mean, 1.0);
        if (!m_locked[from] && !m_locked[to])
            problem.streams.push_back({place[from], place[to], weight});
        else if (!m_locked[from])
            problem.fixedStreams.push_back({place[from], centreOf(m_locked[to]->rectangle), weight});
        else if (!m_locked[to])
            problem.fixedStreams.push_back({place[to], centreOf(m_locked[from]->rectangle), weight});
    }
}

PlacementProblem PipelinedSearch::problemOf(const TrainingShapes& shapes) const
{
    PlacementProblem problem;
    problem.width = m_problem.system().columns;
    problem.height = m_problem.system().rows;
    problem.obstacles = obstacles();
    addStreams(problem);
    problem.order = depthFirstOrder(m_free.size(), problem.streams);
    problem.weights.wire = kWire * static_cast<double>(m_bound.count());
    if (m_config.objective == Objective::Contest)
        problem.weights = {1.0, m_assumptions["wire_weight"], m_assumptions["adapter_weight"]};
    problem.shapes = &shapes;
    return problem;
}

/// The engine's best so far, each routed and judged as a whole.
std::optional<Error> PipelinedSearch::place(const PlacementProblem& problem, Cycles least, std::int64_t moves)
{
    JobControl inner = m_job;
    inner.publish = [&](const std::shared_ptr<const Partial>& partial) {
        judge(problem, static_cast<const StripPartial&>(*partial).best);
    };
    const auto found = searchStrips(problem, {m_seed, moves, least.count()}, inner);
    if (m_best)
        return std::nullopt;
    return found.ok() || found.error().code == ErrorCode::Stopped
        ? Error{ErrorCode::Stopped, "The search for a placement was stopped."}
        : doesNotFit(problem.freePes());
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

/// Cycles of a sample at which the host's fixed time still is nearly all of a step: no pipeline need be faster.
Cycles PipelinedSearch::hostPace() const
{
    const double host = m_assumptions[kHostSeconds] * m_problem.system().clock.count();
    const auto samples = static_cast<double>(samplesPerReplica(m_problem.execution));
    return Cycles{static_cast<std::int64_t>((m_assumptions["growth_limit"] - 1.0) * host / samples)};
}

Cycles PipelinedSearch::enough() const
{
    return enoughFor(*m_best->evaluation);
}

/// Kernels grow until they are so much faster than what binds, not more.
Cycles PipelinedSearch::enoughFor(const Evaluation& evaluation) const
{
    const auto period = static_cast<double>(periodOf(evaluation).count());
    return std::max(Cycles{static_cast<std::int64_t>(period / m_assumptions["growth_limit"])}, hostPace());
}

bool PipelinedSearch::isBetter(const Evaluation& a, const Evaluation& b) const
{
    if (a.legal() != b.legal())
        return a.legal();
    const Cycles paceOfA = std::max(periodOf(a), hostPace());
    const Cycles paceOfB = std::max(periodOf(b), hostPace());
    if (paceOfA != paceOfB)
        return paceOfA < paceOfB;
    const std::int64_t enough = enoughFor(a).count();
    const auto distance = [enough](const Evaluation& evaluation) {
        return std::abs(evaluation.pipelined().deltaT.count() - enough);
    };
    if (distance(a) != distance(b))
        return distance(a) < distance(b);
    return a.numbers.activePes < b.numbers.activePes;
}

/// `placed` are the kernels that are not locked. Returns the figures of what they make.
PipelinedFigures PipelinedSearch::consider(const std::vector<PlacedKernel>& placed)
{
    std::vector<PlacedKernel> kernels;
    auto next = placed.begin();
    for (const std::optional<PlacedKernel>& locked : m_locked)
        kernels.push_back(locked ? *locked : *next++);
    std::vector<Route> routes =
        chooseRoutes(*m_problem.graph, kernels, m_problem.system(), RouterConfig::of(m_problem, m_assumptions));
    Mapping mapping{std::move(kernels), std::move(routes)};
    Evaluation evaluation = evaluatePipelined(m_problem, mapping, m_assumptions);
    evaluation.areaBound = boundOf(m_problem, 1, m_bound);
    PipelinedFigures figures = evaluation.pipelined();
    m_fastest = std::min(m_fastest, figures.deltaT);
    if (m_best && m_config.objective == Objective::Throughput && !isBetter(evaluation, *m_best->evaluation))
        return figures;
    m_best = FoundMapping{std::move(mapping), std::make_shared<const Evaluation>(std::move(evaluation))};
    if (!m_best->evaluation->legal())
        return figures;
    auto partial = std::make_shared<FoundPartial>();
    partial->best = *m_best;
    m_job.publish(std::move(partial));
    return figures;
}

} // namespace

Result<FoundMapping> searchReplica(const LayoutProblem& problem, const PlacingConfig& config,
                                   const Assumptions& assumptions, const JobControl& job, LockedKernels locked)
{
    return PipelinedSearch(problem, config, assumptions, job, std::move(locked)).search();
}

Result<MappedLayout> searchPipelined(const LayoutProblem& problem, const PlacingConfig& config,
                                     const Assumptions& assumptions, const JobControl& job, LockedKernels locked)
{
    JobControl inner = job;
    inner.publish = [&](const std::shared_ptr<const Partial>& partial) {
        const FoundMapping& best = static_cast<const FoundPartial&>(*partial).best;
        auto whole = std::make_shared<MappingPartial>();
        whole->best = mappedAs(problem, best.mapping, best.evaluation);
        job.publish(std::move(whole));
    };
    WAFERSCOPE_TRY(FoundMapping found, searchReplica(problem, config, assumptions, inner, std::move(locked)));
    return mappedAs(problem, std::move(found.mapping), std::move(found.evaluation));
}

} // namespace waferscope
