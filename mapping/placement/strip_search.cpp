#include "mapping/placement/strip_search.h"

#include "mapping/placement/row/row_search.h"
#include "mapping/placement/row_layout.h"
#include "mapping/placement/strip_pool.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>

namespace waferscope {

namespace {

constexpr std::int64_t kMovesPerKernel = 1'200; ///< of one run
constexpr std::int64_t kFreshRounds = 3; ///< before any run begins from the pool
constexpr std::uint64_t kFreshShare = 40; ///< of 100 runs, after them
constexpr double kLeastHot = 0.05; ///< of the cost of a wire across the fabric: where fresh runs begin to cool
constexpr double kMostHot = 0.8;
constexpr double kLeastWarm = 0.01; ///< and those from the pool
constexpr double kMostWarm = 0.15;
constexpr double kMostAdapterWarm = 0.045; ///< where adapters count
constexpr double kEasyWire = 0.1; ///< of what wires cost
constexpr double kTimeScale = 0.01;
constexpr double kCostlyWire = 0.05; ///< of the time: a wire across the fabric
constexpr std::size_t kLeastBeam = 50; ///< layouts kept at every kernel; doubled from pass to pass
constexpr std::size_t kMostBeam = 3'000;
constexpr double kHighestPeel = 1.15; ///< of the area's bound: the target while nothing is known
constexpr double kNearBest = 0.8; ///< of the best's ticks
constexpr double kAboveBest = 1.04;
constexpr std::size_t kMostPeeled = 250; ///< kernels: with more, beams take too long
constexpr double kRowsStep = 1.002; ///< rows know their least target this well
constexpr std::int64_t kHighestTicks = std::int64_t{1} << 40;

/// Where the beams of a problem are. Ticks.
struct Ladder {
    std::int64_t next = 0; ///< target
    std::int64_t impossible = 0; ///< no lower one, nor this
    std::size_t pass = 0;
};

/// The problem itself last. Where adapters cost, easier ones before it: without adapters, which is many times as fast;
/// and with wires that cost little, too, since costly wires leave few ways from one good layout to another.
std::vector<PlacementProblem> easierFirst(const PlacementProblem& problem)
{
    std::vector<PlacementProblem> problems;
    if (problem.weights.adapter > 0.0) {
        PlacementProblem easier = problem;
        easier.weights.adapter = 0.0;
        easier.weights.wire *= kEasyWire;
        problems.push_back(easier);
        easier.weights.wire = problem.weights.wire;
        problems.push_back(easier);
    }
    problems.push_back(problem);
    return problems;
}

/// Rounds of runs, on the problem and on easier ones in turn. What is found for an easier one is where runs for the
/// harder ones begin.
class StripSearch {
public:
    StripSearch(const PlacementProblem& problem, const StripSearchConfig& config, const JobControl& job,
                std::int64_t bound)
        : m_problems(easierFirst(problem))
        , m_config(config)
        , m_job(job)
        , m_bound(bound)
        , m_ladders(m_problems.size(), {bound - 1, bound - 1, 0})
        , m_random(config.seed)
    {
        for (const PlacementProblem& easier : m_problems)
            m_pools.emplace_back(easier, bound);
    }

    Result<StripSolution> search()
    {
        startFromRows();
        startFromOneRow();
        std::int64_t movesLeft = m_config.moves;
        for (m_round = 0; movesLeft > 0 && !isBest() && !m_job.stopRequested(); ++m_round) {
            const std::int64_t moves =
                std::min(movesPerRun(stage()), movesLeft / static_cast<std::int64_t>(kRunsPerRound) + 1);
            const double before = m_pools.back().leastCost();
            movesLeft -= round(moves);
            m_done = 1.0 - static_cast<double>(movesLeft) / static_cast<double>(m_config.moves);
            if (m_pools.back().leastCost() < before)
                publish();
        }
        if (!m_pools.back().solutions().empty())
            return m_pools.back().solutions().front();
        if (m_job.stopRequested())
            return Error{ErrorCode::Stopped, "The search for a placement was stopped."};
        return Error{ErrorCode::DoesNotFit, "No placement was found in which all kernels fit on the fabric."};
    }

private:
    /// Nothing costs less than kernels at the least ticks without any wires and adapters.
    [[nodiscard]] bool isBest() const
    {
        return m_pools.back().leastCost() <= m_problems.back().weights.time * static_cast<double>(m_bound);
    }

