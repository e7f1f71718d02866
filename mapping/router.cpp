#include "mapping/router.h"

#include "mapping/route_colors.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::array kShifts{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5};
constexpr std::array kOrders{RouteOrder::XThenY, RouteOrder::YThenX};

/// Edges on their way one after the other, each in view of the loads of those before.
class Router {
public:
    Router(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels, const System& system,
           const RouterConfig& config)
        : m_graph(graph)
        , m_kernels(kernels)
        , m_config(config)
        , m_loads(system.columns, system.rows)
        , m_routes(graph.edges().size())
        , m_lanes(graph.edges().size())
    {
    }

    void keep(std::size_t edge, const Route& route);
    void choose(std::size_t edge);
    [[nodiscard]] std::vector<Route> colored();

private:
    void lanesInto(std::vector<LaneRun>& runs, std::size_t edge, const Route& route) const;

    const KernelGraph& m_graph;
    const std::vector<PlacedKernel>& m_kernels;
    const RouterConfig& m_config;
    LinkLoads m_loads;
    std::vector<Route> m_routes; ///< by EdgeId
    std::vector<std::vector<LaneRun>> m_lanes; ///< by EdgeId
    std::vector<LaneRun> m_tried; ///< of one candidate; kept for its memory
};

void Router::lanesInto(std::vector<LaneRun>& runs, std::size_t edge, const Route& route) const
{
    const Edge& ends = m_graph.edges()[edge];
    runs.clear();
    addLanes(runs, m_graph, EdgeId{edge}, m_kernels[ends.from.index()].rectangle, m_kernels[ends.to.index()].rectangle,
             route, m_config);
}

void Router::keep(std::size_t edge, const Route& route)
{
    m_routes[edge] = route;
    lanesInto(m_lanes[edge], edge, route);
    m_loads.add(m_lanes[edge]);
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
            m_lanes[edge].swap(m_tried);
        }
        if (others == 0)
            break;
    }
    m_loads.add(m_lanes[edge]);
}

std::vector<Route> Router::colored()
{
    std::vector<LaneRun> lanes;
    for (const std::vector<LaneRun>& runs : m_lanes)
        lanes.insert(lanes.end(), runs.begin(), runs.end());
    assignColors(bundlesOf(lanes, m_lanes.size()), m_config, m_routes);
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
    Router router(graph, kernels, system, config);
    for (const std::size_t edge : widestFirst(graph))
        router.choose(edge);
    return router.colored();
}

void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const System& system,
                   const RouterConfig& config)
{
    const auto touches = [&](std::size_t i) { return graph.edges()[i].from == id || graph.edges()[i].to == id; };
    Router router(graph, mapping.kernels, system, config);
    for (std::size_t edge = 0; edge < mapping.routes.size(); ++edge)
        if (!touches(edge))
            router.keep(edge, mapping.routes[edge]);
    for (const std::size_t edge : widestFirst(graph))
        if (touches(edge))
            router.choose(edge);
    mapping.routes = router.colored();
}

} // namespace waferscope
