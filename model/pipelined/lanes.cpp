#include "model/pipelined/lanes.h"

#include "core/base/rounding.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::int64_t kWaveletBytes = 4;

struct Line {
    int first = 0;
    int length = 0;
    [[nodiscard]] int last() const { return first + length - 1; }
    [[nodiscard]] bool contains(int place) const { return place >= first && place <= last(); }
    [[nodiscard]] bool overlaps(const Line& other) const { return first <= other.last() && other.first <= last(); }
    /// The i-th of n evenly spaced places, moved by a shift; what leaves one end comes in at the other, so that n
    /// places stay n.
    [[nodiscard]] int spaced(int i, int n, int shift) const
    {
        const auto even = static_cast<int>((std::int64_t{2} * i + 1) * length / (std::int64_t{2} * n));
        return first + ((even + shift) % length + length) % length;
    }
    [[nodiscard]] int nearest(int place) const { return std::clamp(place, first, last()); }
    /// What both have; its length is 0 or less when they are apart.
    [[nodiscard]] Line shared(const Line& other) const
    {
        const int begin = std::max(first, other.first);
        return {begin, std::min(last(), other.last()) + 1 - begin};
    }
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
    // Lanes that turn would crowd into the end of a flat kernel: all run straight where the two face each other.
    const Line facingAcross = producer.across.shared(consumer.across);
    const Line facingAlong = producer.along.shared(consumer.along);
    const bool intoFlat = consumer.along.length < n && facingAcross.length >= n;
    const bool outOfFlat = producer.across.length < n && facingAlong.length >= n;
    Lane lane;
    lane.startAcross = (intoFlat ? facingAcross : producer.across).spaced(i, n, shift);
    lane.turnAlong = (outOfFlat ? facingAlong : consumer.along).spaced(i, n, shift);
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

std::int64_t waveletsOfLane(std::int64_t elements, int lanes, Precision precision)
{
    return ceilDivide(elements * valueSize(precision).count(), kWaveletBytes * lanes);
}

} // namespace

RouterConfig RouterConfig::of(const LayoutProblem& problem, const Assumptions& assumptions)
{
    return {static_cast<int>(assumptions[kStreamLanes]), problem.execution.precision, problem.execution.run,
            problem.system().colors - problem.system().reservedColors, problem.system().deadPes};
}

std::vector<LaneRun> lanesOf(const KernelGraph& graph, EdgeId edge, const PeRect& producer, const PeRect& consumer,
                             const Route& route, const RouterConfig& config)
{
    std::vector<LaneRun> runs;
    addLanes(runs, graph, edge, producer, consumer, route, config);
    return runs;
}

void addLanes(std::vector<LaneRun>& runs, const KernelGraph& graph, EdgeId edge, const PeRect& producer,
              const PeRect& consumer, const Route& route, const RouterConfig& config)
{
    addLanes(runs, edge, graph[edge].elements, producer, consumer, route, config);
}

void addLanes(std::vector<LaneRun>& runs, EdgeId edge, std::int64_t elements, const PeRect& producer,
              const PeRect& consumer, const Route& route, const RouterConfig& config)
{
    const Seen from = seen(producer, route.order);
    const Seen to = seen(consumer, route.order);
    const int lanes = laneCount(from, to, config.lanes);
    const std::int64_t wavelets = waveletsOfLane(elements, lanes, config.precision);
    for (int i = 0; i < lanes; ++i) {
        LaneRun run;
        run.edge = edge;
        run.wavelets = wavelets;
        run.lane = i;
        addLane(runs, laneBetween(from, to, i, lanes, route.shift), route.order, run, config.run);
    }
}

Wavelets leastTransmission(const KernelGraph& graph, const RouterConfig& config)
{
    std::int64_t most = 0;
    for (const Edge& edge : graph.edges())
        most = std::max(most, waveletsOfLane(edge.elements, config.lanes, config.precision));
    return Wavelets{most};
}

Hops longestLane(std::span<const LaneRun> lanesOfEdge)
{
    std::int64_t longest = 0;
    std::int64_t ofLane = 0;
    int lane = 0;
    for (const LaneRun& run : lanesOfEdge) { // lane by lane
        if (run.lane != lane)
            ofLane = 0;
        lane = run.lane;
        ofLane += run.backward ? 0 : run.length;
        longest = std::max(longest, ofLane);
    }
    return Hops{longest};
}

std::span<const LaneRun> lanesOfEdge(std::span<const LaneRun> lanes, EdgeId edge)
{
    const auto first =
        std::partition_point(lanes.begin(), lanes.end(), [edge](const LaneRun& run) { return run.edge < edge; });
    const auto last = std::partition_point(first, lanes.end(), [edge](const LaneRun& run) { return run.edge == edge; });
    return {first, last};
}

} // namespace waferscope
