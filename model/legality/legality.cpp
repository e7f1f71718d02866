#include "model/legality/legality.h"

#include "core/base/check.h"
#include "core/base/pe_set.h"
#include "model/legality/color_rules.h"
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

void checkFabric(const Mapping& mapping, KernelId id, const System& system, std::vector<Violation>& found)
{
    const PeRect& rect = mapping[id].rectangle;
    if (!system.fabric().contains(rect))
        found.emplace_back(OutsideFabric{id, rect.origin});
}

void checkDeadPes(const Mapping& mapping, KernelId id, const System& system, std::vector<Violation>& found)
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
    if (first)
        found.emplace_back(OnDeadPes{id, rect.peCount() - pesOutside(rect, system.deadPes), *first});
}

void checkMemory(const KernelGraph& graph, const Mapping& mapping, KernelId id, const CostModel& model,
                 std::vector<Violation>& found)
{
    const Bytes needed = worstMemory(graph, id, mapping[id].arguments, model);
    if (needed > model.usableSram)
        found.emplace_back(MemoryShort{id, needed, model.usableSram, mapping[id].rectangle.origin});
}

void checkPair(const Mapping& mapping, KernelId a, KernelId b, std::vector<Violation>& found)
{
    const PeRect& first = mapping[a].rectangle;
    const PeRect& second = mapping[b].rectangle;
    if (first.overlaps(second))
        found.emplace_back(KernelsOverlap{a, b, commonCorner(first, second)});
}

/// Sweeps by left edge, so that only kernels that share columns are compared.
void checkOverlaps(const Mapping& mapping, std::vector<Violation>& found)
{
    std::vector<std::size_t> byLeft(mapping.kernels.size());
    std::iota(byLeft.begin(), byLeft.end(), std::size_t{0});
    const auto left = [&](std::size_t i) { return mapping.kernels[i].rectangle.origin.x; };
    std::stable_sort(byLeft.begin(), byLeft.end(), [&](std::size_t a, std::size_t b) { return left(a) < left(b); });
    for (std::size_t i = 0; i < byLeft.size(); ++i)
        for (std::size_t j = i + 1; j < byLeft.size() && left(byLeft[j]) < mapping.kernels[byLeft[i]].rectangle.right();
             ++j)
            checkPair(mapping, KernelId{std::min(byLeft[i], byLeft[j])}, KernelId{std::max(byLeft[i], byLeft[j])},
                      found);
}

} // namespace

std::vector<Violation> violationsOf(const KernelGraph& graph, const Mapping& mapping, std::span<const LaneRun> lanes,
                                    const System& system, const CostModel& model)
{
    WAFERSCOPE_CHECK(mapping.kernels.size() == graph.size() && mapping.routes.size() == graph.edges().size());
    std::vector<Violation> found;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        checkFabric(mapping, KernelId{i}, system, found);
        checkDeadPes(mapping, KernelId{i}, system, found);
        checkMemory(graph, mapping, KernelId{i}, model, found);
    }
    checkOverlaps(mapping, found);
    checkColors(graph, mapping, bundlesOf(lanes, graph.edges().size()),
                {system.colors - system.reservedColors, model.run}, found);
    return found;
}

} // namespace waferscope
