#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/strip_search.h"

#include <map>
#include <memory>

namespace waferscope {

/// Where one run of annealing begins, and how hot.
struct AnnealingStart {
    std::uint64_t seed = 1;
    StripLayout layout;
    std::int64_t target = 0; ///< ticks
    double temperature = 1.0; ///< units of cost
    std::int64_t moves = 0;
};

inline constexpr std::size_t kQuickChoices = 16; ///< of shapes that suit their neighbours, while annealing
inline constexpr std::size_t kThoroughChoices = 80; ///< and for what it comes to

/// Runs of simulated annealing (Kirkpatrick, Gelatt, Vecchi, Science 220, 1983) on one thread: changes a layout a
/// little, keeps what is better and, while it is hot, some of what is not, by a limit drawn before the layout is tried.
/// The target time is part of what changes. Deterministic.
class StripAnnealing {
public:
    /// `bound` in ticks: no lower target is tried.
    StripAnnealing(const PlacementProblem& problem, std::int64_t bound);

    /// The best of one run that fits; none when nothing did. Stops early when asked to; reports without a fraction.
    [[nodiscard]] std::optional<StripSolution> run(const AnnealingStart& start, const JobControl& job);

    /// A layout with its shapes chosen among more, at ever lower targets as long as they pay; none when it does not
    /// fit.
    [[nodiscard]] std::optional<StripSolution> finished(const StripLayout& layout, std::int64_t target);

private:
    [[nodiscard]] ShapeTable& tableOf(std::int64_t target);
    /// Cost of a layout at a target; more than the limit, and not exact, when it is not accepted.
    struct Trial {
        double cost = 0.0;
        bool fits = false;
    };
    [[nodiscard]] Trial tryLayout(const StripLayout& layout, double limit);
    [[nodiscard]] double drawLimit(); ///< up to which a cost is accepted
    void accept(const Trial& trial);
    void cool(double progress, double hottest);
    void tryChange();
    void tryTarget();
    [[nodiscard]] std::int64_t nextTarget();
    [[nodiscard]] std::int64_t onGrid(std::int64_t target) const;
    void keepBest();

    const PlacementProblem& m_problem;
    std::int64_t m_bound;
    Random m_random{1};
    std::map<std::int64_t, std::unique_ptr<ShapeTable>> m_tables; ///< kept from run to run
    std::unique_ptr<StripDecoder> m_decoder;
    StripLayout m_layout;
    StripLayout m_changed;
    std::int64_t m_target = 0;
    std::int64_t m_slowest = 0; ///< ticks of its slowest kernel, while it fits
    double m_cost = 0.0;
    bool m_fits = false;
    double m_temperature = 1.0;
    double m_overflowPrice = 1.0; ///< of a PE by which the last strip is too long
    double m_bestCost = 0.0;
    StripLayout m_best;
    std::int64_t m_bestTarget = 0;
};

} // namespace waferscope
