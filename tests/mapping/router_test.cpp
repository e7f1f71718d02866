#include "mapping/router.h"
#include "sample_graphs.h"

#include <QTest>

#include <map>
#include <set>

namespace waferscope {

/// Lanes and loads over random pairs of rectangles.
class RouterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLaneRunsFromProducerToConsumer();
    void loadsAreWhatLanesCarry();
    void sideBySideLanesAreStraight();
    void noRouterMixesTwoBundlesOfAColour();

private:
    static KernelGraph pairOf(std::int64_t elements)
    {
        return KernelGraph::create({samples::convolution("a", 8, 1, 8, 8), samples::convolution("b", 8, 1, 8, 8)},
                                   {{KernelId{0}, KernelId{1}, elements}}, {})
            .value();
    }
    static PeRect randomRect(Random& random)
    {
        const auto number = [&random](std::uint64_t most) { return static_cast<int>(random.below(most)); };
        return {{number(80), number(80)}, 1 + number(20), 1 + number(20)};
    }
    static PeCoord endOf(const LaneRun& run)
    {
        switch (run.direction) {
        case Direction::East: return {run.from.x + run.length, run.from.y};
        case Direction::West: return {run.from.x - run.length, run.from.y};
        case Direction::South: return {run.from.x, run.from.y + run.length};
        case Direction::North: break;
        }
        return {run.from.x, run.from.y - run.length};
    }
};

void RouterTest::everyLaneRunsFromProducerToConsumer()
{
    Random random(7);
    const KernelGraph graph = pairOf(10000);
    int lanesSeen = 0;
    for (int i = 0; i < 2000; ++i) {
        const PeRect a = randomRect(random);
        const PeRect b = randomRect(random);
        if (a.overlaps(b))
            continue;
        Route route;
        route.order = random.below(2) == 0 ? RouteOrder::XThenY : RouteOrder::YThenX;
        route.shift = static_cast<int>(random.below(5)) - 2;
        std::map<int, std::vector<LaneRun>> lanes;
        for (const LaneRun& run : lanesOf(graph, EdgeId{0}, a, b, route, {}))
            if (!run.backward)
                lanes[run.lane].push_back(run);
        QVERIFY(!lanes.empty());
        std::int64_t carried = 0;
        for (const auto& [lane, runs] : lanes) {
            QVERIFY(a.contains(runs.front().from));
            QVERIFY(b.contains(endOf(runs.back())));
            QVERIFY(runs.size() <= 2);
            if (runs.size() == 2)
                QCOMPARE(endOf(runs[0]), runs[1].from);
            carried += runs.front().wavelets;
            ++lanesSeen;
        }
        QVERIFY(carried >= 5000); // 10,000 fp16 values are 5,000 wavelets, cut evenly and rounded up
        QVERIFY(carried < 5000 + 18);
    }
    QVERIFY(lanesSeen > 1000);
}

void RouterTest::loadsAreWhatLanesCarry()
{
    Random random(11);
    const KernelGraph graph = pairOf(10000);
    LinkLoads loads(100, 100);
    std::vector<std::vector<LaneRun>> all;
    std::uint64_t expected = 0;
    for (int i = 0; i < 50; ++i) {
        const PeRect a = randomRect(random);
        const PeRect b = randomRect(random);
        if (a.overlaps(b))
            continue;
        all.push_back(lanesOf(graph, EdgeId{0}, a, b, {}, {}));
        loads.add(all.back());
        for (const LaneRun& run : all.back())
            expected += static_cast<std::uint64_t>(run.wavelets) * static_cast<std::uint64_t>(run.length);
    }
    std::uint64_t total = 0;
    for (const Direction direction : {Direction::East, Direction::West, Direction::South, Direction::North})
        for (int i = 0; i < 100 * 100; ++i)
            total += loads.at(direction, {i % 100, i / 100});
    QCOMPARE(total, expected);
    for (const auto& runs : all)
        loads.remove(runs);
    QVERIFY(loads == LinkLoads(100, 100));
}

void RouterTest::sideBySideLanesAreStraight()
{
    const KernelGraph graph = pairOf(3600);
    const auto runs = lanesOf(graph, EdgeId{0}, {{0, 0}, 10, 36}, {{15, 0}, 10, 36}, {}, {});
    QCOMPARE(runs.size(), std::size_t{36}); // 18 lanes there, 18 back, none turns
    std::set<int> rows;
    for (const LaneRun& run : runs) {
        QCOMPARE(run.length, 6); // from the last column of one to the first of the other
        QCOMPARE(run.wavelets, std::int64_t{100});
        QCOMPARE(run.direction, run.backward ? Direction::West : Direction::East);
        rows.insert(run.from.y);
    }
    QCOMPARE(rows.size(), std::size_t{18});
}

void RouterTest::noRouterMixesTwoBundlesOfAColour()
{
    Random random(3);
    std::vector<Kernel> kernels;
    std::vector<PlacedKernel> placed;
    for (int i = 0; i < 36; ++i) {
        kernels.push_back(samples::convolution("k" + std::to_string(i), 8, 1, 8, 8));
        placed.push_back({{1, 1, {{1, 1}}}, {{(i % 6) * 16, (i / 6) * 16}, 12, 12}, Rotation::R0, false});
    }
    std::vector<Edge> edges;
    for (std::size_t i = 0; i + 1 < 36; ++i)
        edges.push_back({KernelId{i}, KernelId{i + 1 + random.below(35 - i)}, 5000});
    const KernelGraph graph = KernelGraph::create(kernels, edges, {}).value();
    System system = readSystem("cs1").value();
    system.columns = system.rows = 100;
    const RouterConfig config;
    const std::vector<Route> routes = chooseRoutes(graph, placed, system, config);

    std::map<std::pair<int, std::pair<int, int>>, std::size_t> users; // colour at a router: the edge
    for (std::size_t i = 0; i < edges.size(); ++i) {
        QVERIFY(routes[i].forward && routes[i].backward && *routes[i].forward != *routes[i].backward);
        QVERIFY(*routes[i].forward < config.colors);
        for (const LaneRun& run : lanesOf(graph, EdgeId{i}, placed[edges[i].from.index()].rectangle,
                                          placed[edges[i].to.index()].rectangle, routes[i], config)) {
            const PeRect routers = routersOf(run);
            const RouteColor color = run.backward ? *routes[i].backward : *routes[i].forward;
            for (int y = routers.origin.y; y < routers.bottom(); ++y)
                for (int x = routers.origin.x; x < routers.right(); ++x)
                    QCOMPARE(users.try_emplace({color, {x, y}}, i).first->second, i);
        }
    }
}

} // namespace waferscope

QTEST_APPLESS_MAIN(waferscope::RouterTest)
#include "router_test.moc"
