#include "model/pipelined/area_bound.h"

#include "model/pipelined/pipelined_formulas.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>

namespace waferscope {

namespace {

/// More PEs than any fabric has; a thousand kernels of so many can be added up.
constexpr std::int64_t kTooMany = std::int64_t{1} << 50;

bool fits(const std::vector<ShapeFamily>& families, std::int64_t pes, Cycles target)
{
    std::atomic<std::int64_t> left = pes;
    tbb::parallel_for(std::size_t{0}, families.size(), [&](std::size_t i) {
        if (left >= 0)
            left -= families[i].leastArea(target).value_or(kTooMany);
    });
    return left >= 0;
}

} // namespace

std::vector<ShapeFamily> shapeFamiliesOf(const KernelGraph& graph, const CostModel& model, const System& system)
{
    const int longestSide = std::max(system.columns, system.rows);
    std::vector<std::optional<ShapeFamily>> made(graph.kernelsOfReplica());
    tbb::parallel_for(std::size_t{0}, made.size(),
                      [&](std::size_t i) { made[i].emplace(graph, KernelId{i}, model, longestSide); });
    std::vector<ShapeFamily> families;
    families.reserve(made.size());
    for (std::optional<ShapeFamily>& family : made)
        families.push_back(std::move(*family));
    return families;
}

Cycles areaBound(const std::vector<ShapeFamily>& families, std::int64_t pes)
{
    Cycles least{1};
    Cycles most{1};
    for (const ShapeFamily& family : families) {
        least = std::max(least, family.leastCycles());
        most = std::max(most, family.mostCycles());
    }
    while (least < most) {
        const Cycles middle{least.count() + (most - least).count() / 2};
        if (fits(families, pes, middle))
            most = middle;
        else
            least = middle + Cycles{1};
    }
    return least;
}

Cycles areaBound(const KernelGraph& graph, const System& system, const CostModel& model)
{
    const CostModel leanest = model.keeping(std::vector<std::int64_t>(graph.size(), kLeastStash));
    return areaBound(shapeFamiliesOf(graph, leanest, system), system.livePeCount() / graph.replicas());
}

SamplesPerSecond boundOf(const LayoutProblem& problem, int replicas, Cycles bound)
{
    return SamplesPerSecond{rateOf<Plain>(problem.system().clock, bound.count(), replicas, problem.execution.systems)};
}

} // namespace waferscope
