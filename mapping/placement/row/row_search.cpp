#include "mapping/placement/row/row_search.h"

#include "mapping/placement/row/row_target.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace waferscope {

namespace {

constexpr std::size_t kTogether = 4; ///< targets at once, whatever the number of threads
constexpr std::size_t kMostTargets = 96;
constexpr std::int64_t kMostSearched = 40'000'000; ///< steps of the program for one number of rows
constexpr int kMostRows = 8;
constexpr double kFolded = 1.5; ///< times the bound: where there is less room, other layouts use it better
constexpr double kNarrow = 5e-4; ///< of a target: others so near are as good
constexpr std::size_t kMostJoints = 3'000'000; ///< of all kernels, for the tables' sake
constexpr std::int64_t kSlowest = std::int64_t{1} << 40; ///< ticks

/// Targets that have not been looked at: above `fastest` - 1, up to `slowest`.
struct Targets {
    std::int64_t fastest = 1;
    std::int64_t slowest = 1;
    double rowBound = 0.0; ///< no row costs less at the slowest
    double bound = 0.0; ///< no solution at any of them costs less
};

class RowSearch {
public:
    RowSearch(const PlacementProblem& problem, RowTarget row, double limit, const JobControl& job)
        : m_problem(problem)
        , m_row(std::move(row))
        , m_limit(limit)
        , m_job(job)
    {
    }

    /// At targets from `fastest` to `slowest`.
    [[nodiscard]] std::vector<StripSolution> search(std::int64_t fastest, std::int64_t slowest)
    {
        m_slowest = slowest;
        add(fastest, slowest, 0.0);
        std::size_t tried = 0;
        while (!m_targets.empty() && tried < kMostTargets && m_steps < kMostSearched && !m_job.stopRequested()) {
            std::vector<Targets> next;
            for (; next.size() < kTogether && !m_targets.empty(); m_targets.pop())
                if (m_targets.top().bound < m_limit)
                    next.push_back(m_targets.top());
            tried += next.size();
            tryTargets(next);
        }
        return std::move(m_found);
    }

    /// The slowest target at which a row that would have been better was too long; 0 when there was none.
    [[nodiscard]] std::int64_t crowded() const { return m_crowded; }

private:
    void add(std::int64_t fastest, std::int64_t slowest, double rowBound)
    {
        const double bound = m_problem.weights.time * static_cast<double>(fastest) + rowBound;
        const bool isCrowded = slowest <= m_crowded; // where rows are folded or bought shorter, and nothing is exact
        if (isCrowded && static_cast<double>(slowest - fastest) < kNarrow * static_cast<double>(slowest))
            return;
        if (fastest <= slowest && bound < m_limit)
            m_targets.push({fastest, slowest, rowBound, bound});
    }

    /// The slowest of all first, then always the middle, for what faster ones leave of the cost.
    void tryTargets(const std::vector<Targets>& next)
    {
        std::vector<std::int64_t> middles;
        middles.reserve(next.size());
        for (const Targets& targets : next)
            middles.push_back(targets.slowest == m_slowest ? m_slowest : middleOf(targets));
        std::vector<RowTarget::Row> rows(next.size());
        tbb::parallel_for(std::size_t{0}, next.size(), [&](std::size_t at) {
            const double time = m_problem.weights.time * static_cast<double>(next[at].fastest);
            rows[at] = m_row.at(middles[at], m_limit - time, m_job);
        });
        for (std::size_t at = 0; at < next.size(); ++at) {
            const RowTarget::Row& row = rows[at];
            m_steps += row.steps;
            if (row.isCrowded)
                m_crowded = std::max(m_crowded, middles[at]);
            add(middles[at] + 1, next[at].slowest, next[at].rowBound);
            const std::int64_t below = (row.solution ? row.solution->slowest : middles[at]) - 1;
            add(next[at].fastest, below, std::max(row.bound, next[at].rowBound));
            if (row.solution)
                keep(*row.solution);
        }
    }

    [[nodiscard]] static std::int64_t middleOf(const Targets& targets)
    {
        const double middle = std::sqrt(static_cast<double>(targets.fastest) * static_cast<double>(targets.slowest));
        return std::clamp(static_cast<std::int64_t>(middle), targets.fastest, targets.slowest);
    }

    void keep(const StripSolution& solution)
    {
        m_limit = std::min(m_limit, solution.cost);
        const bool isKnown = std::any_of(m_found.begin(), m_found.end(), [&solution](const StripSolution& other) {
            return other.slowest == solution.slowest && other.cost <= solution.cost;
        });
        if (!isKnown)
            m_found.push_back(solution);
    }

    struct HigherBound {
        [[nodiscard]] bool operator()(const Targets& a, const Targets& b) const
        {
            return a.bound != b.bound ? a.bound > b.bound : a.slowest > b.slowest;
        }
    };

    const PlacementProblem& m_problem;
    RowTarget m_row;
    double m_limit;
    std::int64_t m_slowest = 0; ///< of all targets
    std::int64_t m_crowded = 0;
    std::int64_t m_steps = 0;
    const JobControl& m_job;
    std::priority_queue<Targets, std::vector<Targets>, HigherBound> m_targets; ///< those of least bound first
    std::vector<StripSolution> m_found;
};

} // namespace

std::vector<StripSolution> searchRows(const PlacementProblem& problem, FabricSide side, std::int64_t bound,
                                      double limit, const JobControl& job)
{
    if (!problem.obstacles.empty() || !problem.fixedStreams.empty())
        return {};
    std::vector<StripSolution> found;
    std::int64_t fastest = bound;
    std::int64_t slowest = kSlowest;
    for (int rows = 1; rows <= kMostRows && fastest <= slowest && !job.stopRequested(); ++rows) {
        auto row = RowTarget::of(problem, side, rows);
        if (!row || row->joints() > kMostJoints)
            break;
        RowSearch search{problem, *std::move(row), limit, job};
        for (StripSolution& solution : search.search(fastest, slowest)) {
            limit = std::min(limit, solution.cost);
            found.push_back(std::move(solution));
        }
        fastest = static_cast<std::int64_t>(kFolded * static_cast<double>(bound));
        slowest = search.crowded();
    }
    return found;
}

} // namespace waferscope
