#include "mapping/routing/router.h"

#include "mapping/routing/route_colors.h"

#include <algorithm>
#include <array>
#include <compare>
#include <iterator>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::array kShifts{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5};
constexpr std::array kOrders{RouteOrder::XThenY, RouteOrder::YThenX};
constexpr int kReliefRounds = 4;
constexpr int kColorRounds = 4;
constexpr std::size_t kMostDetours = 32; // where more find no colours, the placement is at fault

/// The ways that an edge may take: both orders, then with small shifts to either side.
std::vector<Route> candidateRoutes()
{
    std::vector<Route> candidates;
    for (const int shift : kShifts)
        for (const RouteOrder order : kOrders)
            candidates.push_back({order, shift, std::nullopt, std::nullopt});
    return candidates;
}

/// A number for every row and, others, for every column.
int lineOf(const LaneRun& run)
{
    const bool onARow = run.direction == Direction::East || run.direction == Direction::West;
    return onARow ? 2 * run.from.y : 2 * run.from.x + 1;
}

/// Whether two lanes of one edge run over the same link: narrow kernels send several the same way.
bool runOverEachOther(std::span<const LaneRun> lanes)
{
    std::vector<std::pair<int, const LaneRun*>> lines;
    for (const LaneRun& run : lanes)
        lines.emplace_back(lineOf(run), &run);
    std::sort(lines.begin(), lines.end());
    for (std::size_t i = 1; i < lines.size(); ++i)
        for (std::size_t j = i; j > 0 && lines[j - 1].first == lines[i].first; --j)
            if (lines[i].second->direction == lines[j - 1].second->direction
                && linksOf(*lines[i].second).overlaps(linksOf(*lines[j - 1].second)))
                return true;
    return false;
}

/// The least rectangle around the routers of all lanes. There is one lane at least.
PeRect around(std::span<const LaneRun> lanes)
{
    PeRect all = routersOf(lanes.front());
    for (const LaneRun& run : lanes) {
        const PeRect one = routersOf(run);
        const PeCoord corner{std::min(all.origin.x, one.origin.x), std::min(all.origin.y, one.origin.y)};
        all = {corner, std::max(all.right(), one.right()) - corner.x, std::max(all.bottom(), one.bottom()) - corner.y};
    }
    return all;
}

bool meetAny(std::span<const LaneRun> lanes, std::span<const PeRect> dead)
{
    if (lanes.empty() || dead.empty())
        return false;
    const PeRect all = around(lanes);
    return std::any_of(dead.begin(), dead.end(), [&](const PeRect& rect) {
        return rect.overlaps(all) && std::any_of(lanes.begin(), lanes.end(), [&](const LaneRun& run) {
                   return routersOf(run).overlaps(rect);
               });
    });
}

/// What speaks against a way; less is better.
struct Price {
    bool meetsDead = false; ///< a dead PE
    std::uint32_t worst = UINT32_MAX; ///< wavelets a sample, of its worst link

    friend auto operator<=>(const Price&, const Price&) = default;
};

/// Leads edges one after the other, each in view of the loads of all others.
class Router {
public:
    Router(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels, const RouterConfig& config,
           LinkLoads loads)
        : m_graph(graph)
        , m_kernels(kernels)
        , m_config(config)
        , m_candidates(candidateRoutes())
        , m_loads(std::move(loads))
        , m_routes(graph.edges().size())
        , m_lanes(graph.edges().size())
        , m_bundles(graph.edges().size())
    {
    }

