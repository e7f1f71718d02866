#include "mapping/router.h"

#include "mapping/route_colors.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::int64_t kWaveletBytes = 4;
constexpr std::array kShifts{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5};

struct Line {
    int first = 0;
    int length = 0;
    [[nodiscard]] int last() const { return first + length - 1; }
    [[nodiscard]] bool contains(int place) const { return place >= first && place <= last(); }
    [[nodiscard]] bool overlaps(const Line& other) const { return first <= other.last() && other.first <= last(); }
    /// The i-th of n evenly spaced places, moved by a shift.
    [[nodiscard]] int spaced(int i, int n, int shift) const
    {
        return nearest(first + static_cast<int>((std::int64_t{2} * i + 1) * length / (std::int64_t{2} * n)) + shift);
    }
    [[nodiscard]] int nearest(int place) const { return std::clamp(place, first, last()); }
};

/// A rectangle seen along the first and the second leg of a route.
struct Seen {
    Line along;
    Line across;
};

Seen seen(const PeRect& rect, RouteOrder order)
{
    const Line x{rect.origin.x, rect.width};
    const Line y{rect.origin.y, rect.height};
    return order == RouteOrder::XThenY ? Seen{x, y} : Seen{y, x};
}

/// A lane leaves the producer at `start`, runs along the first axis to `turn`, then across to `end`.
struct Lane {
    int startAlong = 0;
    int turnAlong = 0;
    int startAcross = 0;
    int endAcross = 0;
};

Lane laneBetween(const Seen& producer, const Seen& consumer, int i, int n, int shift)
{
    Lane lane;
    lane.startAcross = producer.across.spaced(i, n, shift);
    lane.turnAlong = consumer.along.spaced(i, n, shift);
    if (consumer.across.contains(lane.startAcross) && !producer.along.overlaps(consumer.along)) {
        lane.startAlong = producer.along.nearest(consumer.along.first); // straight into the consumer's near side
        lane.turnAlong = consumer.along.nearest(lane.startAlong);
        lane.endAcross = lane.startAcross;
        return lane;
    }
    lane.startAlong = producer.along.nearest(lane.turnAlong);
    if (lane.startAlong == lane.turnAlong) // straight across, out of the near side
        lane.startAcross = producer.across.nearest(consumer.across.nearest(lane.startAcross));
    lane.endAcross = consumer.across.nearest(lane.startAcross);
    return lane;
}

int laneCount(const Seen& producer, const Seen& consumer, int most)
{
    const int from = producer.along.overlaps(consumer.along) ? producer.along.length : producer.across.length;
    const int to = producer.across.overlaps(consumer.across) ? consumer.across.length : consumer.along.length;
    return std::max(1, std::min({most, from, to}));
}

enum class Leg { First, Second };

/// Which way a leg runs that goes from one coordinate to another.
Direction directionOf(RouteOrder order, Leg leg, int from, int to)
{
    const bool isX = (order == RouteOrder::XThenY) == (leg == Leg::First);
    if (isX)
        return to > from ? Direction::East : Direction::West;
    return to > from ? Direction::South : Direction::North;
}

PeCoord point(RouteOrder order, int along, int across)
{
    return order == RouteOrder::XThenY ? PeCoord{along, across} : PeCoord{across, along};
}

/// One leg there and, in training, the same links back.
void addLeg(std::vector<LaneRun>& runs, LaneRun run, PeCoord end, Direction back, Run mode)
{
    if (run.length == 0)
        return;
    runs.push_back(run);
    if (mode == Run::Infer)
        return;
    run.backward = true;
    run.from = end;
    run.direction = back;
    runs.push_back(run);
}

void addLane(std::vector<LaneRun>& runs, const Lane& lane, RouteOrder order, LaneRun run, Run mode)
{
    const PeCoord start = point(order, lane.startAlong, lane.startAcross);
    const PeCoord turn = point(order, lane.turnAlong, lane.startAcross);
    const PeCoord end = point(order, lane.turnAlong, lane.endAcross);
    const auto leg = [&](Leg which, PeCoord from, PeCoord to, int first, int last) {
        run.direction = directionOf(order, which, first, last);
        run.from = from;
        run.length = std::abs(last - first);
        addLeg(runs, run, to, directionOf(order, which, last, first), mode);
    };
    leg(Leg::First, start, turn, lane.startAlong, lane.turnAlong);
    leg(Leg::Second, turn, end, lane.startAcross, lane.endAcross);
}

std::ptrdiff_t stepOf(Direction direction, int columns)
{
    switch (direction) {
    case Direction::East: return 1;
    case Direction::West: return -1;
    case Direction::South: return columns;
    case Direction::North: break;
    }
    return -std::ptrdiff_t{columns};
}

/// Calls `visit` with the load of every link of a run that lies on the fabric.
template <typename Loads, typename Visit>
void forEachLink(Loads& loads, const LaneRun& run, Visit visit)
{
    const bool isX = run.direction == Direction::East || run.direction == Direction::West;
    const bool grows = run.direction == Direction::East || run.direction == Direction::South;
    const int place = isX ? run.from.x : run.from.y;
    const int extent = isX ? loads.columns : loads.rows;
    const int other = isX ? run.from.y : run.from.x;
    if (other < 0 || other >= (isX ? loads.rows : loads.columns))
        return;
    // Links i = 0 .. length - 1 leave the PE at place +- i; keep those whose PE is on the fabric.
    const int first = grows ? std::max(0, -place) : std::max(0, place - (extent - 1));
    const int last = std::min(run.length, grows ? extent - place : place + 1);
    auto& links = loads.wavelets[static_cast<int>(run.direction)];
    const std::ptrdiff_t step = stepOf(run.direction, loads.columns);
    auto index = static_cast<std::ptrdiff_t>(run.from.y) * loads.columns + run.from.x + step * first;
    for (int i = first; i < last; ++i, index += step)
        visit(links[static_cast<std::size_t>(index)]);
}

