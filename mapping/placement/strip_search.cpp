#include "mapping/placement/strip_search.h"

#include "mapping/placement/strip_annealing.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace waferscope {

namespace {

constexpr std::size_t kRunsPerRound = 4; ///< whatever the number of threads
constexpr std::int64_t kMovesPerKernel = 1'200; ///< of one run
constexpr std::int64_t kAdapterMovesPerKernel = 100;
constexpr std::size_t kPool = 12; ///< solutions that later runs begin from
constexpr std::int64_t kFreshRounds = 3; ///< before any run begins from the pool
constexpr std::uint64_t kFreshShare = 40; ///< of 100 runs, after them
constexpr double kLeastHot = 0.05; ///< of the cost of a wire across the fabric: where fresh runs begin to cool
constexpr double kMostHot = 0.8;
constexpr double kLeastWarm = 0.01; ///< and those from the pool
constexpr double kMostWarm = 0.15;
constexpr double kEasyWire = 0.1; ///< of what wires cost
constexpr double kTimeScale = 0.01;
constexpr double kDearWire = 0.05; ///< of the time: a wire across the fabric
constexpr std::int64_t kHighestTicks = std::int64_t{1} << 40;

/// Runs of annealing that share what is best so far.
class Pool {
public:
    Pool(const PlacementProblem& problem, std::int64_t bound)
    {
        for (std::size_t run = 0; run < kRunsPerRound; ++run)
            m_annealings.push_back(std::make_unique<StripAnnealing>(problem, bound));
    }

    [[nodiscard]] const std::vector<StripSolution>& solutions() const { return m_solutions; } ///< best first
    [[nodiscard]] double leastCost() const
    {
        return m_solutions.empty() ? std::numeric_limits<double>::infinity() : m_solutions.front().cost;
    }

    /// Runs side by side, and keeps what they find, in the order of the starts; returns it.
    std::vector<StripSolution> run(const std::vector<AnnealingStart>& starts, const JobControl& job)
    {
        std::vector<std::optional<StripSolution>> found(starts.size());
        tbb::parallel_for(std::size_t{0}, starts.size(),
                          [&](std::size_t run) { found[run] = m_annealings[run]->run(starts[run], job); });
        return keepAll(std::move(found));
    }

    /// Keeps the layouts of another pool as they come out here.
    void adopt(const std::vector<StripSolution>& others)
    {
        std::vector<std::optional<StripSolution>> found(others.size());
        tbb::parallel_for(std::size_t{0}, others.size(), [&](std::size_t run) {
            found[run] = m_annealings[run]->finished(others[run].layout, others[run].target);
        });
        keepAll(std::move(found));
    }

private:
    std::vector<StripSolution> keepAll(std::vector<std::optional<StripSolution>> found)
    {
        std::vector<StripSolution> kept;
        for (std::optional<StripSolution>& solution : found)
            if (solution) {
                keep(*solution);
                kept.push_back(*std::move(solution));
            }
        return kept;
    }

    /// The best for each time of the slowest kernel: others are much alike.
    void keep(const StripSolution& solution)
    {
        const auto rival =
            std::find_if(m_solutions.begin(), m_solutions.end(),
                         [&solution](const StripSolution& other) { return other.slowest == solution.slowest; });
        if (rival == m_solutions.end())
            m_solutions.push_back(solution);
        else if (solution.cost < rival->cost)
            *rival = solution;
        std::stable_sort(m_solutions.begin(), m_solutions.end(),
                         [](const StripSolution& a, const StripSolution& b) { return a.cost < b.cost; });
        if (m_solutions.size() > kPool)
            m_solutions.pop_back();
    }

    std::vector<std::unique_ptr<StripAnnealing>> m_annealings; ///< one a run of a round
    std::vector<StripSolution> m_solutions;
};

/// The problem itself last. Where adapters cost, easier ones before it: without adapters, which is many times as fast;
/// and with wires that cost little, too, since dear wires leave few ways from one good layout to another.
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
        , m_random(config.seed)
    {
        for (const PlacementProblem& easier : m_problems)
            m_pools.emplace_back(easier, bound);
    }

