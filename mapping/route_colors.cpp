#include "mapping/route_colors.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

std::optional<RouteColor> leastFree(std::vector<bool>& taken)
{
    const auto place = std::find(taken.begin(), taken.end(), false);
    if (place == taken.end())
        return std::nullopt;
    *place = true;
    return static_cast<RouteColor>(place - taken.begin());
}

} // namespace

void assignColors(const std::vector<LaneBundle>& bundles, const RouterConfig& config, std::vector<Route>& routes)
{
    std::vector<std::vector<std::size_t>> neighbours(bundles.size());
    for (std::size_t i = 0; i < bundles.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (bundles[i].meeting(bundles[j])) {
                neighbours[i].push_back(j);
                neighbours[j].push_back(i);
            }
    std::vector<std::size_t> order(bundles.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), // Welsh and Powell: those with most neighbours first
                     [&](std::size_t a, std::size_t b) { return neighbours[a].size() > neighbours[b].size(); });
    for (Route& route : routes)
        route.forward = route.backward = std::nullopt;
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