/// Tries both orders, then small shifts to either side, until nothing else is on the way.
std::pair<Route, std::vector<LaneRun>> leastLoaded(const KernelGraph& graph, EdgeId id,
                                                   const std::vector<PlacedKernel>& kernels, const LinkLoads& loads,
                                                   const RouterConfig& config)
{
    const PeRect& producer = kernels[graph[id].from.index()].rectangle;
    const PeRect& consumer = kernels[graph[id].to.index()].rectangle;
    std::pair<Route, std::vector<LaneRun>> best;
    std::optional<std::uint32_t> least;
    for (const int shift : kShifts)
        for (const RouteOrder order : {RouteOrder::XThenY, RouteOrder::YThenX}) {
            Route route;
            route.order = order;
            route.shift = shift;
            std::vector<LaneRun> runs = lanesOf(graph, id, producer, consumer, route, config);
            const auto own = static_cast<std::uint32_t>(runs.empty() ? 0 : runs.front().wavelets);
            const std::uint32_t others = worstLoad(loads, runs);
            if (!least || own + others < *least) {
                least = own + others;
                best = {route, std::move(runs)};
            }
            if (others == 0)
                return best;
        }
    return best;
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

LinkLoads emptyLoads(const System& system)
{
    LinkLoads loads{system.columns, system.rows, {}};
    for (auto& links : loads.wavelets)
        links.assign(static_cast<std::size_t>(system.peCount()), 0);
    return loads;
}

} // namespace

PeRect routersOf(const LaneRun& run)
{
    const int back = run.length;
    switch (run.direction) {
    case Direction::East: return {run.from, run.length + 1, 1};
    case Direction::West: return {{run.from.x - back, run.from.y}, run.length + 1, 1};
    case Direction::South: return {run.from, 1, run.length + 1};
    case Direction::North: break;
    }
    return {{run.from.x, run.from.y - back}, 1, run.length + 1};
}

RouterConfig RouterConfig::of(const Layout& layout, const Assumptions& assumptions)
{
    return {static_cast<int>(assumptions["stream_lanes"]), layout.execution.precision, layout.execution.run,
            layout.system().colors - layout.system().reservedColors};
}

std::vector<LaneRun> lanesOf(const KernelGraph& graph, EdgeId edge, const PeRect& producer, const PeRect& consumer,
                             const Route& route, const RouterConfig& config)
{
    const Seen from = seen(producer, route.order);
    const Seen to = seen(consumer, route.order);
    const int lanes = laneCount(from, to, config.lanes);
    const std::int64_t bytes = graph[edge].elements * valueSize(config.precision).count();
    const std::int64_t share = kWaveletBytes * lanes;
    std::vector<LaneRun> runs;
    for (int i = 0; i < lanes; ++i) {
        LaneRun run;
        run.edge = edge;
        run.wavelets = (bytes + share - 1) / share;
        run.lane = i;
        addLane(runs, laneBetween(from, to, i, lanes, route.shift), route.order, run, config.run);
    }
    return runs;
}

void addLoads(LinkLoads& loads, const std::vector<LaneRun>& runs, int sign)
{
    for (const LaneRun& run : runs) {
        const auto change = static_cast<std::uint32_t>(run.wavelets * sign); // wraps: taking away is exact
        forEachLink(loads, run, [change](std::uint32_t& load) { load += change; });
    }
}

std::uint32_t worstLoad(const LinkLoads& loads, const std::vector<LaneRun>& runs)
{
    std::uint32_t worst = 0;
    for (const LaneRun& run : runs)
        forEachLink(loads, run, [&worst](std::uint32_t load) { worst = std::max(worst, load); });
    return worst;
}

std::vector<Route> chooseRoutes(const KernelGraph& graph, const std::vector<PlacedKernel>& kernels,
                                const System& system, const RouterConfig& config)
{
    LinkLoads loads = emptyLoads(system);
    std::vector<Route> routes(graph.edges().size());
    std::vector<std::vector<LaneRun>> lanes(graph.edges().size());
    for (const std::size_t i : widestFirst(graph)) {
        std::tie(routes[i], lanes[i]) = leastLoaded(graph, EdgeId{i}, kernels, loads, config);
        addLoads(loads, lanes[i], 1);
    }
    assignColors(lanes, config, routes);
    return routes;
}

void rerouteKernel(const KernelGraph& graph, Mapping& mapping, KernelId id, const System& system,
                   const RouterConfig& config)
{
    const auto touches = [&](std::size_t i) { return graph.edges()[i].from == id || graph.edges()[i].to == id; };
    LinkLoads loads = emptyLoads(system);
    std::vector<std::vector<LaneRun>> lanes(graph.edges().size());
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const Edge& edge = graph.edges()[i];
        if (touches(i))
            continue;
        lanes[i] = lanesOf(graph, EdgeId{i}, mapping[edge.from].rectangle, mapping[edge.to].rectangle,
                           mapping.routes[i], config);
        addLoads(loads, lanes[i], 1);
    }
    for (const std::size_t i : widestFirst(graph)) {
        if (!touches(i))
            continue;
        std::tie(mapping.routes[i], lanes[i]) = leastLoaded(graph, EdgeId{i}, mapping.kernels, loads, config);
        addLoads(loads, lanes[i], 1);
    }
    for (Route& route : mapping.routes)
        route.forward = route.backward = std::nullopt;
    assignColors(lanes, config, mapping.routes);
}

} // namespace waferscope
