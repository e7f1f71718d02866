#include "mapping/placement/strip_pool.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::size_t kPool = 20; ///< solutions that later runs begin from
constexpr std::size_t kPeeled = 12; ///< layouts of one beam

} // namespace

StripPool::StripPool(const PlacementProblem& problem, std::int64_t bound)
    : m_problem(problem)
{
    for (std::size_t run = 0; run < kRunsPerRound; ++run)
        m_annealings.push_back(std::make_unique<StripAnnealing>(problem, bound));
}

double StripPool::leastCost() const
{
    return m_solutions.empty() ? std::numeric_limits<double>::infinity() : m_solutions.front().cost;
}

std::vector<FoundStrips> StripPool::run(const std::vector<SearchRun>& runs, const JobControl& job)
{
    std::vector<FoundStrips> found(runs.size());
    tbb::parallel_for(std::size_t{0}, runs.size(),
                      [&](std::size_t run) { found[run] = runOne(runs[run], *m_annealings[run], job); });
    take(found);
    return found;
}

void StripPool::take(const std::vector<FoundStrips>& found)
{
    for (const FoundStrips& one : found)
        for (const StripSolution& solution : one.solutions)
            keep(solution);
}

void StripPool::adopt(const std::vector<FoundStrips>& others)
{
    std::vector<std::vector<StripSolution>> adopted(others.size());
    tbb::parallel_for(std::size_t{0}, others.size(), [&](std::size_t run) {
        for (const StripSolution& other : others[run].solutions)
            if (auto solution = m_annealings[run]->finished(other.layout, other.target))
                adopted[run].push_back(*std::move(solution));
    });
    for (const std::vector<StripSolution>& solutions : adopted)
        for (const StripSolution& solution : solutions)
            keep(solution);
}

FoundStrips StripPool::runOne(const SearchRun& run, StripAnnealing& annealing, const JobControl& job) const
{
    FoundStrips found;
    AnnealingStart start = run.annealing;
    if (run.peel) {
        std::vector<StripLayout> layouts = peeledLayouts(m_problem, *run.peel, kPeeled, job);
        found.isImpossible = layouts.empty() && !job.stopRequested();
        double least = std::numeric_limits<double>::infinity();
        if (!m_problem.obstacles.empty() && !layouts.empty()) // beams know of none: annealing may mend it
            start.layout = layouts.front();
        for (StripLayout& layout : layouts) {
            if (job.stopRequested())
                break;
            auto solution = annealing.finished(layout, run.peel->target);
            if (!solution)
                continue;
            if (solution->cost < least) {
                least = solution->cost;
                start.layout = std::move(layout);
            }
            found.solutions.push_back(*std::move(solution));
        }
    }
    if (!start.layout.order.empty())
        if (auto solution = annealing.run(start, job))
            found.solutions.push_back(*std::move(solution));
    return found;
}

/// The best for each time of the slowest kernel and number of strips: others are much alike.
void StripPool::keep(const StripSolution& solution)
{
    const auto rival = std::find_if(m_solutions.begin(), m_solutions.end(), [&solution](const StripSolution& other) {
        return other.slowest == solution.slowest && other.layout.strips.size() == solution.layout.strips.size();
    });
    if (rival == m_solutions.end())
        m_solutions.push_back(solution);
    else if (solution.cost < rival->cost)
        *rival = solution;
    std::stable_sort(m_solutions.begin(), m_solutions.end(),
                     [](const StripSolution& a, const StripSolution& b) { return a.cost < b.cost; });
    if (m_solutions.size() > kPool)
        m_solutions.pop_back();
}

} // namespace waferscope
