#include "mapping/route_colors.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

struct Bundle {
    std::vector<PeRect> runs;
    PeRect around;
};

PeRect united(const PeRect& a, const PeRect& b)
{
    const PeCoord origin{std::min(a.origin.x, b.origin.x), std::min(a.origin.y, b.origin.y)};
    return {origin, std::max(a.right(), b.right()) - origin.x, std::max(a.bottom(), b.bottom()) - origin.y};
}

Bundle bundleOf(const std::vector<LaneRun>& lanes)
{
    Bundle bundle;
    for (const LaneRun& run : lanes) {
        if (run.backward) // the same routers as forward
            continue;
        bundle.runs.push_back(routersOf(run));
        bundle.around = bundle.runs.size() == 1 ? bundle.runs.back() : united(bundle.around, bundle.runs.back());
    }
    return bundle;
}

bool meet(const Bundle& a, const Bundle& b)
{
    if (!a.around.overlaps(b.around))
        return false;
    for (const PeRect& run : a.runs)
        if (run.overlaps(b.around))
            for (const PeRect& other : b.runs)
                if (run.overlaps(other))
                    return true;
    return false;
}

std::optional<RouteColor> leastFree(std::vector<bool>& taken)
{
    const auto place = std::find(taken.begin(), taken.end(), false);
    if (place == taken.end())
        return std::nullopt;
    *place = true;
    return static_cast<RouteColor>(place - taken.begin());
}

} // namespace

void assignColors(const std::vector<std::vector<LaneRun>>& lanes, const RouterConfig& config,
                  std::vector<Route>& routes)
{
    std::vector<Bundle> bundles;
    bundles.reserve(lanes.size());
    for (const std::vector<LaneRun>& runs : lanes)
        bundles.push_back(bundleOf(runs));
    std::vector<std::vector<std::size_t>> neighbours(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (meet(bundles[i], bundles[j])) {
                neighbours[i].push_back(j);
                neighbours[j].push_back(i);
            }
    std::vector<std::size_t> order(lanes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), // Welsh and Powell: those with most neighbours first
                     [&](std::size_t a, std::size_t b) { return neighbours[a].size() > neighbours[b].size(); });
    for (const std::size_t i : order) {
        std::vector<bool> taken(static_cast<std::size_t>(config.colors), false);
        for (const std::size_t j : neighbours[i])
            for (const std::optional<RouteColor>& color : {routes[j].forward, routes[j].backward})
                if (color)
                    taken[*color] = true;
        routes[i].forward = leastFree(taken);
        if (config.run == Run::Train)
            routes[i].backward = leastFree(taken);
    }
}

} // namespace waferscope