    /// At the least target at which exact rows hold all kernels, and so something is known at once.
    void startFromRows()
    {
        std::vector<FoundStrips> found(1);
        for (const FabricSide side : rowSides(m_problems.back()))
            if (auto solution = rowsAtLeastTarget(side))
                found.front().solutions.push_back(*std::move(solution));
        for (StripPool& pool : m_pools)
            pool.adopt(found);
        if (!m_pools.back().solutions().empty())
            publish();
    }

    /// What costs less than those rows on one row alone, at any target: networks that need little of the fabric.
    void startFromOneRow()
    {
        const PlacementProblem& problem = m_problems.back();
        std::vector<FoundStrips> found(1);
        const double limit = m_pools.back().leastCost();
        std::vector<FabricSide> sides{FabricSide::North};
        if (problem.width != problem.height)
            sides.push_back(FabricSide::West);
        for (const FabricSide side : sides)
            for (const StripSolution& solution : searchRows(problem, side, m_bound, limit, m_job))
                found.front().solutions.push_back(solution);
        if (found.front().solutions.empty())
            return;
        m_pools.back().take(found);
        for (std::size_t easier = 0; easier + 1 < m_pools.size(); ++easier)
            m_pools[easier].adopt(found);
        publish();
    }

    [[nodiscard]] std::optional<StripSolution> rowsAtLeastTarget(FabricSide side) const
    {
        const PlacementProblem& problem = m_problems.back();
        std::optional<StripSolution> best;
        const auto fits = [&](std::int64_t target) {
            auto solution = rowsAt(problem, target, side);
            if (!solution)
                return false;
            best = std::move(solution);
            return true;
        };
        std::int64_t least = m_bound;
        std::int64_t most = m_bound;
        while (!fits(most)) {
            if (most >= kHighestTicks || m_job.stopRequested())
                return std::nullopt;
            least = most;
            most += std::max<std::int64_t>(1, most / 16);
        }
        while (static_cast<double>(most) > kRowsStep * static_cast<double>(least) && !m_job.stopRequested()) {
            const std::int64_t middle = least + (most - least) / 2;
            if (middle == least)
                break;
            (fits(middle) ? most : least) = middle;
        }
        return best;
    }

    /// Every fourth round is long, where that does not take too long: some layouts only settle slowly.
    [[nodiscard]] std::int64_t movesPerRun(std::size_t stage) const
    {
        const std::int64_t round = m_round / static_cast<std::int64_t>(m_pools.size());
        const bool isLong = round % 4 == 3 && m_problems[stage].weights.adapter == 0.0;
        return kMovesPerKernel * static_cast<std::int64_t>(m_problems.back().size()) * (isLong ? 4 : 1);
    }

    /// Which problem this round is about.
    [[nodiscard]] std::size_t stage() const
    {
        constexpr std::array<std::size_t, 6> kTurns{0, 1, 2, 0, 2, 2}; // the problem itself as often as easier ones
        const std::size_t turn = kTurns[static_cast<std::size_t>(m_round) % kTurns.size()];
        const std::size_t stage = std::min(turn, m_pools.size() - 1);
        return m_pools[stage].solutions().empty() ? 0 : stage;
    }

    /// Returns the moves it took; a layout that a beam keeps takes about as long as one.
    std::int64_t round(std::int64_t moves)
    {
        JobControl shared = m_job; // the caller's functions are called by one thread at a time
        std::atomic_flag isBusy;
        shared.report = [&](double, std::string_view) {
            if (isBusy.test_and_set())
                return;
            m_job.report(m_done, "Placing");
            isBusy.clear();
        };
        const std::size_t stage = this->stage();
        std::vector<SearchRun> runs;
        for (std::size_t run = 0; run < kRunsPerRound; ++run)
            runs.push_back(nextRun(stage, run, moves));
        const std::vector<FoundStrips> found = m_pools[stage].run(runs, shared);
        for (std::size_t run = 0; run < kRunsPerRound; ++run)
            if (runs[run].peel)
                step(stage, runs[run], found[run]);
        for (std::size_t harder = stage + 1; harder < m_pools.size(); ++harder)
            m_pools[harder].adopt(found);
        std::int64_t taken = moves * static_cast<std::int64_t>(kRunsPerRound);
        for (const SearchRun& run : runs)
            if (run.peel)
                taken += static_cast<std::int64_t>(run.peel->width * run.peel->order.size());
        return taken;
    }