    /// Leaves an edge on its route: one whose lanes the loads hold already.
    void keep(std::size_t edge, const Route& route, std::span<const LaneRun> lanes);
    /// Finds the way that loads its worst link least.
    void choose(std::size_t edge);
    /// Chooses anew for the edges on the fullest link, as long as that makes it less full.
    void relieve();
    /// Colours for all; a detour where none is left for one of `edges`, which are those that were chosen for.
    [[nodiscard]] std::vector<Route> colored(const std::vector<std::size_t>& edges);

private:
    void tryOn(std::size_t edge, const Route& route);
    void lead(std::size_t edge, const Route& route);
    [[nodiscard]] std::uint32_t leastPossible(std::size_t edge);
    void detour(std::size_t edge);
    [[nodiscard]] Price highestPrice() const { return {!m_config.deadPes.empty(), UINT32_MAX}; }
    [[nodiscard]] Price priceOf(std::span<const LaneRun> lanes, const Price& enough);
    [[nodiscard]] std::uint32_t worstWith(std::span<const LaneRun> lanes, std::uint32_t enough);

    const KernelGraph& m_graph;
    const std::vector<PlacedKernel>& m_kernels;
    const RouterConfig& m_config;
    std::vector<Route> m_candidates;
    LinkLoads m_loads;
    std::vector<Route> m_routes; ///< by EdgeId
    std::vector<std::vector<LaneRun>> m_lanes; ///< by EdgeId; empty for those that were kept
    std::vector<LaneBundle> m_bundles; ///< by EdgeId
    std::vector<LaneRun> m_tried; ///< lanes of one candidate's values; kept for its memory
};

/// The lanes of the values on a route. Gradients load the same links the other way, on every edge: what is worst for
/// the values is worst for them.
void Router::tryOn(std::size_t edge, const Route& route)
{
    const Edge& ends = m_graph.edges()[edge];
    RouterConfig values = m_config;
    values.run = Run::Infer;
    m_tried.clear();
    addLanes(m_tried, m_graph, EdgeId{edge}, m_kernels[ends.from.index()].rectangle,
             m_kernels[ends.to.index()].rectangle, route, values);
}

void Router::lead(std::size_t edge, const Route& route)
{
    const Edge& ends = m_graph.edges()[edge];
    m_routes[edge] = route;
    m_lanes[edge].clear();
    addLanes(m_lanes[edge], m_graph, EdgeId{edge}, m_kernels[ends.from.index()].rectangle,
             m_kernels[ends.to.index()].rectangle, route, m_config);
    m_loads.add(m_lanes[edge]);
}

/// What a lane carries on the route that has most of them: no way loads a link less.
std::uint32_t Router::leastPossible(std::size_t edge)
{
    std::int64_t least = UINT32_MAX;
    for (const RouteOrder order : kOrders) {
        tryOn(edge, {order, 0, std::nullopt, std::nullopt});
        least = std::min(least, m_tried.empty() ? 0 : m_tried.front().wavelets);
    }
    return static_cast<std::uint32_t>(least);
}

void Router::keep(std::size_t edge, const Route& route, std::span<const LaneRun> lanes)
{
    m_routes[edge] = route;
    m_bundles[edge] = LaneBundle(lanes);
}

/// What the worst link of lanes carries once they are on it, or any number from `enough` on.
std::uint32_t Router::worstWith(std::span<const LaneRun> lanes, std::uint32_t enough)
{
    if (runOverEachOther(lanes)) {
        m_loads.add(lanes);
        const std::uint32_t worst = m_loads.worst(lanes, enough);
        m_loads.remove(lanes);
        return worst;
    }
    const auto own = static_cast<std::uint32_t>(lanes.empty() ? 0 : lanes.front().wavelets);
    return own >= enough ? own : own + m_loads.worst(lanes, enough - own);
}

/// Of lanes once they are led, or any price from `enough` on.
Price Router::priceOf(std::span<const LaneRun> lanes, const Price& enough)
{
    const bool meetsDead = meetAny(lanes, m_config.deadPes);
    if (meetsDead && !enough.meetsDead)
        return highestPrice();
    return {meetsDead, worstWith(lanes, meetsDead == enough.meetsDead ? enough.worst : UINT32_MAX)};
}

