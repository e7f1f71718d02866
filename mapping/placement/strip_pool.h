#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/peel_start.h"
#include "mapping/placement/strip_annealing.h"

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

inline constexpr std::size_t kRunsPerRound = 4; ///< whatever the number of threads

/// A run: from a layout, or from one that is built first.
struct SearchRun {
    AnnealingStart annealing;
    std::optional<PeelStart> peel;
};

/// What a run came to.
struct FoundStrips {
    std::vector<StripSolution> solutions;
    bool isImpossible = false; ///< nothing could be built
};

/// Runs of annealing on one problem that share what is best so far.
class StripPool {
public:
    /// `bound` in ticks: no kernel is faster. The problem outlives this.
    StripPool(const PlacementProblem& problem, std::int64_t bound);

    [[nodiscard]] const std::vector<StripSolution>& solutions() const { return m_solutions; } ///< best first
    [[nodiscard]] double leastCost() const; ///< infinite where there is none

    /// At most kRunsPerRound runs side by side; keeps what they find, in the order of the runs, and returns it.
    std::vector<FoundStrips> run(const std::vector<SearchRun>& runs, const JobControl& job);

    /// Keeps solutions of this problem.
    void take(const std::vector<FoundStrips>& found);

    /// Keeps the layouts of other pools as they come out here.
    void adopt(const std::vector<FoundStrips>& others);

private:
    [[nodiscard]] FoundStrips runOne(const SearchRun& run, StripAnnealing& annealing, const JobControl& job) const;
    void keep(const StripSolution& solution);

    const PlacementProblem& m_problem;
    std::vector<std::unique_ptr<StripAnnealing>> m_annealings; ///< one a run of a round
    std::vector<StripSolution> m_solutions;
};

} // namespace waferscope
