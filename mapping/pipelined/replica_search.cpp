#include "mapping/pipelined/replica_search.h"

#include "core/base/names.h"
#include "core/base/rounding.h"
#include "mapping/pipelined/pipelined_search.h"
#include "model/pipelined/area_bound.h"
#include "model/pipelined/pipelined_evaluation.h"

#include <algorithm>
#include <tuple>

namespace waferscope {

namespace {

constexpr int kCutsTried = 3; // that hold a replica

class ReplicaSearch {
public:
    ReplicaSearch(const LayoutProblem& problem, const PlacingConfig& config, const Assumptions& assumptions,
                  const JobControl& job)
        : m_problem(problem)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_moves{std::max<std::int64_t>(1, config.moves / kCutsTried), config.objective}
    {
    }

    Result<MappedLayout> search()
    {
        const std::vector<Tiling> tilings = tilingsOf(m_problem.execution.replicas, m_problem.system());
        for (std::size_t i = 0; i < tilings.size() && m_found < kCutsTried && !m_job.stopRequested(); ++i) {
            const Result<FoundMapping> replica = placeOn(tilings[i]);
            if (replica.ok()) {
                ++m_found;
                MappedLayout all = onAllTiles(replica.value().mapping, tilings[i]);
                if (isBetterThanBest(*all.evaluation))
                    m_best = std::move(all);
            } else if (replica.error().code != ErrorCode::DoesNotFit && replica.error().code != ErrorCode::Stopped) {
                return replica.error();
            }
        }
        if (m_best)
            return *m_best;
        if (m_job.stopRequested())
            return Error{ErrorCode::Stopped, "The search for a placement was stopped."};
        return doesNotFit();
    }

private:
    [[nodiscard]] Error doesNotFit() const
    {
        const auto replicas = std::to_string(m_problem.execution.replicas);
        return {ErrorCode::DoesNotFit,
                replicas + " replicas of " + printable(m_problem.network->name()) + " do not fit on "
                    + m_problem.system().title + ": one does not fit on its share of "
                    + std::to_string(m_problem.system().livePeCount() / m_problem.execution.replicas) + " PEs."};
    }

    [[nodiscard]] PeRect tileOf(const Tiling& tiling, int replica) const
    {
        const int width = m_problem.system().columns / tiling.columns;
        const int height = m_problem.system().rows / tiling.rows;
        return {{replica % tiling.columns * width, replica / tiling.columns * height}, width, height};
    }

    /// Dead PEs of any replica's tile, as they lie on it: no replica may cover them.
    [[nodiscard]] std::vector<PeRect> deadOfTile(const Tiling& tiling) const
    {
        std::vector<PeRect> dead;
        for (int replica = 0; replica < m_problem.execution.replicas; ++replica) {
            const PeRect tile = tileOf(tiling, replica);
            for (PeRect rect : m_problem.system().deadPes) {
                if (!rect.overlaps(tile))
                    continue;
                const PeCoord last{std::min(rect.right(), tile.right()), std::min(rect.bottom(), tile.bottom())};
                rect.origin = {std::max(rect.origin.x, tile.origin.x), std::max(rect.origin.y, tile.origin.y)};
                dead.push_back({{rect.origin.x - tile.origin.x, rect.origin.y - tile.origin.y},
                                last.x - rect.origin.x,
                                last.y - rect.origin.y});
            }
        }
        return dead;
    }

    /// One replica on the first tile. It shares the input with the others.
    Result<FoundMapping> placeOn(const Tiling& tiling)
    {
        const PeRect tile = tileOf(tiling, 0);
        Installation ofTile = *m_problem.installation;
        ofTile.system.columns = tile.width;
        ofTile.system.rows = tile.height;
        ofTile.system.deadPes = deadOfTile(tiling);
        LayoutProblem one = m_problem;
        one.installation = std::make_shared<const Installation>(std::move(ofTile));
        JobControl inner = m_job;
        inner.report = [this, found = m_found](double fraction, std::string_view phase) {
            m_job.report((found + fraction) / kCutsTried, phase);
        };
        inner.publish = [&](const std::shared_ptr<const Partial>& partial) {
            auto all = std::make_shared<MappingPartial>();
            all->best = onAllTiles(static_cast<const FoundPartial&>(*partial).best.mapping, tiling);
            if (all->best.evaluation->legal() && isBetterThanBest(*all->best.evaluation))
                m_job.publish(std::move(all));
        };
        return searchReplica(one, m_moves, m_assumptions, inner);
    }