    [[nodiscard]] SearchRun nextRun(std::size_t stage, std::size_t run, std::int64_t moves)
    {
        if (m_problems[stage].weights.adapter > 0.0 && stage > 0)
            return {run % 4 == 2 ? warmStart(stage, moves) : simpleStart(stage, moves), {}};
        if (run == 0 && m_problems.back().size() <= kMostPeeled)
            return peelRun(stage, moves);
        return {isFresh(stage) ? freshStart(stage, moves) : warmStart(stage, moves), {}};
    }

    /// Beams go down target by target, from above the best to where nothing fits any more; then again with more room.
    [[nodiscard]] SearchRun peelRun(std::size_t stage, std::int64_t moves)
    {
        const PlacementProblem& problem = m_problems[stage];
        Ladder& ladder = m_ladders[stage];
        if (ladder.next <= ladder.impossible) {
            ladder.next = highestTarget(stage);
            ++ladder.pass;
        }
        PeelStart peel;
        peel.target = ladder.next;
        peel.order = peelOrder(stage, ladder.pass);
        peel.mostStacked = ladder.pass % 2 == 0 ? kMostStacked : 1 + m_random.below(kMostStacked);
        peel.width = std::min(kMostBeam, kLeastBeam << std::min<std::size_t>(ladder.pass, 8));
        AnnealingStart start;
        start.seed = m_random.next();
        start.target = peel.target;
        start.temperature = scale(problem) * between(kLeastWarm, kMostWarm);
        start.moves = moves;
        return {std::move(start), std::move(peel)};
    }

    /// The problem's own, one of a good layout, or one at random, pass by pass.
    [[nodiscard]] std::vector<std::size_t> peelOrder(std::size_t stage, std::size_t pass)
    {
        const std::vector<StripSolution>& solutions = m_pools[stage].solutions();
        if (pass % 3 == 1 && !solutions.empty())
            return solutions[m_random.below(solutions.size())].layout.order;
        return pass % 3 == 2 ? randomOrder(m_problems[stage], m_random) : m_problems[stage].order;
    }

    [[nodiscard]] std::int64_t highestTarget(std::size_t stage) const
    {
        if (m_pools[stage].solutions().empty())
            return static_cast<std::int64_t>(static_cast<double>(m_bound) * kHighestPeel);
        const StripSolution& best = m_pools[stage].solutions().front();
        return static_cast<std::int64_t>(
            std::min(best.cost / m_problems[stage].weights.time, kAboveBest * static_cast<double>(best.slowest)));
    }

    /// The next rung lies below the slowest kernel of what was built.
    void step(std::size_t stage, const SearchRun& run, const FoundStrips& found)
    {
        Ladder& ladder = m_ladders[stage];
        if (found.isImpossible) {
            if (run.peel->mostStacked == kMostStacked)
                ladder.impossible = std::max(ladder.impossible, run.peel->target);
            ladder.next = ladder.impossible;
        } else if (!found.solutions.empty()) {
            ladder.next = std::min(ladder.next, found.solutions.front().slowest) - 1;
        } else { // an obstacle is in the way: other orders
            ladder.next = ladder.impossible;
        }
    }

    /// Adapters take too long to begin with.
    [[nodiscard]] bool isFresh(std::size_t stage)
    {
        if (m_problems[stage].weights.adapter > 0.0)
            return false;
        const bool isEarly = m_round < kFreshRounds * static_cast<std::int64_t>(m_pools.size());
        return m_pools[stage].solutions().empty() || isEarly || m_random.below(100) < kFreshShare;
    }

    /// Even on a logarithmic scale.
    double between(double least, double most)
    {
        const double unit = static_cast<double>(m_random.next() >> 11) * 0x1p-53;
        return least * std::pow(most / least, unit);
    }

    /// What a wire across the fabric costs; where wires cost nothing, a hundredth of the time.
    [[nodiscard]] double scale(const PlacementProblem& problem) const
    {
        return std::max(problem.weights.wire * std::max(problem.width, problem.height),
                        kTimeScale * problem.weights.time * static_cast<double>(m_bound));
    }

    /// Ticks from which fresh runs set out: the bound, or near the best where that is far slower.
    [[nodiscard]] double slowEnough(std::size_t stage) const
    {
        const std::vector<StripSolution>& solutions = m_pools[stage].solutions();
        const double best = solutions.empty() ? 0.0 : static_cast<double>(solutions.front().slowest);
        return std::max(static_cast<double>(m_bound), kNearBest * best);
    }

