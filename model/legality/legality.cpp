#include "model/legality/legality.h"

#include "core/base/check.h"
#include "model/legality/color_rules.h"
#include "core/base/pe_set.h"
#include "model/pipelined/kernel_cost.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

/// The north-west corner of what two overlapping rectangles share.
PeCoord commonCorner(const PeRect& a, const PeRect& b)
{
    return {std::max(a.origin.x, b.origin.x), std::max(a.origin.y, b.origin.y)};
}

void checkFabric(const KernelGraph& graph, const Mapping& mapping, KernelId id, const System& system,
                 std::vector<Finding>& found)
{
    const PeRect& rect = mapping[id].rectangle;
    if (!system.fabric().contains(rect))
        found.push_back({graph[id].name + " reaches outside the fabric.", {id}, rect.origin});
}

void checkDeadPes(const KernelGraph& graph, const Mapping& mapping, KernelId id, const System& system,
                  std::vector<Finding>& found)
{
    const PeRect& rect = mapping[id].rectangle;
    std::optional<PeCoord> first; // in rows from the north
    for (const PeRect& dead : system.deadPes) {
        if (!dead.overlaps(rect))
            continue;
        const PeCoord corner = commonCorner(dead, rect);
        if (!first || std::pair(corner.y, corner.x) < std::pair(first->y, first->x))
            first = corner;
    }
    if (!first)
        return;
    const std::int64_t covered = rect.peCount() - pesOutside(rect, system.deadPes);
    const std::string where = "(" + std::to_string(first->x) + ", " + std::to_string(first->y) + ")";
    found.push_back(
        {graph[id].name
             + (covered == 1 ? " covers the dead PE " + where + "."
                             : " covers " + std::to_string(covered) + " dead PEs, the first at " + where + "."),
         {id},
         *first});
}

void checkMemory(const KernelGraph& graph, const Mapping& mapping, KernelId id, const CostModel& model,
                 std::vector<Finding>& found)
{
    const Bytes needed = worstMemory(graph, id, mapping[id].arguments, model);
    if (needed > model.usableSram)
        found.push_back({graph[id].name + " needs " + std::to_string(needed.count()) + " bytes on a PE, which has "
                             + std::to_string(model.usableSram.count()) + ".",
                         {id},
                         mapping[id].rectangle.origin});
}

void checkPair(const KernelGraph& graph, const Mapping& mapping, KernelId a, KernelId b, std::vector<Finding>& found)
{
    const PeRect& first = mapping[a].rectangle;
    const PeRect& second = mapping[b].rectangle;
    if (!first.overlaps(second))
        return;
    found.push_back({graph[a].name + " overlaps " + graph[b].name + ".", {a, b}, commonCorner(first, second)});
}

/// Sweeps by left edge, so that only kernels that share columns are compared.
void checkOverlaps(const KernelGraph& graph, const Mapping& mapping, std::vector<Finding>& found)
{
    std::vector<std::size_t> byLeft(graph.size());
    std::iota(byLeft.begin(), byLeft.end(), std::size_t{0});
    const auto left = [&](std::size_t i) { return mapping.kernels[i].rectangle.origin.x; };
    std::stable_sort(byLeft.begin(), byLeft.end(), [&](std::size_t a, std::size_t b) { return left(a) < left(b); });
    for (std::size_t i = 0; i < byLeft.size(); ++i)
        for (std::size_t j = i + 1; j < byLeft.size() && left(byLeft[j]) < mapping.kernels[byLeft[i]].rectangle.right();
             ++j)
            checkPair(graph, mapping, KernelId{std::min(byLeft[i], byLeft[j])},
                      KernelId{std::max(byLeft[i], byLeft[j])}, found);
}

} // namespace

std::vector<Finding> violationsOf(const KernelGraph& graph, const Mapping& mapping, std::span<const LaneRun> lanes,
                                  const System& system, const CostModel& model)
{
    WAFERSCOPE_CHECK(mapping.kernels.size() == graph.size() && mapping.routes.size() == graph.edges().size());
    std::vector<Finding> found;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        checkFabric(graph, mapping, KernelId{i}, system, found);
        checkDeadPes(graph, mapping, KernelId{i}, system, found);
        checkMemory(graph, mapping, KernelId{i}, model, found);
    }
    checkOverlaps(graph, mapping, found);
    checkColors(graph, mapping, bundlesOf(lanes, graph.edges().size()),
                {system.colors - system.reservedColors, model.run}, found);
    return found;
}

} // namespace waferscope