    [[nodiscard]] Mapping repeated(const Mapping& replica, const Tiling& tiling) const
    {
        Mapping all;
        all.replicaColumns = tiling.columns;
        for (int i = 0; i < m_problem.execution.replicas; ++i) {
            const PeCoord corner = tileOf(tiling, i).origin;
            for (PlacedKernel kernel : replica.kernels) {
                kernel.rectangle.origin.x += corner.x;
                kernel.rectangle.origin.y += corner.y;
                all.kernels.push_back(std::move(kernel));
            }
            all.routes.insert(all.routes.end(), replica.routes.begin(), replica.routes.end());
        }
        return all;
    }

    /// All replicas' kernels, once one is known to fit.
    void replicate()
    {
        m_all = std::make_shared<const KernelGraph>(m_problem.graph->replicated(m_problem.execution.replicas));
        const CostModel model = CostModel::of(m_problem.execution, m_problem.system(), m_assumptions);
        const Cycles bound = areaBound(*m_all, m_problem.system(), model);
        m_areaBound = boundOf(m_problem, m_problem.execution.replicas, bound);
    }

    MappedLayout onAllTiles(const Mapping& replica, const Tiling& tiling)
    {
        if (!m_all)
            replicate();
        LayoutProblem ofAll = m_problem;
        ofAll.graph = m_all;
        Mapping mapping = repeated(replica, tiling);
        Evaluation evaluation = evaluatePipelined(ofAll, mapping, m_assumptions);
        evaluation.areaBound = m_areaBound;
        return mappedAs(ofAll, std::move(mapping), std::make_shared<const Evaluation>(std::move(evaluation)));
    }

    /// Than that of the cuts before: how large kernels are to grow has been settled for every cut by itself.
    [[nodiscard]] bool isBetterThanBest(const Evaluation& evaluation) const
    {
        const auto worth = [](const Evaluation& e) { return std::tuple(e.legal(), e.numbers.samples, e.stepSamples); };
        return !m_best || worth(evaluation) > worth(*m_best->evaluation);
    }

    const LayoutProblem& m_problem;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    PlacingConfig m_moves; ///< for one cut
    std::shared_ptr<const KernelGraph> m_all; ///< null before a replica was placed
    SamplesPerSecond m_areaBound;
    int m_found = 0; ///< cuts that hold a replica
    std::optional<MappedLayout> m_best; ///< of the cuts that are done
};

} // namespace

std::vector<Tiling> tilingsOf(int replicas, const System& system)
{
    std::vector<Tiling> tilings;
    for (int columns = 1; columns <= std::min(replicas, system.columns); ++columns) {
        const Tiling tiling{columns, static_cast<int>(ceilDivide(replicas, columns))};
        const bool needsAll = ceilDivide(replicas, tiling.rows) == columns;
        if (needsAll && tiling.rows <= system.rows)
            tilings.push_back(tiling);
    }
    const auto slenderness = [&](const Tiling& tiling) {
        const int width = system.columns / tiling.columns;
        const int height = system.rows / tiling.rows;
        return static_cast<double>(std::max(width, height)) / static_cast<double>(std::min(width, height));
    };
    std::stable_sort(tilings.begin(), tilings.end(),
                     [&](const Tiling& a, const Tiling& b) { return slenderness(a) < slenderness(b); });
    return tilings;
}

Result<MappedLayout> searchReplicas(const LayoutProblem& problem, const PlacingConfig& config,
                                    const Assumptions& assumptions, const JobControl& job)
{
    return ReplicaSearch(problem, config, assumptions, job).search();
}

} // namespace waferscope