    /// Costly wires want few strips, which need more room.
    [[nodiscard]] AnnealingStart freshStart(std::size_t stage, std::int64_t moves)
    {
        const PlacementProblem& problem = m_problems[stage];
        const double share = scale(problem) / (problem.weights.time * static_cast<double>(m_bound) + 1e-9);
        const bool isCostly = share > kCostlyWire;
        const int most = std::clamp(static_cast<int>(problem.size()) / 3, 1, isCostly ? 3 : 6);
        const auto target = static_cast<std::int64_t>((isCostly ? 1.25 : 1.12) * slowEnough(stage));
        StripLayout layout = randomLayout(problem.order, most, m_random);
        const double temperature = scale(problem) * between(kLeastHot, kMostHot);
        return {m_random.next(), std::move(layout), target, temperature, moves};
    }

    /// From one of the best so far of an easier problem, more often from one with few strips: shapes suit their
    /// neighbours where strips are long.
    [[nodiscard]] AnnealingStart simpleStart(std::size_t stage, std::int64_t moves)
    {
        std::map<std::size_t, const StripSolution*> best; // by the number of strips
        for (const StripSolution& solution : m_pools[m_random.below(stage)].solutions())
            best.try_emplace(solution.layout.strips.size(), &solution);
        if (best.empty())
            return warmStart(stage, moves);
        auto chosen = best.begin();
        while (std::next(chosen) != best.end() && m_random.below(2) == 0)
            ++chosen;
        return startFrom(*chosen->second, stage, moves);
    }

    /// From one of the best so far, more often from a better one.
    [[nodiscard]] AnnealingStart warmStart(std::size_t stage, std::int64_t moves)
    {
        const std::vector<StripSolution>& solutions = m_pools[stage].solutions();
        std::size_t rank = 0;
        while (rank + 1 < solutions.size() && m_random.below(2) == 0)
            ++rank;
        return startFrom(solutions[rank], stage, moves);
    }

    [[nodiscard]] AnnealingStart startFrom(const StripSolution& solution, std::size_t stage, std::int64_t moves)
    {
        const double most = m_problems[stage].weights.adapter > 0.0 ? kMostAdapterWarm : kMostWarm;
        const double temperature = scale(m_problems[stage]) * between(kLeastWarm, most);
        return {m_random.next(), solution.layout, solution.target, temperature, moves};
    }

    void publish() const
    {
        auto partial = std::make_shared<StripPartial>();
        partial->best = m_pools.back().solutions().front();
        m_job.publish(std::move(partial));
    }

    std::vector<PlacementProblem> m_problems; ///< the one to be solved is the last
    std::vector<StripPool> m_pools; ///< by problem
    const StripSearchConfig& m_config;
    const JobControl& m_job;
    std::int64_t m_bound;
    std::vector<Ladder> m_ladders; ///< by problem
    Random m_random;
    std::int64_t m_round = 0;
    double m_done = 0.0; ///< share of the moves
};

} // namespace

std::optional<std::int64_t> areaBoundTicks(const PlacementProblem& problem)
{
    const std::int64_t area = problem.freePes();
    const auto fits = [&](std::int64_t ticks) { return ShapeTable{problem, ticks, 1}.leastArea() <= area; };
    std::int64_t least = 1;
    std::int64_t most = 1;
    while (!fits(most)) {
        if (most >= kHighestTicks)
            return std::nullopt;
        least = most + 1;
        most *= 2;
    }
    while (least < most) {
        const std::int64_t middle = least + (most - least) / 2;
        if (fits(middle))
            most = middle;
        else
            least = middle + 1;
    }
    return most;
}

std::optional<StripSolution> rowsAt(const PlacementProblem& problem, std::int64_t target, FabricSide side)
{
    ShapeTable shapes{problem, target, 1};
    auto layout = rowLayout(problem, shapes, side);
    if (!layout)
        return std::nullopt;
    StripDecoder decoder{problem, shapes};
    if (decoder.decode(*layout, std::numeric_limits<double>::infinity()) != StripDecoder::Outcome::Fits)
        return std::nullopt;
    return StripSolution{*std::move(layout), target,           decoder.slowest(),   decoder.cost(),
                         decoder.boxes(),    decoder.shapes(), decoder.runsSouth(), {}};
}

Result<StripSolution> searchStrips(const PlacementProblem& problem, const StripSearchConfig& config,
                                   const JobControl& job)
{
    const std::optional<std::int64_t> bound = areaBoundTicks(problem);
    if (!bound)
        return Error{ErrorCode::DoesNotFit, "The kernels do not fit on the fabric in any shape."};
    return StripSearch{problem, config, job, std::max(*bound, config.leastTicks)}.search();
}

} // namespace waferscope