    Result<StripSolution> search()
    {
        std::int64_t movesLeft = m_config.moves;
        for (m_round = 0; movesLeft > 0 && !m_job.stopRequested(); ++m_round) {
            const std::int64_t moves =
                std::min(movesPerRun(stage()), movesLeft / static_cast<std::int64_t>(kRunsPerRound) + 1);
            const double before = m_pools.back().leastCost();
            round(moves);
            movesLeft -= moves * static_cast<std::int64_t>(kRunsPerRound);
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
    /// Every fourth round is long: some layouts only settle slowly. Rounds that count adapters are short: they only
    /// have to finish what easier ones found.
    [[nodiscard]] std::int64_t movesPerRun(std::size_t stage) const
    {
        const auto kernels = static_cast<std::int64_t>(m_problems.back().size());
        const std::int64_t length = m_problems[stage].weights.adapter > 0.0 ? kAdapterMovesPerKernel : kMovesPerKernel;
        const std::int64_t round = m_round / static_cast<std::int64_t>(m_pools.size());
        return length * kernels * (round % 4 == 3 ? 4 : 1);
    }

    /// Which problem this round is about.
    [[nodiscard]] std::size_t stage() const
    {
        const std::size_t stage = static_cast<std::size_t>(m_round) % m_pools.size();
        return m_pools[stage].solutions().empty() ? 0 : stage;
    }

    void round(std::int64_t moves)
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
        std::vector<AnnealingStart> starts;
        for (std::size_t run = 0; run < kRunsPerRound; ++run)
            starts.push_back(isFresh(stage) ? freshStart(stage, moves) : warmStart(stage, moves));
        const std::vector<StripSolution> found = m_pools[stage].run(starts, shared);
        for (std::size_t harder = stage + 1; harder < m_pools.size(); ++harder)
            m_pools[harder].adopt(found);
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

    /// Dear wires want few strips, which need more room.
    [[nodiscard]] AnnealingStart freshStart(std::size_t stage, std::int64_t moves)
    {
        const PlacementProblem& problem = m_problems[stage];
        const double share = scale(problem) / (problem.weights.time * static_cast<double>(m_bound) + 1e-9);
        const bool isDear = share > kDearWire;
        const int most = std::clamp(static_cast<int>(problem.size()) / 3, 1, isDear ? 3 : 6);
        const auto target = static_cast<std::int64_t>((isDear ? 1.25 : 1.12) * static_cast<double>(m_bound));
        StripLayout layout = randomLayout(problem.order, most, m_random);
        const double temperature = scale(problem) * between(kLeastHot, kMostHot);
        return {m_random.next(), std::move(layout), target, temperature, moves};
    }

    /// From one of the best so far, more often from a better one.
    [[nodiscard]] AnnealingStart warmStart(std::size_t stage, std::int64_t moves)
    {
        const std::vector<StripSolution>& solutions = m_pools[stage].solutions();
        std::size_t rank = 0;
        while (rank + 1 < solutions.size() && m_random.below(2) == 0)
            ++rank;
        const double temperature = scale(m_problems[stage]) * between(kLeastWarm, kMostWarm);
        return {m_random.next(), solutions[rank].layout, solutions[rank].target, temperature, moves};
    }

    void publish() const
    {
        auto partial = std::make_shared<StripPartial>();
        partial->best = m_pools.back().solutions().front();
        m_job.publish(std::move(partial));
    }

    std::vector<PlacementProblem> m_problems; ///< the one to be solved is the last
    std::vector<Pool> m_pools; ///< by problem
    const StripSearchConfig& m_config;
    const JobControl& m_job;
    std::int64_t m_bound;
    Random m_random;
    std::int64_t m_round = 0;
    double m_done = 0.0; ///< share of the moves
};

} // namespace

std::optional<std::int64_t> areaBoundTicks(const PlacementProblem& problem)
{
    const std::int64_t area = std::int64_t{problem.width} * problem.height;
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

Result<StripSolution> searchStrips(const PlacementProblem& problem, const StripSearchConfig& config,
                                   const JobControl& job)
{
    const std::optional<std::int64_t> bound = areaBoundTicks(problem);
    if (!bound)
        return Error{ErrorCode::DoesNotFit, "The kernels do not fit on the fabric in any shape."};
    return StripSearch{problem, config, job, *bound}.search();
}

} // namespace waferscope
