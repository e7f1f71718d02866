#include "core/layout/lane_bundle.h"

#include <algorithm>

namespace waferscope {

namespace {

PeRect united(const PeRect& a, const PeRect& b)
{
    const PeCoord origin{std::min(a.origin.x, b.origin.x), std::min(a.origin.y, b.origin.y)};
    return {origin, std::max(a.right(), b.right()) - origin.x, std::max(a.bottom(), b.bottom()) - origin.y};
}

} // namespace

LaneBundle::LaneBundle(std::span<const LaneRun> lanes)
{
    for (const LaneRun& run : lanes) {
        if (run.backward)
            continue;
        m_runs.push_back(routersOf(run));
        m_around = m_runs.size() == 1 ? m_runs.back() : united(m_around, m_runs.back());
    }
}

std::optional<PeCoord> LaneBundle::meeting(const LaneBundle& other) const
{
    if (!m_around.overlaps(other.m_around))
        return std::nullopt;
    for (const PeRect& run : m_runs)
        if (run.overlaps(other.m_around))
            for (const PeRect& crossing : other.m_runs)
                if (run.overlaps(crossing))
                    return PeCoord{std::max(run.origin.x, crossing.origin.x),
                                   std::max(run.origin.y, crossing.origin.y)};
    return std::nullopt;
}

bool LaneBundle::passes(PeCoord router) const
{
    return m_around.contains(router)
        && std::any_of(m_runs.begin(), m_runs.end(), [router](const PeRect& run) { return run.contains(router); });
}

std::vector<LaneBundle> bundlesOf(std::span<const LaneRun> lanes, std::size_t edges)
{
    std::vector<LaneBundle> bundles(edges);
    for (auto first = lanes.begin(); first != lanes.end();) {
        const auto last =
            std::find_if(first, lanes.end(), [first](const LaneRun& run) { return run.edge != first->edge; });
        bundles.at(first->edge.index()) = LaneBundle({first, last});
        first = last;
    }
    return bundles;
}

} // namespace waferscope
