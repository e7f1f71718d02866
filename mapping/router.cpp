#include "mapping/router.h"

#include "mapping/route_colors.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::array kShifts{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5};
constexpr std::array kOrders{RouteOrder::XThenY, RouteOrder::YThenX};

/// Leads edges one after the other, each in view of the loads of those before.
class Router {
public:
    Router(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels, const RouterConfig& config,
           LinkLoads loads)
        : m_graph(graph)
        , m_kernels(kernels)
        , m_config(config)
        , m_loads(std::move(loads))
        , m_routes(graph.edges().size())
        , m_bundles(graph.edges().size())
    {
    }

    /// Leaves an edge on its route: one whose lanes the loads hold already.
    void keep(std::size_t edge, const Route& route, std::span<const LaneRun> lanes);
    void choose(std::size_t edge);
    [[nodiscard]] std::vector<Route> colored();

private:
    void lanesInto(std::vector<LaneRun>& runs, std::size_t edge, const Route& route) const;

    const KernelGraph& m_graph;
    const std::vector<PlacedKernel>& m_kernels;
    const RouterConfig& m_config;
    LinkLoads m_loads;
    std::vector<Route> m_routes; ///< by EdgeId
    std::vector<LaneBundle> m_bundles; ///< by EdgeId
    std::vector<LaneRun> m_tried; ///< lanes of one candidate; kept for its memory
    std::vector<LaneRun> m_best;
};

void Router::lanesInto(std::vector<LaneRun>& runs, std::size_t edge, const Route& route) const
{
    const Edge& ends = m_graph.edges()[edge];
    runs.clear();
    addLanes(runs, m_graph, EdgeId{edge}, m_kernels[ends.from.index()].rectangle, m_kernels[ends.to.index()].rectangle,
             route, m_config);
}

void Router::keep(std::size_t edge, const Route& route, std::span<const LaneRun> lanes)
{
    m_routes[edge] = route;
    m_bundles[edge] = LaneBundle(lanes);
}

/// Tries both orders, then small shifts to either side, until nothing else is on the way.
void Router::choose(std::size_t edge)
{
    std::uint32_t least = UINT32_MAX;
    for (std::size_t i = 0; i < kShifts.size() * kOrders.size(); ++i) {
        const Route route{kOrders[i % kOrders.size()], kShifts[i / kOrders.size()], std::nullopt, std::nullopt};
        lanesInto(m_tried, edge, route);
        const auto own = static_cast<std::uint32_t>(m_tried.empty() ? 0 : m_tried.front().wavelets);
        if (own >= least)
            continue;
        const std::uint32_t others = m_loads.worst(m_tried, least - own);
        if (own + others < least) {
            least = own + others;
            m_routes[edge] = route;
            m_best.swap(m_tried);
        }
        if (others == 0)
            break;
    }
    m_bundles[edge] = LaneBundle(m_best);
    m_loads.add(m_best);
}

std::vector<Route> Router::colored()
{
    assignColors(m_bundles, m_config, m_routes);
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
    for (const std::size_t edge : widestFirst(graph))
        router.choose(edge);
    return router.colored();
}

void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const RouterConfig& config,
                   const Evaluation& before)
{
    const auto touches = [&](std::size_t i) { return graph.edges()[i].from == id || graph.edges()[i].to == id; };
    LinkLoads others = before.loads;
    for (std::size_t edge = 0; edge < mapping.routes.size(); ++edge)
        if (touches(edge))
            others.remove(lanesOfEdge(before.lanes, EdgeId{edge}));
    Router router(graph, mapping.kernels, config, std::move(others));
    for (std::size_t edge = 0; edge < mapping.routes.size(); ++edge)
        if (!touches(edge))
            router.keep(edge, mapping.routes[edge], lanesOfEdge(before.lanes, EdgeId{edge}));
    for (const std::size_t edge : widestFirst(graph))
        if (touches(edge))
            router.choose(edge);
    mapping.routes = router.colored();
}

} // namespace waferscope
