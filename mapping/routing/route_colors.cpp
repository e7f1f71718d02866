#include "mapping/routing/route_colors.h"

#include <algorithm>
#include <bitset>
#include <limits>
#include <numeric>

namespace waferscope {

namespace {

constexpr int kPatience = 8; // attempts in a row that help none
constexpr std::size_t kMostColors = std::numeric_limits<RouteColor>::max() + 1;
using ColorSet = std::bitset<kMostColors>;

/// As many of the lowest free colours as a bundle needs, or none.
ColorSet leastFree(const ColorSet& taken, const RouterConfig& config)
{
    const std::size_t needed = config.run == Run::Train ? 2 : 1;
    const auto usable = std::min(kMostColors, static_cast<std::size_t>(std::max(0, config.colors)));
    ColorSet found;
    for (std::size_t color = 0; color < usable && found.count() < needed; ++color)
        found[color] = !taken[color];
    return found.count() == needed ? found : ColorSet();
}

/// Which bundles share a router, and colours for them.
class Coloring {
public:
    Coloring(const std::vector<LaneBundle>& bundles, const RouterConfig& config);

    /// The colours of every bundle: as many as it needs, or none.
    [[nodiscard]] std::vector<ColorSet> colors();

private:
    [[nodiscard]] std::vector<ColorSet> attempt() const;

    const RouterConfig& m_config;
    std::vector<std::vector<std::size_t>> m_neighbours;
    std::vector<int> m_failures; ///< of earlier attempts, by bundle
};

Coloring::Coloring(const std::vector<LaneBundle>& bundles, const RouterConfig& config)
    : m_config(config)
    , m_neighbours(bundles.size())
    , m_failures(bundles.size(), 0)
{
    for (std::size_t i = 0; i < bundles.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (bundles[i].meeting(bundles[j])) {
                m_neighbours[i].push_back(j);
                m_neighbours[j].push_back(i);
            }
}

/// Those that failed most often come first, then those with most neighbours (Welsh and Powell).
std::vector<ColorSet> Coloring::attempt() const
{
    std::vector<std::size_t> order(m_neighbours.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto urgency = [this](std::size_t i) { return std::pair(m_failures[i], m_neighbours[i].size()); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return urgency(a) > urgency(b); });
    std::vector<ColorSet> colors(order.size());
    for (const std::size_t i : order) {
        ColorSet taken;
        for (const std::size_t j : m_neighbours[i])
            taken |= colors[j];
        colors[i] = leastFree(taken, m_config);
    }
    return colors;
}

std::vector<ColorSet> Coloring::colors()
{
    std::vector<ColorSet> best;
    std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::max();
    for (int inVain = 0; inVain < kPatience && least > 0; ++inVain) {
        std::vector<ColorSet> colors = attempt();
        std::ptrdiff_t failed = 0;
        for (std::size_t edge = 0; edge < colors.size(); ++edge)
            if (colors[edge].none()) {
                ++m_failures[edge];
                ++failed;
            }
        if (failed < least) {
            least = failed;
            inVain = 0;
            best = std::move(colors);
        }
    }
    return best;
}

std::optional<RouteColor> firstOf(const ColorSet& colors, std::size_t from)
{
    for (std::size_t color = from; color < kMostColors; ++color)
        if (colors[color])
            return static_cast<RouteColor>(color);
    return std::nullopt;
}

void setColors(Route& route, const ColorSet& colors)
{
    route.forward = firstOf(colors, 0);
    route.backward = route.forward ? firstOf(colors, *route.forward + 1U) : std::nullopt;
}

} // namespace

void assignColors(const std::vector<LaneBundle>& bundles, const RouterConfig& config, std::vector<Route>& routes)
{
    const std::vector<ColorSet> colors = Coloring(bundles, config).colors();
    for (std::size_t i = 0; i < routes.size(); ++i)
        setColors(routes[i], colors[i]);
}

bool colorOne(const std::vector<LaneBundle>& bundles, EdgeId edge, const RouterConfig& config,
              std::vector<Route>& routes)
{
    ColorSet taken;
    for (std::size_t i = 0; i < bundles.size(); ++i)
        if (i != edge.index() && routes[i].forward && bundles[edge.index()].meeting(bundles[i]))
            for (const std::optional<RouteColor>& color : {routes[i].forward, routes[i].backward})
                if (color)
                    taken.set(*color);
    setColors(routes[edge.index()], leastFree(taken, config));
    return routes[edge.index()].forward.has_value();
}

} // namespace waferscope