void Router::choose(std::size_t edge)
{
    const Price possible{false, leastPossible(edge)};
    Price least = highestPrice();
    Route best;
    for (std::size_t i = 0; i < m_candidates.size() && least > possible; ++i) {
        tryOn(edge, m_candidates[i]);
        const Price price = priceOf(m_tried, least);
        if (price < least) {
            least = price;
            best = m_candidates[i];
        }
    }
    lead(edge, best);
}

void Router::relieve()
{
    for (int round = 0; round < kReliefRounds; ++round) {
        std::vector<std::uint32_t> worst;
        for (const std::vector<LaneRun>& lanes : m_lanes)
            worst.push_back(m_loads.worst(lanes));
        const std::uint32_t fullest = worst.empty() ? 0 : *std::max_element(worst.begin(), worst.end());
        bool isRelieved = false;
        for (std::size_t edge = 0; edge < m_routes.size(); ++edge) {
            if (worst[edge] < fullest)
                continue;
            m_loads.remove(m_lanes[edge]);
            choose(edge);
            isRelieved |= m_loads.worst(m_lanes[edge]) < fullest;
        }
        if (!isRelieved)
            return;
    }
}

/// Another way for an edge that found no colours: of those where some are left, the one with the least price.
void Router::detour(std::size_t edge)
{
    m_loads.remove(m_lanes[edge]);
    Price least = highestPrice();
    Route best = m_routes[edge];
    LaneBundle bestBundle = m_bundles[edge];
    for (const Route& candidate : m_candidates) {
        tryOn(edge, candidate);
        const Price price = priceOf(m_tried, least);
        if (price >= least)
            continue;
        m_routes[edge] = candidate;
        m_bundles[edge] = LaneBundle(m_tried);
        if (!colorOne(m_bundles, EdgeId{edge}, m_config, m_routes))
            continue;
        least = price;
        best = m_routes[edge];
        bestBundle = m_bundles[edge];
    }
    m_bundles[edge] = bestBundle;
    lead(edge, best);
}

std::vector<Route> Router::colored(const std::vector<std::size_t>& edges)
{
    for (const std::size_t edge : edges)
        m_bundles[edge] = LaneBundle(m_lanes[edge]);
    for (int round = 0; round < kColorRounds; ++round) {
        assignColors(m_bundles, m_config, m_routes);
        std::vector<std::size_t> colorless;
        std::copy_if(edges.begin(), edges.end(), std::back_inserter(colorless),
                     [this](std::size_t edge) { return !m_routes[edge].forward; });
        if (colorless.empty() || colorless.size() > kMostDetours)
            break;
        for (const std::size_t edge : colorless)
            detour(edge);
    }
    return std::move(m_routes);
}

std::vector<std::size_t> widestFirst(const KernelGraph& graph)
{
    std::vector<std::size_t> order(graph.edges().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return graph.edges()[a].elements > graph.edges()[b].elements;
    });
    return order;
}

} // namespace

std::vector<Route> chooseRoutes(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels,
                                const System& system, const RouterConfig& config)
{
    Router router(graph, kernels, config, LinkLoads(system.columns, system.rows));
    const std::vector<std::size_t> edges = widestFirst(graph);
    for (const std::size_t edge : edges)
        router.choose(edge);
    router.relieve();
    return router.colored(edges);
}

void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const RouterConfig& config,
                   const PipelinedFigures& before)
{
    LinkLoads others = before.loads;
    std::vector<std::size_t> own;
    for (const std::size_t edge : widestFirst(graph))
        if (graph.edges()[edge].from == id || graph.edges()[edge].to == id) {
            own.push_back(edge);
            others.remove(lanesOfEdge(before.lanes, EdgeId{edge}));
        }
    Router router(graph, mapping.kernels, config, std::move(others));
    for (std::size_t edge = 0; edge < mapping.routes.size(); ++edge)
        if (std::find(own.begin(), own.end(), edge) == own.end())
            router.keep(edge, mapping.routes[edge], lanesOfEdge(before.lanes, EdgeId{edge}));
    for (const std::size_t edge : own)
        router.choose(edge);
    mapping.routes = router.colored(own);
}

} // namespace waferscope
